// What this person keeps: known once for the whole window, so that every button tells the same.

import { reactive, ref, watch, type Ref } from 'vue';
import { ask, type Server } from '#/api/server.ts';
import type { Page } from '#/chat/listing.ts';
import type { Visit } from '#/chat/visit.ts';
import { keepFavorite, listFavorites, releaseFavorite } from '#client/sdk.gen.ts';
import type { FavoriteBody } from '#client/types.gen.ts';

const PAGE = 10;

export type Favorites = {
  has: (entry: string) => boolean;
  keep: (entry: string, kept: boolean) => Promise<void>;
  page: (after: string | null) => Promise<Page<FavoriteBody>>;
  /** Rises when something comes or goes; a list is read again then. */
  changes: Ref<number>;
};

export function useFavorites(server: Server, visit: Visit): Favorites {
  const kept = reactive(new Set<string>());
  const changes = ref(0);
  const client = server.client;

  /** Nobody without a token and without a conversation has kept anything. */
  const page: Favorites['page'] = async (after) => {
    const conversation_id = visit.conversation.value ?? undefined;
    if (!conversation_id && !(await server.token())) return { items: [], next: null };
    const signal = visit.signal();
    const query = { conversation_id, limit: PAGE, after: after ?? undefined };
    const { items, next } = await ask(listFavorites({ client, query, signal }));
    signal.throwIfAborted();
    for (const { entry_id } of items) kept.add(entry_id);
    return { items, next: next ?? null };
  };
  const keep: Favorites['keep'] = async (entry_id, wanted) => {
    const signal = visit.signal();
    const request = { client, path: { entry_id }, query: { conversation_id: await visit.begun() } };
    await ask(wanted ? keepFavorite(request) : releaseFavorite(request));
    if (signal.aborted) return;
    if (wanted) kept.add(entry_id);
    else kept.delete(entry_id);
    changes.value += 1;
  };
  watch(visit.epoch, () => kept.clear(), { flush: 'sync' });
  return { has: (entry) => kept.has(entry), keep, page, changes };
}
