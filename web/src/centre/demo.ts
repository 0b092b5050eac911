// The people of a demonstration, where the server shows itself: whoever looks may take one's part.

import { ask } from '#/api/server.ts';
import { enter, server } from '#/centre/visitor.ts';

export type Person = { id: string; kind: string; name: string; hint: string };

/** The taxpayers of the demonstration; none where the server is no demonstration. */
export async function demoTaxpayers(): Promise<Person[]> {
  try {
    const { people } = await ask(server.client.get<{ 200: { people: Person[] } }>({ url: '/v1/demo' }));
    return people.filter(({ kind }) => kind === 'taxpayer');
  } catch {
    return [];
  }
}

export async function enterAs({ id }: Person): Promise<void> {
  const asked = server.client.post<{ 200: { token: string } }>({
    url: '/v1/demo/tokens',
    body: { person: id },
    headers: { 'content-type': 'application/json' },
  });
  enter((await ask(asked)).token);
}
