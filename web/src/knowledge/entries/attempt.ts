// What would be answered with a change in.

import { previewKb, tryKbWordings } from '#client/sdk.gen.ts';
import type { AnswerResponse, Entry, KbWordingTried } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { server } from '#/knowledge/who.ts';

/** An entry as it would be; nothing where it is to go. */
export type Changed = { id: string; entry: Entry | null };

/** @throws {Problem} Why it was not answered. */
export const attempt = ({ id, entry, question }: Changed & { question: string }): Promise<AnswerResponse> =>
  ask(
    previewKb({
      client: server.client,
      body: { question, entries: entry ? [entry] : [], removed: entry ? [] : [id] },
    }),
  );

/**
 * What each of an entry's own wordings would find.
 *
 * @throws {Problem} Why it was not tried.
 */
export async function attemptOwn(entry: Entry): Promise<KbWordingTried[]> {
  return (await ask(tryKbWordings({ client: server.client, body: { entry } }))).items;
}
