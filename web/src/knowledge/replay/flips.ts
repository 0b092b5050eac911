// Questions that would go otherwise, as `replay` and `impact` tell them, and cases of suites, as `impact` and
// `compare` do (docs/comparing.md).

export type Outcome = { decision: string; confidence: number; candidates: string[] };

/** Something that differs between two versions. */
export type Difference = {
  kind: string;
  /** The id of an entry, the name of a file or a number. */
  name: string;
  part?: string;
  before?: string;
  after?: string;
  text?: string;
};

type Cause = { difference: number };

/** A question that people asked. */
export type LogFlip = {
  question: string;
  count: number;
  before: Outcome;
  before_question: string | null;
  after: Outcome;
  after_question: string | null;
  causes: Cause[];
};

/** A case of a suite. */
export type CaseFlip = {
  kind: 'broken' | 'fixed' | 'changed';
  id: string;
  question: string;
  expect: string[];
  before: Outcome;
  after: Outcome;
  causes: Cause[];
};

export type Replay = {
  live: string;
  draft: string;
  /** How many different questions there are, how often they were asked, and how often those that turn. */
  questions: number;
  asked: number;
  turned: number;
  differences: Difference[];
  flips: LogFlip[];
};

/** Which way a question goes, as far as that can be told without knowing what is right. */
export type Turn = 'lost' | 'gained' | 'other' | 'decided';

export function turnOf({ before, after }: LogFlip): Turn {
  const [was, is] = [before.decision === 'answer', after.decision === 'answer'];
  if (was !== is) return was ? 'lost' : 'gained';
  return before.candidates[0] === after.candidates[0] ? 'decided' : 'other';
}

/** Red for what may be worse, green for what may be better. */
export const TURN_TONES: Record<Turn, string> = {
  lost: 'state-wrong',
  gained: 'state-done',
  other: 'state-open',
  decided: 'state-over',
};

const OF_ENTRIES = new Set(['entry', 'question', 'wording', 'answer', 'scope', 'entrywise']);

/** The entry that a difference is about. */
export const entryOf = ({ kind, name }: Difference): string | null => (OF_ENTRIES.has(kind) ? name : null);

/** What explains it best; nothing where nothing was found. */
export const causeOf = (flip: { causes: Cause[] }, differences: Difference[]): Difference | null =>
  differences[flip.causes[0]?.difference ?? -1] ?? null;
