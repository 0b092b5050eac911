// Sessions of the center that are nobody's or somebody else's: the queue, and what is under way. They
// have no live source, so they are read again from time to time.

import { computed } from 'vue';
import { listSessions } from '#client/sdk.gen.ts';
import type { SessionBody } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { server } from '#/desk/who.ts';
import { useFresh } from '#/parts/fresh.ts';
import { useLoaded } from '#/parts/task.ts';

const EVERY_MS = 5_000;
const PAGE = 10;

const page = (state: string, page: number) =>
  ask(listSessions({ client: server.client, query: { state, page } }));

export type Listed = { total: number; items: SessionBody[] };

/** Those who have waited longest; lists begin with the newest, so they stand on the last pages. */
async function queue(): Promise<Listed> {
  const first = await page('waiting', 1);
  const last = Math.ceil(first.total / PAGE);
  const more = last > 1 ? (await page('waiting', last)).items : [];
  const before = last > 2 && more.length < PAGE ? (await page('waiting', last - 1)).items : [];
  const all = [...(last > 2 ? [] : first.items), ...before, ...more];
  const ordered = all.sort((a, b) => (a.position ?? Infinity) - (b.position ?? Infinity));
  return { total: first.total, items: ordered.slice(0, PAGE) };
}

/** What waits in the queue of the center. */
export function useQueue() {
  const loaded = useLoaded(queue);
  useFresh(loaded.load, EVERY_MS);
  return loaded;
}

/** What others talk about in the center. */
export function useUnderway() {
  const loaded = useLoaded(async (): Promise<Listed> => page('active,transferring,dropped', 1));
  useFresh(loaded.load, EVERY_MS);
  return { ...loaded, items: computed(() => loaded.value.value?.items ?? []) };
}
