// What differs between two lists of sayings, in the form in which differences are shown.

import type { FieldDifference } from '#/knowledge/diff/rows.ts';
import type { Part } from '#/knowledge/diff/texts.ts';
import type { Line } from '#/knowledge/sayings/lines.ts';

const rowOf = ({ said, law }: Line): string => (law ? `${said} → ${law}\n` : `${said}\n`);
const textOf = (lines: Line[]): string => lines.map(rowOf).join('');

/** Only what went and came; what stays is in the list beside it. */
export function differenceOf({ came, gone }: { came: Line[]; gone: Line[] }): FieldDifference[] {
  if (!came.length && !gone.length) return [];
  const part = (kind: Part['kind']) => (line: Line) => ({ kind, text: rowOf(line) });
  const parts = [...gone.map(part('gone')), ...came.map(part('came'))];
  return [{ key: 'text', before: textOf(gone), after: textOf(came), parts }];
}
