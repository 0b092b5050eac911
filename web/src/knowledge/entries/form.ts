// An entry as a form: every field there, lists with a last free row of nothing, and the way back.

import type { Basis, Block, Entry } from '#client/types.gen.ts';

export type BasisRow = Record<
  'title' | 'number' | 'article' | 'issued_on' | 'effective_from' | 'effective_to' | 'url',
  string
>;
export type FacetRow = { facet: string; value: string };

export type EntryForm = {
  id: string;
  question: string;
  similar: string[];
  answer: string;
  /** They are shown and kept; they are written in files. */
  blocks: Block[];
  basis: BasisRow[];
  topic: string;
  tags: string[];
  tax: string;
  taxpayer_types: string[];
  regions: string[];
  valid_from: string;
  valid_to: string;
  followups: string[];
  clarify: FacetRow[];
  reviewed_on: string;
  reviewed_by: string;
  note: string;
};

export const noBasis = (): BasisRow => ({
  title: '',
  number: '',
  article: '',
  issued_on: '',
  effective_from: '',
  effective_to: '',
  url: '',
});

const basisRow = (basis: Basis): BasisRow => {
  const { title, number, article, issued_on, effective_from, effective_to, url } = basis;
  return {
    title,
    number: number ?? '',
    article: article ?? '',
    issued_on: issued_on ?? '',
    effective_from: effective_from ?? '',
    effective_to: effective_to ?? '',
    url: url ?? '',
  };
};

/** The form of an entry; an empty one for none. */
export function formOf(entry?: Partial<Entry> | null): EntryForm {
  const of: Partial<Entry> = entry ?? {};
  return {
    id: of.id ?? '',
    question: of.question ?? '',
    similar: [...(of.similar ?? [])],
    answer: of.answer ?? '',
    blocks: [...(of.blocks ?? [])],
    basis: (of.basis ?? []).map(basisRow),
    topic: of.topic ?? '',
    tags: [...(of.tags ?? [])],
    tax: of.tax ?? '',
    taxpayer_types: [...(of.taxpayer_types ?? [])],
    regions: [...(of.regions ?? [])],
    valid_from: of.valid_from ?? '',
    valid_to: of.valid_to ?? '',
    followups: [...(of.followups ?? [])],
    clarify: Object.entries(of.clarify ?? {}).map(([facet, value]) => ({ facet, value: String(value) })),
    reviewed_on: of.reviewed_on ?? '',
    reviewed_by: of.reviewed_by ?? '',
    note: of.note ?? '',
  };
}

/** Without what is empty: a field that holds nothing is not there. */
function filled<T extends object>(of: T): T {
  const isEmpty = (value: unknown) => value === '' || (Array.isArray(value) && !value.length);
  return Object.fromEntries(Object.entries(of).filter(([, value]) => !isEmpty(value))) as T;
}

const trimmed = (texts: string[]): string[] => texts.map((text) => text.trim()).filter(Boolean);

/** The entry that a form means. */
export function entryOf(form: EntryForm): Entry {
  const clarify = form.clarify.filter(({ facet, value }) => facet && value.trim());
  const entry = filled({
    ...form,
    id: form.id.trim(),
    question: form.question.trim(),
    similar: trimmed(form.similar),
    answer: form.answer.trimEnd(),
    basis: form.basis.map((row) => filled({ ...row })).filter((row) => Object.keys(row).length),
    topic: form.topic.trim(),
    tax: form.tax.trim(),
    tags: trimmed(form.tags),
    reviewed_by: form.reviewed_by.trim(),
    note: form.note.trim(),
    clarify: clarify.length
      ? Object.fromEntries(clarify.map(({ facet, value }) => [facet, value.trim()]))
      : '',
  });
  return entry as unknown as Entry;
}

/**
 * Where a field of the entry stands in the form: rows that hold nothing are not sent, so what follows them
 * has another number here than there.
 */
export function placeInForm(form: EntryForm, field: string): string {
  const found = /^(similar|basis|followups|tags|regions)\[(\d+)\](.*)$/.exec(field);
  if (!found) return field;
  const [, list, number, rest] = found as unknown as [string, 'similar' | 'basis' | 'tags', string, string];
  const isSent = (row: string | BasisRow) =>
    typeof row === 'string' ? row.trim() !== '' : Object.values(row).some(Boolean);
  const sent = form[list].flatMap((row, at) => (isSent(row) ? [at] : []));
  const at = sent[Number(number)];
  return at === undefined ? list : `${list}[${at}]${rest}`;
}
