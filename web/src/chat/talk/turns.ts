// What stands in the conversation: one turn for each thing that the person said or did, with what came of it.

import { shallowReactive } from 'vue';
import type { Problem } from '#/api/problem.ts';
import type { AnswerResponse, Block, HandoverBody, TurnSource } from '#client/types.gen.ts';

/** A question as it was put. `clientId` stays the same when it is put again, so that it counts once. */
export type Asked = { text: string; source: TurnSource; option?: string; clientId: string };

/** Words with ways to a person. */
export type Prompt = {
  say: Block[];
  exits: string[];
  handover?: HandoverBody | null;
  /** What asking for a person came to: `no_center` where none serves whoever asks. */
  nobody?: string;
};

export type Outcome =
  | { kind: 'waiting'; cancel?: () => void }
  | { kind: 'reply'; reply: AnswerResponse; tookMs: number | null }
  | { kind: 'prompt'; prompt: Prompt }
  | { kind: 'upload'; part: number; cancel: () => void }
  /** `again` where the same may pass, `edit` where the person has to change what was written. */
  | { kind: 'failed'; problem: Problem; again?: () => void; edit?: string };

export type Turn = {
  id: string;
  /** What the person said or did. */
  text: string;
  /** When what is shown came. */
  at: string | number;
  /** Read back from before: the server no longer waits for its options. */
  past: boolean;
  outcome: Outcome;
};

let last = 0;

/** A turn whose outcome is awaited. */
export const newTurn = (text: string): Turn =>
  shallowReactive({
    id: `turn-${(last += 1)}`,
    text,
    at: Date.now(),
    past: false,
    outcome: { kind: 'waiting' },
  });

export function settle(turn: Turn, outcome: Outcome): void {
  turn.at = Date.now();
  turn.outcome = outcome;
}
