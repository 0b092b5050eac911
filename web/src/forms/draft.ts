// What was typed and not sent yet, kept for the person who typed it: in the tab, or on the device where it
// is to outlast the tab.

import type { Server } from '#/api/server.ts';
import { device, tab } from '#/api/storage.ts';
import { subjectOf } from '#/api/subject.ts';

/** What it is kept under, and whether it outlasts the tab. */
export type DraftName = { name: string; lasts?: boolean | undefined };

const store = ({ lasts }: DraftName) => (lasts ? device : tab);

/** Nobody finds the words of who used the tab before. */
async function place(server: Server, { name }: DraftName): Promise<string> {
  return `wenshui.draft.${name}.${subjectOf(await server.token())}`;
}

export async function readDraft<F>(server: Server, of: DraftName): Promise<F | null> {
  return store(of).readValue<F>(await place(server, of));
}

/** Keeps it, or forgets it with `null`. */
export async function writeDraft<F>(server: Server, of: DraftName, form: F | null): Promise<void> {
  store(of).writeValue(await place(server, of), form);
}
