// Why something is not published, as the server tells it: conditions with the cases behind them, faults of
// the knowledge, or revisions in conflict.

import type { Problem } from '#/api/problem.ts';

/** A case that fails, with its suite. */
export type FailingCase = { id: string; question: string; told: string };
/** A suite whose conditions are not kept. */
export type BrokenGate = { suite: string; conditions: string[]; cases: FailingCase[] };

export type Refusal = {
  gates: BrokenGate[];
  /** What is wrong with the knowledge, or in conflict, with its subject. */
  faults: { subject: string; detail: string; rule: string }[];
};

/** `suite#case` of a fault; a case's own name may have a `#` too. */
const split = (field: string): [string, string] => {
  const at = field.indexOf('#');
  return at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)];
};
/** `question: got ≠ expected`; a question may have a colon too. */
const caseOf = (id: string, detail: string): FailingCase => {
  const at = detail.lastIndexOf(': ');
  return { id, question: at < 0 ? detail : detail.slice(0, at), told: at < 0 ? '' : detail.slice(at + 2) };
};

export function refusalOf({ faults }: Problem): Refusal {
  const gates = new Map<string, BrokenGate>();
  const gate = (suite: string) => {
    const known = gates.get(suite) ?? { suite, conditions: [], cases: [] };
    gates.set(suite, known);
    return known;
  };
  const others: Refusal['faults'] = [];
  for (const { field, rule, detail } of faults) {
    const [suite, id] = split(field);
    if (rule === 'gate') gate(suite).conditions.push(detail);
    else if (rule === 'case') gate(suite).cases.push(caseOf(id, detail));
    else others.push({ subject: field, detail, rule });
  }
  return { gates: [...gates.values()], faults: others };
}
