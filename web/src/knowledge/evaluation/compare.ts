// Two runs side by side: what was mended, what broke, what came out otherwise.

import { cameOutRight, MAIN, type CaseReport, type Report } from '#/knowledge/evaluation/report.ts';

export type FlipKind = 'broken' | 'fixed' | 'changed';
export type Flip = { kind: FlipKind; before: CaseReport; after: CaseReport };
export type Delta = { name: string; before: number; after: number };

export type Comparison = {
  flips: Flip[];
  unchanged: number;
  /** Cases that only one side has, or that ask something else there. */
  unmatched: number;
  deltas: Delta[];
};

const ORDER: FlipKind[] = ['broken', 'fixed', 'changed'];

/** Whether two cases of one name are the same case. */
const asksTheSame = (one: CaseReport, two: CaseReport): boolean =>
  one.question === two.question && one.expect.join() === two.expect.join();

function flipOf(before: CaseReport, after: CaseReport): Flip | null {
  const [was, is] = [cameOutRight(before), cameOutRight(after)];
  if (was !== is) return { kind: is ? 'fixed' : 'broken', before, after };
  const isSame = before.decision === after.decision && before.candidates[0] === after.candidates[0];
  return isSame ? null : { kind: 'changed', before, after };
}

export function compare(before: Report, after: Report): Comparison {
  const later = new Map(after.cases.map((one) => [one.id, one]));
  const pairs = before.cases.flatMap((one) => {
    const other = later.get(one.id);
    return other && asksTheSame(one, other) ? [[one, other] as const] : [];
  });
  const flips = pairs.flatMap(([one, other]) => flipOf(one, other) ?? []);
  flips.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  return {
    flips,
    unchanged: pairs.length - flips.length,
    unmatched: before.cases.length + after.cases.length - 2 * pairs.length,
    deltas: MAIN.filter((name) => name in before.metrics && name in after.metrics).map((name) => ({
      name,
      before: before.metrics[name]!,
      after: after.metrics[name]!,
    })),
  };
}
