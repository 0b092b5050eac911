// The people of a demonstration, where the server shows itself: whose part may be taken.

import { list, token } from '#client/sdk.gen.ts';
import type { DemoPerson } from '#client/types.gen.ts';
import { ask, type Server } from '#/api/server.ts';

/** Who there is; nobody where the server is no demonstration. */
export async function demoPeople({ client }: Server): Promise<DemoPerson[]> {
  try {
    return (await ask(list({ client }))).people;
  } catch {
    return [];
  }
}

/**
 * A token to go in as one of them with.
 *
 * @throws {Problem} Why there is none.
 */
export async function demoToken({ client }: Server, { id }: DemoPerson): Promise<string> {
  return (await ask(token({ client, body: { person: id } }))).token;
}
