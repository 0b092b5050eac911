// The people of the demonstration, where the server runs one.

import { useLoaded } from '#/parts/task.ts';

export type DemoPerson = {
  id: string;
  kind: 'taxpayer' | 'agent' | 'supervisor' | 'operator';
  name: string;
  about: string;
};

async function read<T>(target: string, init?: RequestInit): Promise<T | null> {
  const reply = await fetch(target, init);
  return reply.ok ? ((await reply.json()) as T) : null;
}

/** Who there is; empty where there is no demonstration. */
export function useDemo() {
  return useLoaded(async () => (await read<{ people: DemoPerson[] }>('/v1/demo'))?.people ?? []);
}

/** A token of one of them. */
export async function tokenOf(person: DemoPerson): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ person: person.id });
  const got = await read<{ token: string }>('/v1/demo/tokens', { method: 'POST', headers, body });
  if (!got) throw new Error('the demonstration has ended');
  return got.token;
}
