// Differences as the server tells them, piece by piece, made into words.

import type { KbFieldDifference as Told } from '#client/types.gen.ts';
import { LISTS, listParts, type FieldDifference } from '#/knowledge/diff/rows.ts';
import { difference } from '#/knowledge/diff/texts.ts';

/** Paragraphs are apart, everything else stands line by line. */
const gapOf = (field: string): string => (field === 'answer' ? '\n\n' : '\n');

/** A field with what went and came in it. */
export function fieldOf({ field, pieces }: Told): FieldDifference {
  const gap = gapOf(field);
  const side = (mark: string) =>
    pieces
      .filter((piece) => piece.mark === 'same' || piece.mark === mark)
      .map(({ text }) => text)
      .join(gap);
  const [before, after] = [side('gone'), side('came')];
  const isList = LISTS.has(field) || field === 'text';
  return { key: field, before, after, parts: isList ? listParts(before, after) : difference(before, after) };
}
