// Two entries field by field: what of the entry differs, and how, in words.

import type { Basis, Block, Entry } from '#client/types.gen.ts';
import { difference, type Part } from '#/knowledge/diff/texts.ts';

/** A field on both sides; `parts` is the way from one to the other. */
export type FieldDifference = {
  key: string;
  before: string;
  after: string;
  parts: Part[];
};

const basisLine = ({ title, number, article, issued_on, effective_from, effective_to, url }: Basis): string =>
  [title, number, article, issued_on, effective_from && `${effective_from}–${effective_to ?? ''}`, url]
    .filter(Boolean)
    .join(' · ');

const blockLine = (block: Block): string => JSON.stringify(block);

/** Every field as a text of lines, in the order in which it is read. */
function texts(entry: Partial<Entry>): Record<string, string> {
  const lines = (list: string[] | undefined) => (list ?? []).join('\n');
  const clarify = Object.entries(entry.clarify ?? {}).map(([facet, value]) => `${facet}: ${String(value)}`);
  return {
    question: entry.question ?? '',
    similar: lines(entry.similar),
    answer: entry.answer ?? '',
    blocks: lines(entry.blocks?.map(blockLine)),
    basis: lines(entry.basis?.map(basisLine)),
    topic: entry.topic ?? '',
    tax: entry.tax ?? '',
    taxpayer_types: lines(entry.taxpayer_types),
    regions: lines(entry.regions),
    valid_from: entry.valid_from ?? '',
    valid_to: entry.valid_to ?? '',
    followups: lines(entry.followups),
    clarify: lines(clarify),
    tags: lines(entry.tags),
    reviewed_on: entry.reviewed_on ?? '',
    reviewed_by: entry.reviewed_by ?? '',
    note: entry.note ?? '',
  };
}

/** Lists are compared line by line: a wording is there or is not. */
export const LISTS = new Set([
  'similar',
  'basis',
  'blocks',
  'taxpayer_types',
  'regions',
  'followups',
  'clarify',
  'tags',
]);

export function listParts(before: string, after: string): Part[] {
  const [left, right] = [before, after].map((text) => (text ? text.split('\n') : [])) as [string[], string[]];
  const gone = left.filter((line) => !right.includes(line));
  const came = right.filter((line) => !left.includes(line));
  // A list that only was put in another order has neither.
  if (!gone.length && !came.length) return difference(before, after);
  return [
    ...right.filter((line) => left.includes(line)).map((line): Part => ({ kind: 'same', text: `${line}\n` })),
    ...gone.map((line): Part => ({ kind: 'gone', text: `${line}\n` })),
    ...came.map((line): Part => ({ kind: 'came', text: `${line}\n` })),
  ];
}

/** What differs between two entries; everything of one where the other is not there. */
export function entryDifferences(before: Entry | null, after: Entry | null): FieldDifference[] {
  const [left, right] = [texts(before ?? {}), texts(after ?? {})];
  return Object.keys(left).flatMap((key) => {
    const [was, is] = [left[key]!, right[key]!];
    if (was === is) return [];
    const parts = LISTS.has(key) ? listParts(was, is) : difference(was, is);
    return [{ key, before: was, after: is, parts }];
  });
}

/** Two files, as one field. */
export function fileDifferences(before: string | null, after: string | null): FieldDifference[] {
  const [was, is] = [before ?? '', after ?? ''];
  return was === is ? [] : [{ key: 'text', before: was, after: is, parts: difference(was, is) }];
}
