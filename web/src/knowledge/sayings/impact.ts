// What a change of sayings would do, as the job `impact` tells it (docs/comparing.md).

import type { CaseFlip, Difference, LogFlip } from '#/knowledge/replay/flips.ts';
import type { Line, SayingsFile } from '#/knowledge/sayings/lines.ts';

export type Impact = {
  before: string;
  after: string;
  differences: Difference[];
  /** How many wordings of the knowledge are read otherwise. */
  wordings: number;
  questions: number;
  asked_again: number;
  flips: LogFlip[];
  cases: CaseFlip[];
  gates_broken: string[];
  /** Whether a case that was right breaks, or a gate is not kept. */
  needs_confirmation: boolean;
};

type Pair = { said: string; law: string };
export type ImpactChange = { add: Pair[]; remove: Pair[]; down: string[] };

const pairs = (lines: Line[]): Pair[] => lines.map(({ said, law }) => ({ said, law }));

/**
 * A change of a file as the job takes it: a pair that the list of removed ones gets is taken away from the
 * lexicon, and one that it loses holds again.
 */
export function impactChange(
  file: SayingsFile,
  { came, gone }: { came: Line[]; gone: Line[] },
): ImpactChange {
  if (file === 'removed.tsv') return { add: pairs(gone), remove: pairs(came), down: [] };
  if (file === 'own.tsv') return { add: pairs(came), remove: pairs(gone), down: [] };
  return { add: [], remove: pairs(gone), down: came.map(({ said }) => said) };
}

/** Whether a trial was of this change; lists that are empty are left out of what a job keeps. */
export function isOfChange(tried: Partial<ImpactChange>, change: ImpactChange): boolean {
  const told = ({ add = [], remove = [], down = [] }: Partial<ImpactChange>) =>
    JSON.stringify([...[add, remove].map((list) => list.map(({ said, law }) => [said, law])), down]);
  return told(tried) === told(change);
}
