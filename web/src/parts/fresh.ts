// What is read again: when whoever uses the page comes back to it, when the network or the login is back,
// and from time to time.

import { computed, onScopeDispose, watch } from 'vue';
import type { Label } from '#client/types.gen.ts';
import { useServer } from '#/api/server.ts';
import { now } from '#/parts/clock.ts';
import { isOver } from '#/parts/states.ts';
import type { Loaded } from '#/parts/task.ts';

const isLooked = () => !document.hidden && navigator.onLine;

/** Does it whenever the page is looked at again or the network is back. */
export function onReturn(again: () => unknown): void {
  const look = () => {
    if (isLooked()) void again();
  };
  document.addEventListener('visibilitychange', look);
  window.addEventListener('online', look);
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', look);
    window.removeEventListener('online', look);
  });
}

/**
 * Reads at once, for each who logs in, on every return, and every so often while the page is looked at
 * and it goes on. Where an answer takes longer than that, the next is not asked for before it is there.
 */
export function useFresh(read: () => unknown, everyMs = 0, goesOn: () => boolean = () => true): void {
  const { token } = useServer();
  let underway = 0;

  async function again(): Promise<void> {
    if (!token()) return;
    underway++;
    try {
      await read();
    } finally {
      underway--;
    }
  }
  watch(() => token(), again, { immediate: true });
  onReturn(again);
  if (!everyMs) return;
  const timer = window.setInterval(() => {
    if (isLooked() && !underway && goesOn()) void again();
  }, everyMs);
  onScopeDispose(() => window.clearInterval(timer));
}

/** How something goes on by itself, while somebody looks at it. */
export type Moving<Body> = {
  /** Where it stands; when all of these are over, nothing follows. */
  states: (body: Body) => (Label | null | undefined)[];
  /** Moments from which on something else may be done with it. */
  moments?: (body: Body) => (string | null | undefined)[];
};

const MOVES_MS = 12_000;

/** Reads it again as long as it goes on, and when one of its moments comes. */
export function useMoving<Body>(
  { value, load }: Pick<Loaded<Body>, 'value' | 'load'>,
  { states, moments = () => [] }: Moving<Body>,
): void {
  const goesOn = () => value.value !== null && states(value.value).some((label) => label && !isOver(label));
  useFresh(load, MOVES_MS, goesOn);
  const passed = computed(() => {
    if (!value.value) return null;
    return moments(value.value).filter((at) => at && Date.parse(at) <= now.value).length;
  });
  watch(passed, (count, before) => {
    if (count !== null && before !== null && count > before) void load();
  });
}
