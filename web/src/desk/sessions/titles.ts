// What a session is called in lists and tabs: what the person asked, where that is known.

import type { MatterRef } from '#client/types.gen.ts';
import { sessions as w } from '#/desk/sessions/words.ts';
import { talkOf } from '#/desk/talks.ts';

type Of = { id: string; grown_out_of?: MatterRef | null };

export function titleOf({ id, grown_out_of }: Of): string {
  const topic = talkOf(id)?.topic;
  if (topic) return topic;
  const kind = grown_out_of && w.value.matterKinds[grown_out_of.kind];
  return kind ? w.value.fromMatter(kind) : w.value.untitled;
}

/** The last digits of a number, by which people who talk about it tell sessions apart. */
export const shortNumber = (number: string): string => `#${number.slice(-4)}`;
