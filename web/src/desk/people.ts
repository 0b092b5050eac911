// Centers, which everybody may know, and colleagues: who leads sees those of their center on the wall,
// others know those whom they meet in lists.

import { computed, ref } from 'vue';
import { deskWall, listCenters, listSessions } from '#client/sdk.gen.ts';
import type { CenterBody } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { demoStaff } from '#/desk/demo.ts';
import { server, who } from '#/desk/who.ts';

export type Colleague = {
  account: string;
  /** What taxpayers see; empty where it is not known. */
  number: string;
  center: string;
  /** Where the wall tells it. */
  presence: string | null;
  seats: { load: number; capacity: number } | null;
};

const met = ref<Colleague[]>([]);
const centers = ref<CenterBody[]>([]);

/** Those who serve and are known, without whoever looks. */
export const colleagues = computed(() => met.value.filter(({ account }) => account !== who.value?.subject));
export const knownCenters = computed(() => centers.value);

/** What somebody is called: a name where the demonstration has one, else the account. */
export const nameOf = (account: string): string =>
  demoStaff.value.find(({ id }) => account === `demo:${id}`)?.name ?? account;

/** What a center is called, else its id. */
export const centerName = (id: string): string =>
  centers.value.find((center) => center.id === id)?.name ?? id;

/** A colleague in one row: name, number, and how busy they are. */
export const colleagueTitle = ({ account, number }: Colleague): string =>
  number ? `${nameOf(account)} ${number}` : nameOf(account);

async function fromWall(): Promise<void> {
  const wall = await ask(deskWall({ client: server.client }));
  met.value = wall.agents.map(({ agent, number, center, presence, load, capacity }) => ({
    account: agent,
    number,
    center,
    presence,
    seats: { load, capacity },
  }));
}

/** Agents are told of nobody; those who served lately stand in the list of sessions. */
async function fromSessions(): Promise<void> {
  const { items } = await ask(listSessions({ client: server.client }));
  const known = new Map(met.value.map((one) => [one.account, one]));
  for (const { handler, agent_number, center } of items) {
    if (!handler) continue;
    known.set(handler, { account: handler, number: agent_number ?? '', center, presence: null, seats: null });
  }
  met.value = [...known.values()];
}

async function readCenters(): Promise<void> {
  if (!centers.value.length) centers.value = (await ask(listCenters({ client: server.client }))).items;
}

/** Reads who is there and what centers there are; a choice without colleagues is still a field to write in. */
export async function readPeople(): Promise<void> {
  const reads = who.value?.leads || who.value?.audits ? fromWall : fromSessions;
  await Promise.allSettled([readCenters(), reads()]);
}
