// The version in service, and those that can be asked instead of it.

import { computed, ref } from 'vue';
import { versions } from '#client/sdk.gen.ts';
import type { VersionBody } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { server } from '#/knowledge/who.ts';
import { knowledge } from '#/knowledge/words.ts';

export const knownVersions = ref<VersionBody[]>([]);

/** Its number where it was published here, else that it came with the program. */
export const versionTitle = ({ id }: { id: string }): string => `${knowledge.value.versionBundled} ${id}`;

export const current = computed(() => {
  const found = knownVersions.value.find((version) => version.current);
  return found ? { ...found, title: versionTitle(found) } : null;
});

/** @throws {Problem} Why they did not come. */
export async function readVersions(): Promise<void> {
  knownVersions.value = (await ask(versions({ client: server.client }))).items;
}

/** What is shown beside the title is shown when it is there. */
export const readCurrent = (): Promise<void> => readVersions().catch(() => {});
