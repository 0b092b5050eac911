// Lists that are read a part at a time: those that grow page by page, and those of which another few are
// shown on demand.

import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { problemOf, type Problem } from '#/api/problem.ts';

/** A page of a list, and where the next one begins; null at the end. */
export type Page<Item> = { items: Item[]; next: string | null };

export type Listing<Item> = {
  items: ShallowRef<Item[]>;
  /** Where the next page begins; null at the end and before the first. */
  next: Ref<string | null>;
  loading: Ref<boolean>;
  problem: ShallowRef<Problem | null>;
  /** How many pages are shown. */
  pages: Ref<number>;
  /** From its beginning. */
  reload: () => Promise<void>;
  more: () => Promise<void>;
};

export function useListing<Item>(page: (after: string | null) => Promise<Page<Item>>): Listing<Item> {
  const items = shallowRef<Item[]>([]);
  const next = ref<string | null>(null);
  const loading = ref(false);
  const problem = shallowRef<Problem | null>(null);
  const pages = ref(0);
  /** Numbers the lists that were begun; a page of another one is stale. */
  let begun = 0;

  const more = async () => {
    const mine = begun;
    loading.value = true;
    problem.value = null;
    try {
      const got = await page(next.value);
      if (mine !== begun) return;
      items.value = pages.value ? [...items.value, ...got.items] : got.items;
      next.value = got.next;
      pages.value += 1;
    } catch (thrown) {
      if (mine === begun) fail(problemOf(thrown));
    } finally {
      if (mine === begun) loading.value = false;
    }
  };
  /** A list that fails from its beginning does not leave the one before it standing. */
  const fail = (failed: Problem) => {
    problem.value = failed;
    if (!pages.value) items.value = [];
  };
  const reload = () => {
    begun += 1;
    next.value = null;
    pages.value = 0;
    return more();
  };
  return { items, next, loading, problem, pages, reload, more };
}

/** Another few: what is shown, and where those after it begin. */
export type Batch<Item> = { items: Item[]; next_cursor?: string | null; restarted: boolean };

export type Batches<Item> = {
  items: ShallowRef<Item[] | null>;
  hasMore: Ref<boolean>;
  loading: Ref<boolean>;
  problem: ShallowRef<Problem | null>;
  /** For somebody else, so from the beginning. */
  reload: () => Promise<void>;
  next: () => Promise<void>;
};

/** `restarted` is told when everything was shown and it begins again. */
export function useBatches<Item>(
  batch: (cursor: string | null) => Promise<Batch<Item>>,
  restarted: () => void,
): Batches<Item> {
  const items = shallowRef<Item[] | null>(null);
  const hasMore = ref(false);
  const loading = ref(false);
  const problem = shallowRef<Problem | null>(null);
  let cursor: string | null = null;
  let begun = 0;

  const next = async () => {
    const mine = (begun += 1);
    loading.value = true;
    problem.value = null;
    try {
      const got = await batch(cursor);
      if (mine !== begun) return;
      items.value = got.items;
      cursor = got.next_cursor ?? null;
      hasMore.value = cursor !== null;
      if (got.restarted) restarted();
    } catch (thrown) {
      if (mine === begun) problem.value = problemOf(thrown);
    } finally {
      if (mine === begun) loading.value = false;
    }
  };
  const reload = () => {
    cursor = null;
    return next();
  };
  return { items, hasMore, loading, problem, reload, next };
}
