// A report of an evaluation as a job leaves it (`report.json`), in the form of the contract, and what a
// page makes of it.

import { readOutput } from '#/knowledge/jobs/outputs.ts';

export type CaseReport = {
  id: string;
  question: string;
  tags?: string[];
  expect: string[];
  forbid?: string[];
  decision_expected?: string;
  decision: string;
  confidence: number;
  candidates: string[];
  right: boolean;
  latency_us: number;
  weight: number;
};

type Figures = { metrics: Record<string, number>; intervals: Record<string, [number, number]> };

export type Report = Figures & {
  signature: {
    kb_version: string;
    encoder: string;
    suite: string;
    half?: string;
    cases: number;
    targets: number;
    as_of: string;
    seed: number;
  };
  /** By mark. */
  by_tag?: Record<string, Figures & { cases?: number }>;
  /** What became of the conditions that were asked for. */
  gates?: { gate: string; value?: number | null; kept: boolean }[];
  cases: CaseReport[];
};

const REPORT = 'report.json';
export const HTML_REPORT = 'report.html';

/** @throws {Problem} Why it did not come. */
export const readReport = (job: string): Promise<Report> => readOutput<Report>(job, REPORT);

/** What is shown first, in this order; the rest stands in a table. */
export const MAIN = [
  'hit@1',
  'hit@3',
  'hit@5',
  'mrr@10',
  'ndcg@10',
  'refusal.precision',
  'refusal.recall',
  'ece',
];

export type Figure = { name: string; value: number; low: number; high: number };

const figure = ({ metrics, intervals }: Figures, name: string): Figure => {
  const value = metrics[name]!;
  const [low, high] = intervals[name] ?? [value, value];
  return { name, value, low, high };
};

export const mainFigures = (of: Figures): Figure[] =>
  MAIN.filter((name) => name in of.metrics).map((name) => figure(of, name));

export const otherFigures = (of: Figures): Figure[] =>
  Object.keys(of.metrics)
    .filter((name) => !MAIN.includes(name))
    .map((name) => figure(of, name));

/** Latencies are in microseconds, the rest are shares. */
export const isShare = (name: string): boolean => !name.startsWith('latency');

/** Whether a case came out as it should, as the gates see it (`api/src/versions/gates.rs`). */
export function cameOutRight(one: CaseReport): boolean {
  if (one.expect.length) return one.right;
  return one.decision_expected ? one.decision === one.decision_expected : one.decision !== 'answer';
}

export const wrongCases = ({ cases }: Report): CaseReport[] => cases.filter((one) => !cameOutRight(one));

/** How many were decided how, most first. */
export function decisionsOf({ cases }: Report): { decision: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { decision } of cases) counts.set(decision, (counts.get(decision) ?? 0) + 1);
  return [...counts].map(([decision, count]) => ({ decision, count })).sort((a, b) => b.count - a.count);
}

/** A tenth of confidence: how many cases lie in it, and how many of them are right. */
export type Bin = { from: number; cases: number; right: number; mean: number };

/** How well confidences are kept, by tenths. */
export function reliability({ cases }: Report): Bin[] {
  const bins = Array.from({ length: 10 }, (_, at) => ({ from: at / 10, cases: 0, right: 0, sum: 0 }));
  for (const { confidence, right, candidates } of cases) {
    if (!candidates.length) continue;
    const bin = bins[Math.min(9, Math.max(0, Math.floor(confidence * 10)))]!;
    bin.cases++;
    bin.sum += confidence;
    if (right) bin.right++;
  }
  return bins.map(({ sum, ...bin }) => ({ ...bin, mean: bin.cases ? sum / bin.cases : bin.from + 0.05 }));
}
