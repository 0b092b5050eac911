// What is wrong with an entry while it is written: asked of the server a moment after the last key.

import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { problemOf, type Problem } from '#/api/problem.ts';
import { checkEntry } from '#/knowledge/entries/entry.ts';
import { entryOf, type EntryForm } from '#/knowledge/entries/form.ts';
import type { Mark } from '#/knowledge/entries/marks.ts';

const AFTER_MS = 400;

export function useChecking(form: EntryForm, isWanted: () => boolean) {
  const found = shallowRef<Mark[] | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const checking = ref(false);
  let timer = 0;
  let last = 0;

  async function check(): Promise<void> {
    const mine = ++last;
    checking.value = true;
    try {
      const marks = await checkEntry(entryOf(form));
      if (mine !== last) return;
      found.value = marks;
      problem.value = null;
    } catch (thrown) {
      if (mine === last) problem.value = problemOf(thrown);
    } finally {
      if (mine === last) checking.value = false;
    }
  }
  watch(
    () => JSON.stringify(entryOf(form)),
    () => {
      window.clearTimeout(timer);
      if (isWanted()) timer = window.setTimeout(check, AFTER_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => window.clearTimeout(timer));
  return { found, problem, checking, check };
}
