// What is wrong with an entry while it is written, by the places of its form.

import { computed, type Ref } from 'vue';
import { placeInForm, type EntryForm } from '#/knowledge/entries/form.ts';

export type Severity = 'error' | 'warning';
/** A fault with the place in the form that it is about: `similar[2]`, `basis[0].number`. */
export type Mark = { field: string; severity: Severity; detail: string; code: string };
export type MarksOf = (field: string) => Mark[];

/** A place's row in the whole list: `similar[2]` lies in `similar`. */
const isWithin = (mark: Mark, field: string) =>
  mark.field === field || mark.field.startsWith(`${field}[`) || mark.field.startsWith(`${field}.`);

export function useMarks(form: EntryForm, found: Ref<readonly Mark[] | null>) {
  const marks = computed(() =>
    (found.value ?? []).map((mark) => ({ ...mark, field: placeInForm(form, mark.field) })),
  );
  return {
    marks,
    errors: computed(() => marks.value.filter(({ severity }) => severity === 'error')),
    warnings: computed(() => marks.value.filter(({ severity }) => severity === 'warning')),
    /** Of exactly this place. */
    at: (field: string): Mark[] => marks.value.filter((mark) => mark.field === field),
    /** Of it and of everything within. */
    within: (field: string): Mark[] => marks.value.filter((mark) => isWithin(mark, field)),
  };
}

/** What stands at a field in one line; nothing where nothing is wrong. */
export const toldOf = (marks: Mark[]): string | null =>
  marks.length ? marks.map(({ detail }) => detail).join(' ') : null;

export const isWrong = (marks: Mark[]): boolean => marks.some(({ severity }) => severity === 'error');
