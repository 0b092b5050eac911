// What came of jobs, as values.

import { contentOf } from '#/api/content.ts';
import { server } from '#/knowledge/who.ts';

export const outputAddress = (id: string, name: string): string =>
  `/v1/jobs/${encodeURIComponent(id)}/outputs/${encodeURIComponent(name)}`;

/**
 * An output that is JSON.
 *
 * @throws {Problem} Why it did not come.
 */
export async function readOutput<T>(id: string, name: string): Promise<T> {
  const response = await contentOf(server, outputAddress(id, name));
  return (await response.json()) as T;
}
