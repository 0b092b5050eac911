// Centers, which everybody may know, and the colleagues of one's own center.

import { computed, ref } from 'vue';
import { listCenters, listColleagues } from '#client/sdk.gen.ts';
import type { CenterBody, Colleague } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { demoStaff } from '#/desk/demo.ts';
import { server, who } from '#/desk/who.ts';

export type { Colleague };

const met = ref<Colleague[]>([]);
const centers = ref<CenterBody[]>([]);

/** Those of one's own center, without whoever looks; those who take people come first. */
export const colleagues = computed(() => met.value);
export const knownCenters = computed(() => centers.value);

/** What somebody is called where that is known, else the account. */
export function nameOf(account: string): string {
  const invented = demoStaff.value.find(({ id }) => account === `demo:${id}`)?.name;
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
  met.value = (await ask(listColleagues({ client: server.client }))).items;
}

/** Reads who is there and what centers there are; a choice without colleagues is still a field to write in. */
export async function readPeople(): Promise<void> {
  await Promise.allSettled([readCenters(), readColleagues()]);
}
