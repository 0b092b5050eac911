// What somebody has begun to write and not sent yet: it outlives a reload, as long as the tab.

import { reactive, watch } from 'vue';

const place = (key: string) => `wenshui.desk.draft.${key}`;

/** Fields that are kept under a key until they are cleared. */
export function useDraft<T extends object>(key: string, empty: () => T) {
  const kept = sessionStorage.getItem(place(key));
  const draft = reactive({ ...empty(), ...(kept ? (JSON.parse(kept) as T) : {}) }) as T;

  const keep = () => {
    const text = JSON.stringify(draft);
    try {
      if (text === JSON.stringify(empty())) sessionStorage.removeItem(place(key));
      else sessionStorage.setItem(place(key), text);
    } catch {
      // Storage is full; what is written stays on the page.
    }
  };
  watch(draft, keep);

  /** It was sent. */
  function clear(): void {
    Object.assign(draft, empty());
    keep();
  }

  return { draft, clear };
}
