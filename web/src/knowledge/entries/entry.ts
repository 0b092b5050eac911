// An entry with what somebody wishes it to be, read and written.

import { beginRevision, checkKbEntry, showKbEntry } from '#client/sdk.gen.ts';
import type { Entry, RevisionBody } from '#client/types.gen.ts';
import { problemOf } from '#/api/problem.ts';
import { ask } from '#/api/server.ts';
import type { Mark } from '#/knowledge/entries/marks.ts';
import { actOn, keepDraft, OPEN, subjectOfEntry } from '#/knowledge/revisions.ts';
import { server } from '#/knowledge/who.ts';

export type EntryRead = {
  /** What is in service; nothing where it is new. */
  entry: Entry | null;
  /** What somebody has in hand. */
  revision: RevisionBody | null;
  /** Everything that was wished for, the last changed first. */
  revisions: RevisionBody[];
};

/**
 * An entry with its revisions; an empty one for none.
 *
 * @throws {Problem} Why it did not come.
 */
export async function readEntry(id: string | null): Promise<EntryRead> {
  if (id === null) return { entry: null, revision: null, revisions: [] };
  const { entry = null, revisions } = await ask(showKbEntry({ client: server.client, path: { id } }));
  return { entry, revisions, revision: revisions.find(({ state }) => OPEN.includes(state)) ?? null };
}

/** What is in service under an id, where there is anything. */
export async function inService(id: string): Promise<Entry | null> {
  try {
    return (await readEntry(id)).entry;
  } catch (thrown) {
    const problem = problemOf(thrown);
    if (problem.status === 404) return null;
    throw problem;
  }
}

/** @throws {Problem} Why it was not kept. */
export const saveEntry = (entry: Entry, of: { revision: RevisionBody | null; note: string }) =>
  keepDraft({ ...of, subject: subjectOfEntry(entry.id), body: { entry } });

/** @throws {Problem} Why it was not submitted. */
export async function wishRemoval(id: string): Promise<void> {
  const body = { subject: subjectOfEntry(id), body: { remove: true } };
  const begun = await ask(beginRevision({ client: server.client, body }));
  await actOn(begun.id, { action: 'submit' });
}

/** @throws {Problem} Why it was not checked. */
export async function checkEntry(entry: Entry): Promise<Mark[]> {
  const { problems } = await ask(checkKbEntry({ client: server.client, body: { entry } }));
  return problems.map(({ severity, ...problem }) => ({
    ...problem,
    severity: severity === 'error' ? 'error' : 'warning',
  }));
}
