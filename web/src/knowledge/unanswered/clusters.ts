// What the job `cluster` finds: questions that were asked in vain, put together, and what would mend them
// (docs/health.md).

import type { Entry } from '#client/types.gen.ts';

export type SuggestionKind = 'similar' | 'entry' | 'review';

type Edit = { edit: 'upsert'; entry: Entry } | { edit: 'add_wordings'; id: string; wordings: string[] };

export type Suggestion = {
  /** Stable: the same suggestion has it in every job. */
  id: string;
  fingerprint: { kind: SuggestionKind; target?: string };
  words: string;
  edit?: Edit;
};

export type Cluster = {
  representative: string;
  asked: number;
  questions: { text: string; count: number }[];
  reasons: Record<string, number>;
  useless_reasons?: Record<string, number>;
  from: string;
  to: string;
  nearest: { id: string; question: string; confidence: number }[];
  suggestion?: Suggestion;
};

export type ClusterReport = {
  signature: { kb_version: string; asked: number; questions: number; size_min: number; today: string };
  clusters: Cluster[];
  /** Suggestions that were left out, as they were decided before. */
  decided_before: number;
};

/** What is suggested; empty where nothing is. */
export const kindOf = ({ suggestion }: Cluster): SuggestionKind | '' => suggestion?.fingerprint.kind ?? '';

/** Wordings that an entry would get. */
export const wordingsOf = ({ edit }: Suggestion): string[] =>
  edit?.edit === 'add_wordings' ? edit.wordings : [];

/** The entry that would be written. */
export const entryOf = ({ edit }: Suggestion): Entry | null => (edit?.edit === 'upsert' ? edit.entry : null);

/** The entry that it is about, where there is one already. */
export const targetOf = ({ fingerprint }: Suggestion): string | null => fingerprint.target ?? null;
