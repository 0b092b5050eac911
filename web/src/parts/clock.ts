// The moment as the server has it, which ticks once a second for whatever shows how long something lasts.

import { ref } from 'vue';
import type { Server } from '#/api/server.ts';

const TICK_MS = 1_000;
/** Answers tell whole seconds and are on their way for a while; less than this is no fault of a clock. */
const SAME_MS = 3_000;

/** How far the clock of this device is behind. */
let behindMs = 0;

/** In milliseconds. */
export const now = ref(Date.now());
window.setInterval(() => {
  now.value = Date.now() + behindMs;
}, TICK_MS);

/** Sets the clock by every answer of the server. */
export function keepTime({ client }: Server): void {
  client.interceptors.response.use((response) => {
    const ahead = Date.parse(response.headers.get('date') ?? '') - Date.now();
    if (!Number.isNaN(ahead)) behindMs = Math.abs(ahead) < SAME_MS ? 0 : ahead;
    return response;
  });
}
