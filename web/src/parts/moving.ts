// What goes on by what others do, and by what the time is.

import { computed, watch } from 'vue';
import type { Label } from '#client/types.gen.ts';
import { now } from '#/parts/clock.ts';
import { useFresh } from '#/parts/fresh.ts';
import { isOver } from '#/parts/states.ts';
import type { Loaded } from '#/parts/task.ts';

/** How it goes on. */
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
