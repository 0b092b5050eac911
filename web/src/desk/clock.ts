// How long something lasts, and whether anybody looks.

import { ref } from 'vue';

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
