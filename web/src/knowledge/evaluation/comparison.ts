// Two runs, or one suite asked of two versions, side by side: what the job `compare` comes to (docs/comparing.md).

import { askForJob, listJobs } from '#client/sdk.gen.ts';
import type { JobBody } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { MAIN, type Report } from '#/knowledge/evaluation/report.ts';
import type { CaseFlip, Difference } from '#/knowledge/replay/flips.ts';
import { server } from '#/knowledge/who.ts';

const KIND = 'compare';
const SHOWN = 50;
export const COMPARISON = 'comparison.json';

/** A metric on both sides; `p` is the chance that such a difference comes of nothing. */
export type Paired = {
  before: number;
  after: number;
  difference: number;
  interval: [number, number];
  p: number;
};

export type Comparison = {
  before: Report['signature'];
  after: Report['signature'];
  counts: Record<'fixed' | 'broken' | 'changed' | 'unchanged' | 'flaky' | 'unmatched', number>;
  metrics: Record<string, Paired>;
  differences: Difference[];
  flips: CaseFlip[];
};

/** Two runs by their jobs, or a suite asked of two versions now. */
export type Sides =
  | { before: string[]; after: string[] }
  | {
      suite: string;
      kb_before: string | null;
      kb_after: string | null;
      half: string | null;
      as_of: string | null;
    };

/** @throws {Problem} Why it does not begin. */
export const beginComparison = (sides: Sides): Promise<JobBody> =>
  ask(askForJob({ client: server.client, body: { kind: KIND, params: sides } }));

/** @throws {Problem} Why they did not come. */
export const readComparisons = async (): Promise<JobBody[]> =>
  (await ask(listJobs({ client: server.client, query: { kind: KIND, limit: SHOWN } }))).items;

/** The main metrics; the rest stands in the page that the job wrote. */
export const metricsOf = ({ metrics }: Comparison): [string, Paired][] =>
  MAIN.flatMap((name) => (metrics[name] ? [[name, metrics[name]] as [string, Paired]] : []));
