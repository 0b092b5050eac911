// What is tested, in the address and in the request.

import type { LocationQuery } from 'vue-router';
import { answer } from '#client/sdk.gen.ts';
import type { AnswerResponse } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { server } from '#/knowledge/who.ts';

export type Asked = { question: string; region: string; type: string; day: string; version: string };

const FIELDS = ['question', 'region', 'type', 'day', 'version'] as const;
/** As many as the margin and a page of reading need. */
const SHOWN = 8;

/** What an address asks for. */
export function askedOf(query: LocationQuery): Asked {
  const read = (name: (typeof FIELDS)[number]) => String(query[name] ?? '').trim();
  return Object.fromEntries(FIELDS.map((name) => [name, read(name)])) as Asked;
}

/** The address of what is asked for, without what is left open. */
export const queryOf = (asked: Partial<Asked>): Record<string, string> =>
  Object.fromEntries(
    FIELDS.flatMap((name) => (asked[name]?.trim() ? [[name, asked[name].trim()]] : [])),
  ) as Record<string, string>;

/**
 * Asks with everything that every stage sees.
 *
 * @throws {Problem} Why it is not answered.
 */
export function askFor({ question, region, type, day, version }: Asked): Promise<AnswerResponse> {
  const body = {
    question,
    region: region || null,
    taxpayer_type: type || null,
    as_of: day || null,
    kb_version: version || null,
    top_k: SHOWN,
    explain: true,
  };
  return ask(answer({ client: server.client, body }));
}
