// What was typed and not sent yet, kept in the tab for the person who typed it.

import type { Server } from '#/api/server.ts';
import { tab } from '#/api/storage.ts';
import { subjectOf } from '#/api/subject.ts';

/** Nobody finds the words of who used the tab before. */
async function place(server: Server, name: string): Promise<string> {
  return `wenshui.draft.${name}.${subjectOf(await server.token())}`;
}

export async function readDraft<F>(server: Server, name: string): Promise<F | null> {
  return tab.readValue<F>(await place(server, name));
}

/** Keeps it, or forgets it with `null`. */
export async function writeDraft<F>(server: Server, name: string, form: F | null): Promise<void> {
  tab.writeValue(await place(server, name), form);
}
