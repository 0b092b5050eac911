// What was said and has not arrived yet. It is shown at once, goes out in order, survives a reload and a
// broken network, and has an id of its own, by which the server takes it once however often it is sent.

import { computed, onScopeDispose, watch } from 'vue';
import type { Problem } from '#/api/problem.ts';
import { problemOf } from '#/api/problem.ts';
import { newClientId } from '#/api/server.ts';
import type { FollowedSession } from '#/session/follow.ts';
import { useKept } from '#/session/kept.ts';
import { keyOf, type Line, type Saying, type Shown } from '#/session/lines.ts';

export type Outgoing = {
  clientId: string;
  action: Saying;
  line: Line;
  at: number;
  /** `sent` is what the server has and this page has not heard back yet. */
  state: 'waiting' | 'sending' | 'sent' | 'refused';
  /** Why it was refused; nothing after a reload. */
  problem: Problem | null;
};

type Kept = Pick<Outgoing, 'clientId' | 'action' | 'line' | 'at'> & { refused: boolean };

const AGAIN_FIRST_MS = 1_000;
const AGAIN_MOST_MS = 15_000;

export type Outbox = ReturnType<typeof useOutbox>;

export function useOutbox(session: FollowedSession) {
  const waiting = useKept<Outgoing[], Kept[]>(
    `wenshui.outbox.${session.side}.${session.id}`,
    (kept) =>
      (kept ?? []).map(({ refused, ...one }) => ({
        ...one,
        state: refused ? 'refused' : 'waiting',
        problem: null,
      })),
    (now) =>
      now.length
        ? now.map(({ clientId, action, line, at, state }) => ({
            clientId,
            action,
            line,
            at,
            refused: state === 'refused',
          }))
        : null,
  );
  let busy = false;
  let gone = false;
  let timer = 0;
  let waitMs = AGAIN_FIRST_MS;

  const change = (clientId: string, change: Partial<Outgoing>) => {
    waiting.value = waiting.value.map((one) => (one.clientId === clientId ? { ...one, ...change } : one));
  };
  const drop = (clientId: string) => {
    waiting.value = waiting.value.filter((one) => one.clientId !== clientId);
  };

  /** Sends what waits, one after the other. */
  async function pump(): Promise<void> {
    window.clearTimeout(timer);
    // Nothing goes out before it is known what has arrived already.
    if (busy || gone || !session.isRead.value) return;
    busy = true;
    for (let next; (next = waiting.value.find(({ state }) => state === 'waiting'));) {
      if (!(await send(next)) || gone) break;
    }
    busy = false;
  }

  /** Whether the next one may go. */
  async function send({ clientId, action, line }: Outgoing): Promise<boolean> {
    change(clientId, { state: 'sending', problem: null });
    try {
      await session.act({ action, line, client_id: clientId });
      change(clientId, { state: 'sent' });
      waitMs = AGAIN_FIRST_MS;
      return true;
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (!problem.passes) {
        change(clientId, { state: 'refused', problem });
        return true;
      }
      change(clientId, { state: 'waiting' });
      if (gone) return false;
      timer = window.setTimeout(pump, problem.retryAfterS ? problem.retryAfterS * 1000 : waitMs);
      waitMs = Math.min(waitMs * 2, AGAIN_MOST_MS);
      return false;
    }
  }

  const say = (action: Saying, line: Line): void => {
    const one: Outgoing = {
      clientId: newClientId(),
      action,
      line,
      at: Date.now(),
      state: 'waiting',
      problem: null,
    };
    waiting.value = [...waiting.value, one];
    void pump();
  };
  const retry = (clientId: string): void => {
    change(clientId, { state: 'waiting', problem: null });
    void pump();
  };

  // What has arrived stands among the lines of the session from then on.
  watch(
    session.events,
    (events) => {
      const ids = new Set(events.map(({ client_id }) => client_id));
      const left = waiting.value.filter(({ clientId }) => !ids.has(clientId));
      if (left.length < waiting.value.length) waiting.value = left;
    },
    { immediate: true },
  );
  watch([session.isRead, session.connection], () => void pump(), { immediate: true });
  const again = () => void pump();
  window.addEventListener('online', again);
  onScopeDispose(() => {
    gone = true;
    window.removeEventListener('online', again);
    window.clearTimeout(timer);
  });

  const part = session.side === 'taxpayer' ? 'owner' : 'handler';
  const lines = computed<Shown[]>(() =>
    waiting.value.map(({ clientId, action, line, at }) => ({
      key: keyOf(clientId),
      number: null,
      action,
      part,
      at,
      line,
      transcript: null,
      outgoing: clientId,
    })),
  );

  return { waiting, lines, say, retry, drop };
}
