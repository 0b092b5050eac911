// Tells whoever measures that a page can be used.

import { nextTick } from 'vue';

/** Sends `wenshui-ready` on the window once what the page waits for is there and shown. */
export async function tellReady(until: Promise<unknown> = Promise.resolve()): Promise<void> {
  await until;
  await nextTick();
  window.dispatchEvent(new Event('wenshui-ready'));
}
