// What kinds of work are called, and what they were asked with, in a line.

import type { JobBody } from '#client/types.gen.ts';
import { jobs as w } from '#/knowledge/jobs/words.ts';

export const kindName = (kind: string): string => w.value.kinds[kind] ?? kind;
export const stateName = (state: string): string => w.value.states[state] ?? state;

/** `门禁集 · 现行版本 · 2026-01-01` */
export function askedWith({ params }: JobBody): string {
  const told = Object.entries(params as Record<string, unknown>).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  const value = (of: unknown) => (typeof of === 'object' ? JSON.stringify(of) : String(of));
  return told.map(([name, of]) => `${w.value.params[name] ?? name} ${value(of)}`).join(' · ');
}

/** Green for done, red for failed, quiet for called off. */
export const toneOf = (state: string): string =>
  ({ done: 'done', failed: 'wrong', cancelled: 'over' })[state] ?? 'open';
