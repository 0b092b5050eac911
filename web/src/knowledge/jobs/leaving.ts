// What is decided leaves its list, at once or after a dialog asked about it. Whoever decides by keys goes on
// with what stands in its place then.

import { computed, shallowRef, watch, type Ref, type WritableComputedRef } from 'vue';

export type Leaving<Row> = {
  /** The one that a dialog asks about. */
  asked: Ref<Row | null>;
  /** Whether the dialog is open; closing it asks about nothing. */
  isAsked: WritableComputedRef<boolean>;
  /** Decides about a row of the list. */
  leave: (row: Row, decide: () => Promise<void>) => Promise<void>;
};

export function useLeaving<Row>(list: Ref<HTMLElement | null>, rows: () => Row[]): Leaving<Row> {
  const asked = shallowRef<Row | null>(null);
  const isAsked = computed({
    get: () => asked.value !== null,
    set: (open) => {
      if (!open) asked.value = null;
    },
  });
  let place = -1;

  async function goOn(): Promise<void> {
    if (place < 0) return;
    const at = place;
    place = -1;
    // A moment after it was done buttons can be pressed again, and the dialog that stood over them is closed.
    await new Promise(requestAnimationFrame);
    const items = list.value?.children;
    items?.[Math.min(at, items.length - 1)]?.querySelector('button')?.focus();
  }
  watch(isAsked, (open) => !open && void goOn());

  return {
    asked,
    isAsked,
    async leave(row, decide) {
      const at = rows().indexOf(row);
      await decide();
      place = at;
      if (!isAsked.value) void goOn();
    },
  };
}
