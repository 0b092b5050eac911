// The invented people of a demonstration, whose part anybody may take.

import { listDemoPeople, takeDemoPart } from '#client/sdk.gen.ts';
import type { DemoPerson } from '#client/types.gen.ts';
import { problemOf } from '#/api/problem.ts';
import { ask, type Server } from '#/api/server.ts';

export type { DemoPerson };

/** Everybody there is; nobody where the server is no demonstration. */
export async function demoPeople(server: Server): Promise<DemoPerson[]> {
  try {
    return (await ask(listDemoPeople({ client: server.client }))).people;
  } catch (thrown) {
    const problem = problemOf(thrown);
    if (problem.code === 'no_demo') return [];
    throw problem;
  }
}

/** A token of one of them. */
export async function demoToken(server: Server, person: string): Promise<string> {
  return (await ask(takeDemoPart({ client: server.client, body: { person } }))).token;
}
