// What a session is called in lists and tabs: what the person asked, where that is known.

import { reactive } from 'vue';
import type { MatterRef } from '#client/types.gen.ts';
import { sessions as w } from '#/desk/sessions/words.ts';
import { talkOf } from '#/desk/talks.ts';

/** What sessions that were looked at are about, whoever serves them. */
export const topics = reactive(new Map<string, string>());

type Of = { id: string; grown_out_of?: MatterRef | null };

export function titleOf({ id, grown_out_of }: Of): string {
  const talk = talkOf(id);
  const topic = topics.get(id) ?? talk?.topic;
  if (topic) return topic;
  const from = grown_out_of ?? talk?.grown_out_of;
  const kind = from && w.value.matterKinds[from.kind];
  return kind ? w.value.fromMatter(kind) : w.value.untitled;
}

/** The last digits of a number, by which people who talk about it tell sessions apart. */
export const shortNumber = (number: string): string => `#${number.slice(-4)}`;
