// A file of sayings with what somebody wishes it to be.

import { listKbVersions, listRevisions, showRevision } from '#client/sdk.gen.ts';
import type { RevisionBody } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { openRevisions, subjectOfSayings } from '#/knowledge/revisions.ts';
import type { SayingsFile } from '#/knowledge/sayings/lines.ts';
import { server } from '#/knowledge/who.ts';

export type SayingsRead = {
  /** What is in service; empty where there is nothing. */
  text: string;
  /** What somebody has in hand. */
  revision: RevisionBody | null;
};

type Page<Row> = { items: Row[]; total: number };

async function everyPage<Row>(read: (page: number) => Promise<Page<Row>>): Promise<Row[]> {
  const all: Row[] = [];
  for (let page = 1; ; page++) {
    const { items, total } = await read(page);
    all.push(...items);
    if (!items.length || all.length >= total) return all;
  }
}

/**
 * The text in service. A version has what it brought itself, and else what the one has that it was made of:
 * after a way back the newest one is not it.
 */
async function inService(subject: string): Promise<string> {
  const published = await everyPage((page) =>
    ask(listRevisions({ client: server.client, query: { subject, state: 'published', page } })),
  );
  if (!published.length) return '';
  let number = 0;
  const versions = await everyPage(async (page) => {
    const read = await ask(listKbVersions({ client: server.client, query: { page } }));
    number = read.in_service;
    return read;
  });
  const bases = new Map(versions.map((one) => [one.number, one.base]));
  while (number) {
    const found = published.find(({ published_in }) => published_in === number);
    if (found) return found.text ?? '';
    number = bases.get(number) ?? 0;
  }
  return '';
}

/** @throws {Problem} Why it did not come. */
export async function readSayings(file: SayingsFile): Promise<SayingsRead> {
  const subject = subjectOfSayings(file);
  const [text, [open]] = await Promise.all([inService(subject), openRevisions({ subject })]);
  // Whether it is in conflict is told only of one that is asked for alone.
  const revision = open ? await ask(showRevision({ client: server.client, path: { id: open.id } })) : null;
  return { text, revision };
}
