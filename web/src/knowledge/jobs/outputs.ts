// What came of jobs, as values.

import { contentOf } from '#/api/content.ts';
import { server } from '#/knowledge/who.ts';

export const outputAddress = (id: string, name: string): string =>
  `/v1/jobs/${encodeURIComponent(id)}/outputs/${encodeURIComponent(name)}`;

/** @throws {Problem} Why it did not come. */
export async function readText(id: string, name: string): Promise<string> {
  return (await contentOf(server, outputAddress(id, name))).text();
}

/**
 * An output that is JSON.
 *
 * @throws {Problem} Why it did not come.
 */
export const readOutput = async <T>(id: string, name: string): Promise<T> =>
  JSON.parse(await readText(id, name)) as T;
