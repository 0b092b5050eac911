// The invented people of a demonstration, whose part anybody may take.

import { listDemoPeople, takeDemoPart } from '#client/sdk.gen.ts';
import type { DemoPerson } from '#client/types.gen.ts';
import { ask, type Server } from '#/api/server.ts';
import { serviceOf } from '#/api/service.ts';

export type { DemoPerson };

/** Everybody there is; nobody where the server is no demonstration. */
export async function demoPeople(server: Server): Promise<DemoPerson[]> {
  const { demo } = await serviceOf(server);
  return demo ? (await ask(listDemoPeople({ client: server.client }))).people : [];
}

/** A token of one of them. */
export async function demoToken(server: Server, person: string): Promise<string> {
  return (await ask(takeDemoPart({ client: server.client, body: { person } }))).token;
}
