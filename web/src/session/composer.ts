// What is being written to the other side: kept through reloads, and made into the line that it is.

import { computed } from 'vue';
import type { FollowedSession } from '#/session/follow.ts';
import { useKept } from '#/session/kept.ts';
import type { Line } from '#/session/lines.ts';
import { hostOf, onlyAddress } from '#/session/links.ts';

/** What a text rests on that was not typed: a prepared reply, or entries of the knowledge. */
export type Resting = { kind: 'canned'; reply: string } | { kind: 'assist'; entries: string[] };
export type Draft = { text: string; resting: Resting | null };

/** A line that somebody hands to the composer, to be looked at and sent. */
export type Inserted = Extract<Line, { text: string }>;

const TITLE_CHARS_MAX = 200;
/** One sign that is a picture by itself, with whatever joins it. */
const EMOJI = /^(?:\p{RGI_Emoji})$/v;

export function useDraft(session: FollowedSession, charsMax: () => number) {
  const draft = useKept<Draft>(
    `wenshui.draft.${session.side}.${session.id}`,
    (kept) => kept ?? { text: '', resting: null },
    (now) => (now.text || now.resting ? now : null),
  );
  // As the server counts: by code points, and without what stands around.
  const count = computed(() => [...draft.value.text.trim()].length);
  const over = computed(() => Math.max(0, count.value - charsMax()));

  /** Puts a line in, behind what was typed already. */
  function insert(line: Inserted): void {
    const { text } = draft.value;
    draft.value.text = text.trim() ? `${text.trimEnd()}\n${line.text}` : line.text;
    if (line.kind === 'canned') draft.value.resting = { kind: 'canned', reply: line.reply };
    if (line.kind === 'assist') draft.value.resting = { kind: 'assist', entries: line.entries };
  }

  /** The line that is written; null where there is none. What is taken is not written any more. */
  function take(): Line | null {
    const { text, resting } = draft.value;
    const said = text.trim();
    if (!said || over.value > 0) return null;
    draft.value = { text: '', resting: null };
    if (resting) return { ...resting, text: said };
    const url = onlyAddress(said);
    if (url) return { kind: 'link', url, title: titleOf(url) };
    return EMOJI.test(said) ? { kind: 'emoji', emoji: said } : { kind: 'text', text: said };
  }

  return { draft, count, over, insert, take };
}

/** An address by itself is shown by where it leads. */
function titleOf(url: string): string {
  const { pathname } = new URL(url);
  const title = pathname === '/' ? hostOf(url) : `${hostOf(url)}${pathname}`;
  return title.slice(0, TITLE_CHARS_MAX);
}
