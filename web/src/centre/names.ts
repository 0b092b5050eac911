// What centers are called, which everybody may know. Matters name them by id.

import { computed } from 'vue';
import { listCenters } from '#client/sdk.gen.ts';
import { ask, useServer } from '#/api/server.ts';
import { useFresh } from '#/parts/fresh.ts';
import { useLoaded } from '#/parts/task.ts';

export function useNames() {
  const { client } = useServer();
  const { value: centers, load } = useLoaded(() => ask(listCenters({ client })));
  useFresh(() => (centers.value ? undefined : load()));
  const names = computed(() => new Map(centers.value?.items.map(({ id, name }) => [id, name])));
  const centerName = (id: string): string => names.value.get(id) ?? id;
  return { centerName };
}
