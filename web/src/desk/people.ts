// Centers, which everybody may know, and colleagues: those of one's own center, and whoever leads sees
// those of every center that they look after.

import { computed, ref } from 'vue';
import { deskWall, listCenters, listColleagues } from '#client/sdk.gen.ts';
import type { AgentNow, CenterBody, Colleague as Listed } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';

import { server, staff, who } from '#/desk/who.ts';

export type Colleague = Omit<AgentNow, 'seen_at'> & Pick<Listed, 'name'>;

const met = ref<Colleague[]>([]);
const centers = ref<CenterBody[]>([]);

/** Without whoever looks; of a center those who take people come first. */
export const colleagues = computed(() => met.value);
export const knownCenters = computed(() => centers.value);

/** What somebody is called where that is known, else the account. */
export function nameOf(account: string): string {
  const invented = staff.demo.value.find(({ id }) => account === `demo:${id}`)?.name;
  const own = account === who.value?.subject ? who.value.name : null;
  return invented ?? own ?? met.value.find(({ agent }) => agent === account)?.name ?? account;
}

/** What a center is called, else its id. */
export const centerName = (id: string): string =>
  centers.value.find((center) => center.id === id)?.name ?? id;

async function readCenters(): Promise<void> {
  if (!centers.value.length) centers.value = (await ask(listCenters({ client: server.client }))).items;
}

async function readColleagues(): Promise<void> {
  const { client } = server;
  const [own, wall] = await Promise.all([
    ask(listColleagues({ client })),
    who.value?.leads ? ask(deskWall({ client })) : null,
  ]);
  const known = new Set([who.value?.subject, ...own.items.map(({ agent }) => agent)]);
  met.value = [...own.items, ...(wall?.agents.filter(({ agent }) => !known.has(agent)) ?? [])];
}

/** Reads who is there and what centers there are; a choice without colleagues is still a field to write in. */
export async function readPeople(): Promise<void> {
  await Promise.allSettled([readCenters(), readColleagues()]);
}
