// The link to an answer. It leads to the server's own page, which shows the answer to whoever opens it.

import type { Settings } from '#/chat/settings.ts';

/** Copies it, where the browser lets a page write to the clipboard. */
export async function shareLink(settings: Settings, token: string) {
  const link = new URL('/chat', settings.address);
  link.searchParams.set('shared', token);
  const isCopied = await copied(link.href);
  return { address: link.href, isCopied };
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
