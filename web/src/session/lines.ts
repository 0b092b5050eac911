// What is said in a session, as it is shown: events become lines, lines of one speaker stand together,
// and days part them. Nothing here knows of pages or servers.

import type { SessionEvent, TranscriptBody } from '#client/types.gen.ts';
import { dayOf } from '#/words/moments.ts';

/** What somebody sends; the kinds are those of docs/desk.md. */
export type Line =
  | { kind: 'text'; text: string }
  | { kind: 'emoji'; emoji: string }
  | { kind: 'images'; attachments: string[] }
  | { kind: 'files'; attachments: string[] }
  | { kind: 'screenshot'; attachment: string }
  | { kind: 'voice'; attachment: string; seconds: number; transcript: string | null }
  | { kind: 'link'; url: string; title: string }
  | { kind: 'canned'; reply: string; text: string }
  | { kind: 'assist'; entries: string[]; text: string };

const KINDS = ['text', 'emoji', 'images', 'files', 'screenshot', 'voice', 'link', 'canned', 'assist'];

/** A line of a kind that these pages know, null for others. */
export function lineOf(value: unknown): Line | null {
  const known = typeof value === 'object' && value !== null && 'kind' in value;
  return known && KINDS.includes(value.kind as string) ? (value as Line) : null;
}

/** How people say something; everything else is a move or the session's own words. */
export const SAID = ['write', 'reply', 'whisper'] as const;
export type Saying = (typeof SAID)[number];

export const isSaid = (action: string): action is Saying => SAID.includes(action as Saying);

/** A line that is shown. */
export type Shown = {
  key: string;
  /** The number of its event; null while it is not sent. */
  number: number | null;
  action: string;
  part: string;
  at: string | number;
  /** Null where it is of a kind that these pages do not know. */
  line: Line | null;
  transcript: TranscriptBody | null;
  /** The id of what waits to be sent. */
  outgoing: string | null;
};

/** One that was waiting stays the same when it has arrived. */
export const keyOf = (id: string): string => `line ${id}`;

/** What an event shows, null where nothing is said in it. */
export function shownOf(event: SessionEvent, transcript: TranscriptBody | null): Shown | null {
  if (!event.line) return null;
  const { number, action, part, at, client_id } = event;
  return {
    key: keyOf(client_id ?? `${number}`),
    number,
    action,
    part,
    at,
    line: lineOf(event.line),
    transcript,
    outgoing: null,
  };
}

/** Lines that one speaker said in one go, or one thing that the session says. */
export type Group = { key: string; part: string; whispered: boolean; at: string | number; lines: Shown[] };
export type Day = { day: string; groups: Group[] };

const ONE_GO_MS = 5 * 60_000;

/** The lines in their order, by day and speaker. */
export function grouped(lines: Shown[]): Day[] {
  const days: Day[] = [];
  for (const line of lines) {
    const day = dayOf(line.at);
    let last = days.at(-1);
    if (last?.day !== day) days.push((last = { day, groups: [] }));
    const group = last.groups.at(-1);
    if (group && goesOn(group, line)) group.lines.push(line);
    else last.groups.push(groupOf(line));
  }
  return days;
}

const groupOf = (line: Shown): Group => ({
  key: line.key,
  part: line.part,
  whispered: line.action === 'whisper',
  at: line.at,
  lines: [line],
});

function goesOn({ part, whispered, lines }: Group, next: Shown): boolean {
  const before = lines.at(-1)!;
  const soon = new Date(next.at).getTime() - new Date(before.at).getTime() < ONE_GO_MS;
  return part !== 'clock' && part === next.part && whispered === (next.action === 'whisper') && soon;
}
