// What is read again: when whoever uses the page comes back to it, when the network or the login is back,
// and from time to time.

import { onScopeDispose, watch } from 'vue';
import { useServer } from '#/api/server.ts';

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

  function given(): ReturnType<typeof token> {
    const coming = token();
    // That none comes is said by what is read with it.
    if (coming instanceof Promise) coming.catch(() => {});
    return coming;
  }
  async function again(): Promise<void> {
    if (!given()) return;
    underway++;
    try {
      await read();
    } finally {
      underway--;
    }
  }
  watch(given, again, { immediate: true });
  onReturn(again);
  if (!everyMs) return;
  const timer = window.setInterval(() => {
    if (isLooked() && !underway && goesOn()) void again();
  }, everyMs);
  onScopeDispose(() => window.clearInterval(timer));
}
