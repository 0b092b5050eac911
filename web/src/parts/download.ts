// Contents that need the token: read by the page, then handed to the browser to be saved.

import { problemOf, refusal } from '#/api/problem.ts';
import type { Server } from '#/api/server.ts';

/**
 * Saves a file under its name.
 *
 * @throws {Problem} Why it could not be read.
 */
export async function download(
  server: Server,
  { href, name }: { href: string; name: string },
): Promise<void> {
  const token = await server.token();
  const headers: HeadersInit = token ? { authorization: `Bearer ${token}` } : {};
  const response = await fetch(new URL(href, server.address), { headers }).catch((thrown: unknown) => {
    throw problemOf(thrown);
  });
  if (!response.ok) throw refusal(response.status, await response.json().catch(() => null));
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to save it by then.
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
