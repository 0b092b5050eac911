// The staff of a demonstration: whose part may be taken at the door, and what they are called.

import { ref } from 'vue';
import { demoPeople, demoToken, type DemoPerson } from '#/api/demo.ts';
import { enter, server } from '#/desk/who.ts';

/** Nobody where the server is no demonstration. */
export const demoStaff = ref<DemoPerson[]>([]);

const STAFF: DemoPerson['kind'][] = ['agent', 'supervisor'];

export async function readDemo(): Promise<void> {
  demoStaff.value = (await demoPeople(server)).filter(({ kind }) => STAFF.includes(kind));
}

/** Goes in as one of them. */
export async function enterAs({ id }: DemoPerson): Promise<void> {
  await enter(await demoToken(server, id), null);
}
