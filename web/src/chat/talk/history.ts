// The conversation read back, page by page above what stands there.

import { ref, shallowReactive, type Ref } from 'vue';
import { problemOf, type Problem } from '#/api/problem.ts';
import { ask, type Server } from '#/api/server.ts';
import type { Talk } from '#/chat/talk/talk.ts';
import type { Turn } from '#/chat/talk/turns.ts';
import type { Visit } from '#/chat/visit.ts';
import { turns as readTurns } from '#client/sdk.gen.ts';

const PAGE = 10;

export type History = {
  turns: Turn[];
  /** Whether something of the conversation may stand nowhere in the window. */
  offered: Ref<boolean>;
  /** Whether all of it was read. */
  over: Ref<boolean>;
  loading: Ref<boolean>;
  problem: Ref<Problem | null>;
  load: () => Promise<void>;
  /** What was read back goes from the view as well; it can be read back again. */
  clear: () => void;
};

export function useHistory(server: Server, visit: Visit, talk: Talk): History {
  const turns = shallowReactive<Turn[]>([]);
  const offered = ref(visit.conversation.value !== null);
  const over = ref(false);
  const loading = ref(false);
  const problem: Ref<Problem | null> = ref(null);
  /** Where the next older page ends; null is the newest. */
  let before: number | null = null;

  /** A page may hold only what stands there already; then the one before it is meant. */
  const older = async (signal: AbortSignal) => {
    for (let made: Turn[] = []; made.length === 0 && !over.value;) {
      const path = { id: visit.conversation.value ?? '' };
      const query = { limit: PAGE, before: before ?? undefined };
      const { items, next_before } = await ask(readTurns({ client: server.client, path, query, signal }));
      signal.throwIfAborted();
      made = talk.past(items).reverse();
      before = next_before ?? null;
      over.value = before === null;
      turns.unshift(...made);
    }
  };
  const load = async () => {
    if (loading.value) return;
    const signal = visit.signal();
    loading.value = true;
    problem.value = null;
    try {
      await older(signal);
    } catch (thrown) {
      const failed = problemOf(thrown);
      if (!signal.aborted && !visit.forget(failed.code)) problem.value = failed;
    } finally {
      loading.value = false;
    }
  };
  const clear = () => {
    turns.length = 0;
    before = null;
    over.value = false;
    offered.value = true;
  };
  return { turns, offered, over, loading, problem, load, clear };
}
