// Contents that need the token: read by the page, then handed to the browser to be saved.

import { contentOf } from '#/api/content.ts';
import type { Server } from '#/api/server.ts';

/** The name that the server has for it (RFC 6266). */
function nameIn(disposition: string | null): string | null {
  const full = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  if (full) return decodeURIComponent(full);
  return /filename="([^"]*)"/i.exec(disposition ?? '')?.[1] ?? null;
}

/** A name that says of what kind the file is. */
const hasKind = (name: string) => /\.\w+$/.test(name);

/**
 * Saves a file under its name; one that says nothing of its kind gives way to the server's.
 *
 * @throws {Problem} Why it could not be read.
 */
export async function download(
  server: Server,
  { href, name }: { href: string; name: string },
): Promise<void> {
  const response = await contentOf(server, href);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  const served = nameIn(response.headers.get('content-disposition'));
  link.download = hasKind(name) ? name : (served ?? name);
  link.click();
  // The browser has begun to save it by then.
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
