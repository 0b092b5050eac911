// One thing that is being done: whether it is under way, and why it failed last.

import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { problemOf, type Problem } from '#/api/problem.ts';

export function useTask() {
  const busy = ref(false);
  const problem = shallowRef<Problem | null>(null);

  /** Does it, one at a time; says whether it was done. What failed stands in `problem`. */
  async function run(task: () => Promise<void>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    problem.value = null;
    try {
      await task();
      return true;
    } catch (thrown) {
      problem.value = problemOf(thrown);
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, problem, run };
}

export type Loaded<T> = {
  value: ShallowRef<T | null>;
  problem: ShallowRef<Problem | null>;
  loading: Ref<boolean>;
  /** Reads it again; of several at once, the one that was asked for last is shown. */
  load: () => Promise<void>;
  /** What it has become by what was done; readings that began before that are late. */
  put: (next: T | null) => void;
};

/** What is read from the server: nothing yet, it, or why it did not come. */
export function useLoaded<T>(read: () => Promise<T>): Loaded<T> {
  const value: ShallowRef<T | null> = shallowRef(null);
  const problem = shallowRef<Problem | null>(null);
  const loading = ref(false);
  let last = 0;

  async function load(): Promise<void> {
    const mine = ++last;
    loading.value = true;
    try {
      const got = await read();
      if (mine !== last) return;
      value.value = got;
      problem.value = null;
    } catch (thrown) {
      if (mine === last) problem.value = problemOf(thrown);
    } finally {
      if (mine === last) loading.value = false;
    }
  }

  function put(next: T | null): void {
    last++;
    value.value = next;
    problem.value = null;
    loading.value = false;
  }

  return { value, problem, loading, load, put };
}
