// A clock that ticks once a second for whatever shows how long something lasts, and what is read again
// from time to time.

import { onBeforeUnmount, onMounted, ref, watch } from 'vue';
import { renewed } from '#/desk/who.ts';

/** The moment, by this device's clock, in milliseconds. */
export const now = ref(Date.now());
window.setInterval(() => {
  now.value = Date.now();
}, 1000);

/** Whether the page is looked at. */
export const isLooked = ref(!document.hidden);
document.addEventListener('visibilitychange', () => (isLooked.value = !document.hidden));

/** `3:05`, or `1:03:05` from an hour on. */
export function lasting(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(s / 60) % 60;
  const hours = Math.floor(s / 3600);
  return hours ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`;
}

/** Reads when the view opens, every so often while the page is looked at, and when the network or the login is back. */
export function useFresh(read: () => unknown, everyMs = 0): void {
  let timer = 0;
  const again = () => {
    if (document.visibilityState === 'visible' && navigator.onLine) void read();
  };
  onMounted(() => {
    void read();
    if (everyMs) timer = window.setInterval(again, everyMs);
    document.addEventListener('visibilitychange', again);
    window.addEventListener('online', again);
  });
  onBeforeUnmount(() => {
    window.clearInterval(timer);
    document.removeEventListener('visibilitychange', again);
    window.removeEventListener('online', again);
  });
  watch(renewed, () => void read());
}
