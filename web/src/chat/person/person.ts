// Asking for a person, and what the window knows of the session that begins. The session itself is shown
// by PersonPart, which is loaded when there is one.

import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import { problemOf } from '#/api/problem.ts';
import { ask, type Server } from '#/api/server.ts';
import type { Settings } from '#/chat/settings.ts';
import { settle, type Turn } from '#/chat/talk/turns.ts';
import type { Visit } from '#/chat/visit.ts';
import { request } from '#client/sdk.gen.ts';
import type { HandedTo, Signal } from '#client/types.gen.ts';

/** Whether a person is asked for, talks, or has talked. */
export type Phase = 'none' | 'waiting' | 'talking' | 'over';

export type Person = {
  /** The session that is shown. */
  session: Ref<string | null>;
  phase: Ref<Phase>;
  /** While it is passed on, it can be closed and not ended. */
  isMoving: Ref<boolean>;
  /** What was said while nobody looked. */
  unread: Ref<number>;
  /** Whether the session has taken over the input. */
  talks: ComputedRef<boolean>;
  /** Asks in a turn, by the button or because a signal pointed there; what is said to it stands there. */
  ask: (turn: Turn, signal: Signal | null) => Promise<void>;
  handedTo: (handed: HandedTo | null | undefined) => void;
  /** Finds the session that stands, which asking again names. */
  find: () => Promise<void>;
  /** Ends what stands, since the window is closed; set by what shows the session. */
  close: Ref<(() => Promise<void>) | null>;
  /** The session is looked at no more. */
  leave: () => void;
};

export function usePerson(server: Server, visit: Visit, settings: Settings): Person {
  const { session } = visit;
  const phase = ref<Phase>('none');
  const isMoving = ref(false);
  const unread = ref(0);
  const close = ref<(() => Promise<void>) | null>(null);

  watch(
    () => settings.session,
    (given) => given && (session.value = given),
    { immediate: true },
  );
  watch(session, (id) => !id && (phase.value = 'none'));

  const handedTo = (handed: HandedTo | null | undefined) => {
    if (handed?.session_id) session.value = handed.session_id;
  };
  const askPerson = async (turn: Turn, signal: Signal | null): Promise<void> => {
    settle(turn, { kind: 'waiting' });
    try {
      const standing = await requested(signal);
      // Why stands there already where somebody was pointed here, and who pressed the button knows it.
      settle(turn, { kind: 'prompt', prompt: { say: standing.say, exits: standing.exits } });
      handedTo(standing.handed_to);
    } catch (thrown) {
      settle(turn, { kind: 'failed', problem: problemOf(thrown), again: () => void askPerson(turn, signal) });
    }
  };
  const requested = async (signal: Signal | null) => {
    const put = async () =>
      ask(
        request({ client: server.client, path: { id: await visit.begun() }, body: signal ? { signal } : {} }),
      );
    try {
      return await put();
    } catch (thrown) {
      if (!visit.forget(problemOf(thrown).code)) throw thrown;
      return put();
    }
  };
  /** Where it cannot be found, what was refused says so already. */
  const find = async () => {
    const standing = await requested(null).catch(() => null);
    handedTo(standing?.handed_to);
  };
  const leave = () => {
    session.value = null;
    unread.value = 0;
  };
  const talks = computed(() => phase.value === 'talking');
  return { session, phase, isMoving, unread, talks, ask: askPerson, handedTo, find, close, leave };
}
