// The conversation with the machine: questions are put, their answers stand in turns, newest last.

import { computed, shallowReactive, type ComputedRef } from 'vue';
import { problemOf, type Problem } from '#/api/problem.ts';
import { ask as askServer, newClientId, type Server } from '#/api/server.ts';
import type { Profile } from '#/chat/profile.ts';
import type { Settings } from '#/chat/settings.ts';
import { newTurn, settle, type Asked, type Prompt, type Turn } from '#/chat/talk/turns.ts';
import { asker, type Visit } from '#/chat/visit.ts';
import { answer } from '#client/sdk.gen.ts';
import type { AnswerResponse, TurnBody, TurnSource } from '#client/types.gen.ts';

const GIVE_UP_AFTER_MS = 30_000;

export type Ask = (text: string, source: TurnSource, option?: string) => void;

export type Talk = {
  turns: Turn[];
  isEmpty: ComputedRef<boolean>;
  ask: Ask;
  /** A turn of something that was done and not asked. */
  open: (text: string) => Turn;
  /** Turns that were read back; without those that stand there already. */
  past: (turns: TurnBody[]) => Turn[];
  /** Only what is seen; the conversation goes on. */
  clear: () => void;
};

/** What goes on around the conversation. */
export type Around = {
  server: Server;
  settings: Settings;
  profile: Profile;
  visit: Visit;
  /** Something new is said; what sounds or listens ends. */
  asked: () => void;
  answered: (reply: AnswerResponse) => void;
  /** The server would not take a question because somebody talks there. */
  withPerson: (session: string | null) => void;
};

export function useTalk(around: Around): Talk {
  const { visit } = around;
  const turns = shallowReactive<Turn[]>([]);
  /** The answers that stand in the window, by their ids. */
  const shown = new Set<string>();
  let pending: { asked: Asked; abort: AbortController } | null = null;

  const open = (text: string): Turn => {
    const turn = newTurn(text);
    turns.push(turn);
    return turn;
  };

  const ask: Ask = (text, source, option) => {
    // A second press on the same button is no second question.
    if (pending?.asked.text === text) return;
    pending?.abort.abort();
    around.asked();
    void put({ text, source, option, clientId: newClientId() }, open(text));
  };

  const put = async (asked: Asked, turn: Turn): Promise<void> => {
    const mine = { asked, abort: new AbortController() };
    pending = mine;
    settle(turn, { kind: 'waiting', cancel: () => mine.abort.abort() });
    try {
      const { reply, tookMs } = await replyTo(around, asked, mine.abort.signal);
      visit.goOn(reply);
      shown.add(reply.answer_id);
      settle(turn, { kind: 'reply', reply, tookMs });
      around.answered(reply);
    } catch (thrown) {
      fail(turn, asked, problemOf(thrown));
    } finally {
      if (pending === mine) pending = null;
    }
  };

  const fail = (turn: Turn, asked: Asked, problem: Problem) => {
    if (problem.code === 'with_person') around.withPerson(problem.session);
    const passes = problem.passes || problem.isUnknown || problem.code === 'with_person';
    if (!passes) return settle(turn, { kind: 'failed', problem, edit: asked.text });
    const again = () => void put(asked, turn);
    settle(turn, { kind: 'failed', problem, again });
    if (problem.code === 'offline' && !navigator.onLine) whenOnline(() => isLast(turn) && again());
  };
  /** What was asked since then stands for what was asked before. */
  const isLast = (turn: Turn) => turns.at(-1) === turn && turn.outcome.kind === 'failed';

  const past = (read: TurnBody[]): Turn[] =>
    read
      .filter(({ reply }) => !shown.has(reply.answer_id))
      .map(({ question, reply, at }) => {
        shown.add(reply.answer_id);
        const outcome = { kind: 'reply' as const, reply, tookMs: null };
        return { id: reply.answer_id, text: question, at, past: true, outcome };
      });

  const clear = () => {
    pending?.abort.abort();
    turns.length = 0;
    shown.clear();
  };

  return { turns, isEmpty: computed(() => turns.length === 0), ask, open, past, clear };
}

/** A question that met no network goes out by itself when there is one. */
function whenOnline(act: () => void): void {
  window.addEventListener('online', act, { once: true });
}

/** What was refused for what is now forgotten is put again as it is. */
async function replyTo(around: Around, asked: Asked, signal: AbortSignal) {
  const patient = AbortSignal.any([signal, AbortSignal.timeout(GIVE_UP_AFTER_MS)]);
  try {
    return await request(around, asked, patient);
  } catch (thrown) {
    if (!around.visit.forget(problemOf(thrown).code)) throw thrown;
    return request(around, asked, patient);
  }
}

/** What is undefined is not sent. */
async function request({ server, settings, profile, visit }: Around, asked: Asked, signal: AbortSignal) {
  const { text, source, option, clientId } = asked;
  const body = {
    question: option === undefined ? text : undefined,
    option,
    source,
    client_id: clientId,
    conversation_id: visit.conversation.value ?? undefined,
    conversation_token: visit.token.value ?? undefined,
    ...asker(settings, profile),
  };
  const asking = answer({ client: server.client, body, signal });
  const reply = await askServer(asking);
  return { reply, tookMs: tookMsOf((await asking).response?.headers.get('Server-Timing') ?? '') };
}

/** How long the server took in all. */
function tookMsOf(timing: string): number | null {
  const total = /(?:^|,)\s*total\s*;(?:[^,]*;)?\s*dur=([\d.]+)/.exec(timing)?.[1];
  return total ? Number(total) : null;
}

/** The part of a reply that points to a person. */
export const promptOf = ({ say, exits, handover }: Prompt): Prompt => ({ say, exits, handover });
