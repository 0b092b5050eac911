// How many there are of each kind, and one page of what is listed.

import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';

/** How many a page of such lists has. */
export const LIST_PAGE = 20;

/** Kinds in the order in which they come first, with how many there are of each. */
export function countKinds<Row>(
  rows: Row[],
  kindOf: (row: Row) => string,
): { kind: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(kindOf(row), (counts.get(kindOf(row)) ?? 0) + 1);
  return [...counts].map(([kind, count]) => ({ kind, count }));
}

export type Narrowed<Row> = {
  kinds: ComputedRef<{ kind: string; count: number }[]>;
  /** The kind that is shown; empty for all. */
  kind: Ref<string>;
  page: Ref<number>;
  shown: ComputedRef<Row[]>;
  /** Those of the page. */
  rows: ComputedRef<Row[]>;
};

/** A list that is narrowed to a kind and read by pages. */
export function useNarrowed<Row>(all: () => Row[], kindOf: (row: Row) => string): Narrowed<Row> {
  const kinds = computed(() => countKinds(all(), kindOf));
  const chosen = ref('');
  const page = ref(1);
  // The last of a kind may have gone.
  const kind = computed({
    get: () => (kinds.value.some((one) => one.kind === chosen.value) ? chosen.value : ''),
    set: (to) => (chosen.value = to),
  });
  const shown = computed(() => all().filter((row) => !kind.value || kindOf(row) === kind.value));
  watch(kind, () => (page.value = 1));
  watch(shown, (rows) => {
    page.value = Math.min(page.value, Math.max(1, Math.ceil(rows.length / LIST_PAGE)));
  });
  const rows = computed(() => shown.value.slice((page.value - 1) * LIST_PAGE, page.value * LIST_PAGE));
  return { kinds, kind, page, shown, rows };
}
