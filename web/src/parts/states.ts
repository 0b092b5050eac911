// What the names of states mean, whatever they are states of, and what the server's words for them are in
// the language that is spoken.

import type { Label } from '#client/types.gen.ts';
import { parts as w } from '#/parts/words.ts';

const DONE = ['done', 'kept', 'settled', 'granted', 'delivered', 'replied', 'answered', 'read'];
const WRONG = ['no_show', 'lapsed', 'unsettled', 'rejected', 'refused', 'turned_down'];
const OVER = ['ended', 'failed', 'cancelled', 'withdrawn', 'terminated', 'deleted', 'draft'];
/** What was granted is delivered yet. */
const GOES_ON = ['granted'];

export function toneOf({ name }: Label): 'open' | 'done' | 'wrong' | 'over' {
  if (DONE.includes(name)) return 'done';
  if (WRONG.includes(name)) return 'wrong';
  return OVER.includes(name) ? 'over' : 'open';
}

/** Whether nothing follows of itself any more. */
export const isOver = (label: Label): boolean => toneOf(label) !== 'open' && !GOES_ON.includes(label.name);

/** The server words names in Chinese; other languages have words for its words. */
export const labelText = (of: Label | null | undefined): string =>
  of ? (w.value.labels[of.label] ?? of.label) : '';
