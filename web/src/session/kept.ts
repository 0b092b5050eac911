// What has to outlive a reload of the page and is nobody else's: kept as long as the tab.

import { ref, watch, type Ref } from 'vue';
import { tab } from '#/api/storage.ts';

/** A value that is there again after a reload. `keep` says what of it; null where there is nothing to keep. */
export function useKept<T, K = T>(name: string, begin: (kept: K | null) => T, keep: (value: T) => K | null) {
  const value = ref(begin(tab.readValue<K>(name))) as Ref<T>;
  watch(value, (now) => tab.writeValue(name, keep(now)), { deep: true });
  return value;
}
