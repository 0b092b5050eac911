// The version in service, and those that can be asked instead of it.

import { computed, ref } from 'vue';
import { listKbVersions, versions } from '#client/sdk.gen.ts';
import type { VersionBody } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { server } from '#/knowledge/who.ts';
import { knowledge } from '#/knowledge/words.ts';

/** What can be asked instead of what is in service. */
export type Askable = { id: string; number: number; note: string };

const serving = ref<VersionBody[]>([]);
export const knownVersions = ref<Askable[]>([]);

/** Its number where it was published here, else that it came with the program, or its name. */
export function versionTitle({ id, number }: { id: string; number?: number | null | undefined }): string {
  if (number === null || number === undefined) return id;
  return number ? knowledge.value.versionNumber(number) : knowledge.value.versionBundled;
}

export const current = computed(() => {
  const found = serving.value.find((version) => version.current);
  return found ? { ...found, title: versionTitle(found) } : null;
});

/** Without them only what is in service can be asked. */
export async function readVersions(): Promise<void> {
  const got = await ask(listKbVersions({ client: server.client })).catch(() => null);
  const newest = got?.items.map(({ id, number, note }) => ({ id, number, note })) ?? [];
  knownVersions.value = [...newest, { id: '0', number: 0, note: '' }];
}

/** What is shown beside the title is shown when it is there. */
export async function readCurrent(): Promise<void> {
  const got = await ask(versions({ client: server.client })).catch(() => null);
  if (got) serving.value = got.items;
}
