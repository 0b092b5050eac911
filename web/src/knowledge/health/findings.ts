// What the job `health` finds: what is wrong in meaning and time, with what would mend it (docs/health.md).

export type Finding = {
  /** Stable: the same finding has it in every job. */
  id: string;
  class: string;
  severity: 'high' | 'medium' | 'low';
  words: string;
  entries: { id: string; question: string }[];
  wordings?: { entry: string; text: string }[];
  topic?: string;
  fix?: { words: string };
};

export type Coverage = {
  topic: string;
  entries: number;
  answering: number;
  wordings: number;
  asked: number;
  entries_share: number;
  asked_share: number;
};

export type HealthReport = {
  signature: { kb_version: string; entries: number; wordings: number; today: string };
  findings: Finding[];
  /** Ids of what was left as it is. */
  ignored: string[];
  coverage: Coverage[];
};

/** A question that shows what is found in the hit test: the wording that it is about, else the entry's own. */
export const questionOf = ({ wordings, entries }: Finding): string | undefined =>
  wordings?.[0]?.text ?? entries[0]?.question;
