// Staff of a demonstration: whose part may be taken, and what they are called.

import { ref } from 'vue';
import type { DemoPerson } from '#client/types.gen.ts';
import { demoPeople, demoToken } from '#/api/demo.ts';
import { enter, server } from '#/desk/who.ts';

/** None where the server is no demonstration. */
export const demoStaff = ref<DemoPerson[]>([]);

const STAFF = ['agent', 'supervisor'];

export async function readDemo(): Promise<void> {
  demoStaff.value = (await demoPeople(server)).filter(({ kind }) => STAFF.includes(kind));
}

/** Goes in as one of them. */
export const enterAs = async (person: DemoPerson): Promise<void> =>
  enter(await demoToken(server, person), null);
