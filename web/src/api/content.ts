// Contents that need the token to be read.

import { problemOf, refusal } from '#/api/problem.ts';
import { bearer, type Server } from '#/api/server.ts';

/**
 * What stands at an address of the server.
 *
 * @throws {Problem} Why it cannot be read.
 */
export async function contentOf(server: Server, path: string): Promise<Response> {
  const headers = bearer(await server.token());
  const response = await server.fetch(new URL(path, server.address), { headers }).catch((thrown: unknown) => {
    throw problemOf(thrown);
  });
  if (!response.ok) throw refusal(response.status, await response.json().catch(() => null));
  return response;
}
