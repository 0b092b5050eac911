// What has to outlive a reload of the page and is nobody else's: kept as long as the tab.

import { ref, watch, type Ref } from 'vue';

/** Storage may be forbidden; then it is kept as long as the page. */
function stored<T>(name: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

function store(name: string, value: unknown): void {
  try {
    if (value === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // As above.
  }
}

/** A value that is there again after a reload. `keep` says what of it; null where there is nothing to keep. */
export function useKept<T, K = T>(name: string, begin: (kept: K | null) => T, keep: (value: T) => K | null) {
  const value = ref(begin(stored<K>(name))) as Ref<T>;
  watch(value, (now) => store(name, keep(now)), { deep: true });
  return value;
}
