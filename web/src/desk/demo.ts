// The people of a demonstration, where the server shows itself: whose part may be taken, and what they
// are called.

import { ref } from 'vue';
import { ask } from '#/api/server.ts';
import { enter, server } from '#/desk/who.ts';

export type Person = { id: string; kind: string; name: string; hint: string; center: string | null };

/** Staff of the demonstration; none where the server is no demonstration. */
export const demoStaff = ref<Person[]>([]);

const STAFF = ['agent', 'supervisor'];

export async function readDemo(): Promise<void> {
  try {
    const got = await ask(server.client.get<{ 200: { people: Person[] } }>({ url: '/v1/demo' }));
    demoStaff.value = got.people.filter(({ kind }) => STAFF.includes(kind));
  } catch {
    demoStaff.value = [];
  }
}

/** Goes in as one of them. */
export async function enterAs(person: Person): Promise<void> {
  const asked = server.client.post<{ 200: { token: string } }>({
    url: '/v1/demo/tokens',
    body: { person: person.id },
    headers: { 'content-type': 'application/json' },
  });
  await enter((await ask(asked)).token, null);
}
