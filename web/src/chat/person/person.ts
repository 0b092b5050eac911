// Asking for a person, and what the window knows of the session that begins. The session itself is shown
// by SessionFrame, which is loaded when there is one.

import { ref, watch, type Ref } from 'vue';
import { problemOf } from '#/api/problem.ts';
import { ask, type Server } from '#/api/server.ts';
import type { Emit } from '#/chat/chat.ts';
import type { Settings } from '#/chat/settings.ts';
import { settle, type Turn } from '#/chat/talk/turns.ts';
import type { Visit } from '#/chat/visit.ts';
import { actOnSession, request, showSession } from '#client/sdk.gen.ts';
import type { HandedTo, Signal } from '#client/types.gen.ts';

/** Whether a person is waited for, was waited for in vain, talks, or has talked. */
export type Phase = 'none' | 'waiting' | 'left' | 'talking' | 'over';

/** What can be done with the talk, by what shows it. */
export type Hold = {
  /** Says something, as if it had been typed and sent. */
  say: (text: string) => void;
  /** Puts something where lines are typed, to be changed and sent. */
  insert: (text: string) => void;
  focus: () => void;
};

export type Person = {
  /** The session that is shown. */
  session: Ref<string | null>;
  phase: Ref<Phase>;
  /** While it is passed on, it can be closed and not ended. */
  isMoving: Ref<boolean>;
  /** How many lines came while nobody looked. */
  unread: Ref<number>;
  hold: Ref<Hold | null>;
  /** Asks in a turn, by the button or because a signal pointed there; what is said to it stands there. */
  ask: (turn: Turn, signal: Signal | null) => Promise<void>;
  handedTo: (handed: HandedTo | null | undefined) => void;
  /** Ends the session that stands, since the window is closed; one that is gone needs no end. */
  close: () => Promise<void>;
  /** The session is looked at no more. */
  leave: () => void;
};

type Around = { server: Server; visit: Visit; settings: Settings; emit: Emit };

export function usePerson({ server, visit, settings, emit }: Around): Person {
  const { session } = visit;
  const phase = ref<Phase>('none');
  const isMoving = ref(false);
  const unread = ref(0);
  const hold = ref<Hold | null>(null);

  watch(
    () => settings.session,
    (given) => given && (session.value = given),
    { immediate: true },
  );
  watch(session, (id) => !id && (phase.value = 'none'));

  const handedTo = (handed: HandedTo | null | undefined) => {
    if (!handed) return;
    emit('wenshui-handover', { session_id: handed.session_id ?? null, state: handed.state });
    if (handed.session_id) session.value = handed.session_id;
  };
  const askPerson = async (turn: Turn, signal: Signal | null): Promise<void> => {
    const leave = visit.signal();
    settle(turn, { kind: 'waiting' });
    try {
      const { say, exits, handed_to } = await requested(signal);
      if (leave.aborted) return;
      // Why stands there already where somebody was pointed here, and who pressed the button knows it.
      settle(turn, { kind: 'prompt', prompt: { say, exits, nobody: handed_to.state } });
      handedTo(handed_to);
    } catch (thrown) {
      settle(turn, { kind: 'failed', problem: problemOf(thrown), again: () => void askPerson(turn, signal) });
    }
  };
  const requested = async (signal: Signal | null) => {
    const body = signal ? { signal } : {};
    const put = async () => {
      const path = { id: await visit.begun() };
      return ask(request({ client: server.client, path, body }));
    };
    try {
      return await put();
    } catch (thrown) {
      if (!visit.forget(problemOf(thrown).code)) throw thrown;
      return put();
    }
  };
  /** What may be done is read anew: nothing of the session may be shown here yet. */
  const close = async () => {
    const id = session.value;
    if (!id) return;
    const path = { id };
    try {
      const { allowed_actions: may } = await ask(showSession({ client: server.client, path }));
      const action = ['close_window', 'cancel'].find((one) => may.includes(one));
      if (action) await ask(actOnSession({ client: server.client, path, body: { action } }));
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (![403, 404].includes(problem.status)) throw problem;
    }
  };
  const leave = () => {
    session.value = null;
    unread.value = 0;
    isMoving.value = false;
  };
  return { session, phase, isMoving, unread, hold, ask: askPerson, handedTo, close, leave };
}
