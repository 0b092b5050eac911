// Days as answers name them.

import { answer as w } from '#/answer/words.ts';

/** `date` is a day such as 2026-01-31, or a moment that begins with one. */
export function dateInWords(date: string): string {
  const [year, month, day, ...rest] = date.slice(0, 10).split('-').map(Number);
  return year && month && day && rest.length === 0 ? w.value.date(year, month, day) : date;
}
