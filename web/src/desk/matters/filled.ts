// What an action's form begins with, what is wrong with it, and how it travels.

import type { Field, Filled, Value } from '#/desk/matters/matter.ts';
import type { Fault } from '#/forms/rules.ts';
import type { Uploaded } from '#/forms/upload.ts';
import { forms } from '#/forms/words.ts';

const empty = ({ as, begins }: Field): Value => {
  if (as === 'sure') return false;
  return as === 'checks' || as === 'files' ? [] : (begins ?? '');
};

export const blank = (fields: Field[]): Filled =>
  Object.fromEntries(fields.map((field) => [field.key, empty(field)]));

const isShown = (field: Field, filled: Filled) => field.shown?.(filled) ?? true;
export const shownFields = (fields: Field[], filled: Filled): Field[] =>
  fields.filter((field) => isShown(field, filled));

function faultOf(field: Field, value: Value, pending: number): Fault {
  const words = forms.value.faults;
  switch (field.as) {
    case 'sure':
      return value ? null : words.choice;
    case 'checks':
      return (value as string[]).length === field.options?.length ? null : words.choice;
    case 'files':
      if (pending) return words.pending;
      return (value as Uploaded[]).length || field.optional ? null : words.required;
    case 'choice':
    case 'slot':
      return value ? null : words.choice;
    case 'agent':
    case 'center':
      return (value as string).trim() ? null : words.required;
    default:
      if (field.optional && !value) return null;
      return field.check?.(value as string) ?? null;
  }
}

/** What is wrong, by the keys of the fields. */
export const faultsIn = (fields: Field[], filled: Filled, pending: number): Record<string, Fault> =>
  Object.fromEntries(
    shownFields(fields, filled).map((field) => [field.key, faultOf(field, filled[field.key]!, pending)]),
  );

function sent({ as }: Field, value: Value): unknown {
  if (as === 'files') return (value as Uploaded[]).map(({ id }) => id);
  return typeof value === 'string' ? value.trim() : value;
}

/** As it travels. */
export function asSent(fields: Field[], filled: Filled): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of shownFields(fields, filled)) {
    const value = sent(field, filled[field.key]!);
    // What may be left out is left out.
    if (value === '' && field.optional) continue;
    if (field.within === undefined) body[field.key] = value;
    else body[field.within] = { ...(body[field.within] as object | undefined), [field.key]: value };
  }
  return body;
}
