// What is tested, in the address and in the request.

import type { LocationQuery } from 'vue-router';
import { previewKb, showRevision } from '#client/sdk.gen.ts';
import type { AnswerResponse, Entry } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { entryOfSubject } from '#/knowledge/revisions.ts';
import { server } from '#/knowledge/who.ts';

/** `version` is the id or number of one; `revision` is put into it. */
export type Asked = {
  question: string;
  region: string;
  type: string;
  day: string;
  version: string;
  revision: string;
};

const FIELDS = ['question', 'region', 'type', 'day', 'version', 'revision'] as const;
/** As many as the margin and a page of reading need. */
const SHOWN = 8;

/** What an address asks for. */
export function askedOf(query: LocationQuery): Asked {
  const read = (name: (typeof FIELDS)[number]) => String(query[name] ?? '').trim();
  return Object.fromEntries(FIELDS.map((name) => [name, read(name)])) as Asked;
}

/** The address of what is asked for, without what is left open. */
export const queryOf = (asked: Partial<Asked>): Record<string, string> =>
  Object.fromEntries(FIELDS.flatMap((name) => (asked[name]?.trim() ? [[name, asked[name].trim()]] : [])));

/** What a revision puts in and takes out. */
async function changesOf(id: string): Promise<{ entries: Entry[]; removed: string[] }> {
  if (!id) return { entries: [], removed: [] };
  const { entry, subject, removes } = await ask(showRevision({ client: server.client, path: { id } }));
  const gone = removes ? entryOfSubject(subject) : null;
  return { entries: entry ? [entry] : [], removed: gone ? [gone] : [] };
}

/**
 * Asks with everything that every stage sees; it is counted nowhere.
 *
 * @throws {Problem} Why it is not answered.
 */
export async function askFor({
  question,
  region,
  type,
  day,
  version,
  revision,
}: Asked): Promise<AnswerResponse> {
  const body = {
    ...(await changesOf(revision)),
    question,
    region: region || null,
    taxpayer_type: type || null,
    as_of: day || null,
    kb_version: version || null,
    top_k: SHOWN,
  };
  return ask(previewKb({ client: server.client, body }));
}
