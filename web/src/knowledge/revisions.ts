// Revisions as pages need them: what somebody wishes a subject to be, and what may be done with it now.

import { actOnRevision, beginRevision, listRevisions } from '#client/sdk.gen.ts';
import type { KbBody, RevisionAction, RevisionBody } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { entries } from '#/knowledge/entries/words.ts';
import { server } from '#/knowledge/who.ts';

/** How many the server gives at once. */
export const REVISIONS_PAGE = 50;

/** In the order in which they are gone through. */
export const STATES = ['draft', 'submitted', 'approved', 'rejected', 'published', 'withdrawn'];
/** In the hands of somebody. */
export const OPEN = ['draft', 'submitted', 'approved', 'rejected'];

const ENTRY = 'entry/';
export const subjectOfEntry = (id: string): string => ENTRY + id;
/** The id of an entry that is a subject; null of another subject. */
export const entryOfSubject = (subject: string): string | null =>
  subject.startsWith(ENTRY) ? subject.slice(ENTRY.length) : null;

export const subjectOfSayings = (file: string): string => `concepts/${file}`;

export const stateName = (state: string): string => entries.value.states[state] ?? state;

/** Green for what is in force or may be, red for what was rejected, quiet for what is over. */
export function toneOf(state: string): 'open' | 'done' | 'wrong' | 'over' {
  if (state === 'published' || state === 'approved') return 'done';
  if (state === 'rejected') return 'wrong';
  return state === 'withdrawn' || state === 'draft' ? 'over' : 'open';
}

export const isAllowed = (revision: RevisionBody | null, action: string): boolean =>
  !!revision?.allowed_actions.includes(action);

/** @throws {Problem} Why they did not come. */
export async function openRevisions(
  conditions: { subject?: string; state?: string } = {},
): Promise<RevisionBody[]> {
  const query = { state: 'open', ...conditions };
  return (await ask(listRevisions({ client: server.client, query }))).items;
}

/** @throws {Problem} Why it was not done. */
export const actOn = (id: string, body: RevisionAction): Promise<RevisionBody> =>
  ask(actOnRevision({ client: server.client, path: { id }, body }));

/** What a subject is to be, and the revision that it belongs to. */
export type Wish = { subject: string; body: KbBody; revision: RevisionBody | null; note: string };

/**
 * Keeps it as a draft: of the revision that is there, else of one that begins.
 *
 * @throws {Problem} Why it was not kept.
 */
export async function keepDraft({ subject, body, revision, note }: Wish): Promise<RevisionBody> {
  if (revision) return actOn(revision.id, { action: 'change', version: revision.version, body });
  return ask(beginRevision({ client: server.client, body: { subject, body, note } }));
}
