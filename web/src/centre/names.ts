// What centers are called. Matters name them by id; the names that a taxpayer may see come with 我的机关.

import { computed } from 'vue';
import { knownCenters, useAuthority } from '#/forms/centers.ts';

export function useNames() {
  const { value: mine } = useAuthority();
  const names = computed(() =>
    mine.value
      ? new Map(knownCenters(mine.value).map(({ id, name }) => [id, name]))
      : new Map<string, string>(),
  );
  const centerName = (id: string): string => names.value.get(id) ?? id;
  /** 预约服务单位: the center that serves where the authority is the taxpayer's own. */
  const unitName = (authority: string): string => {
    const center = mine.value?.center;
    return center && authority === mine.value?.authority ? center.name : authority;
  };
  return { centerName, unitName };
}
