// What was typed and not sent yet, kept in the tab for the person who typed it.

import type { Server } from '#/api/server.ts';
import { subjectOf } from '#/api/subject.ts';

/** Nobody finds the words of who used the tab before. */
async function place(server: Server, name: string): Promise<string> {
  return `wenshui.draft.${name}.${subjectOf(await server.token())}`;
}

export async function readDraft<F>(server: Server, name: string): Promise<F | null> {
  try {
    return JSON.parse(sessionStorage.getItem(await place(server, name)) ?? 'null') as F | null;
  } catch {
    return null;
  }
}

/** Keeps it, or forgets it with `null`. */
export async function writeDraft<F>(server: Server, name: string, form: F | null): Promise<void> {
  try {
    const at = await place(server, name);
    if (form) sessionStorage.setItem(at, JSON.stringify(form));
    else sessionStorage.removeItem(at);
  } catch {
    // Storage may be forbidden or full; then it is kept as long as the page stands.
  }
}
