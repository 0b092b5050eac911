// A list that the server pages: its conditions and its page stand in the address, so that going back and
// reloading show the same.

import { computed, onScopeDispose, reactive, watch } from 'vue';
import { useRoute, useRouter, type LocationQuery } from 'vue-router';
import { useServer } from '#/api/server.ts';
import { useLoaded } from '#/parts/task.ts';
import { ofInput } from '#/words/moments.ts';

export const PAGE_SIZE = 10;

export type Option = { value: string; title: string };

/** A condition by the name that the server has for it. */
export type Filter = {
  key: string;
  title: string;
  as: 'text' | 'number' | 'day' | 'from' | 'until' | 'choice';
  options?: Option[];
  /** Shown only when the bar is unfolded. */
  more?: boolean;
};

export type Conditions = Record<string, string>;
export type Page<Row> = { items: Row[]; total: number };

export type Listing<Row> = {
  /** What stands in the bar, asked for or not. */
  fields: Conditions;
  /** What is asked for, by name. */
  applied: Readonly<{ value: Conditions }>;
  page: { value: number };
  /** How many a page has. */
  size: number;
  loaded: ReturnType<typeof useLoaded<Page<Row>>>;
  /** Asks for what stands in the bar. */
  query: () => void;
  reset: () => void;
  /** Asks for something that stands outside the bar, such as a tab. */
  choose: (key: string, value: string) => void;
};

export function useList<Row>(
  filters: Filter[],
  read: (conditions: Conditions, page: number) => Promise<Page<Row>>,
  tabs: string[] = [],
  size = PAGE_SIZE,
): Listing<Row> {
  const [route, router, server] = [useRoute(), useRouter(), useServer()];
  const here = route.path;
  const keys = filters.map(({ key }) => key);
  const applied = computed(() => pick(route.query, [...keys, ...tabs]));
  const fields = reactive<Conditions>({});
  const loaded = useLoaded(() => read(asServer(filters, applied.value), page.value));
  const page = computed({
    get: () => Math.max(1, Math.trunc(Number(route.query['page'])) || 1),
    set: (to) => go(applied.value, to),
  });

  function go(conditions: Conditions, to = 1): void {
    const query = Object.entries({ ...conditions, page: to > 1 ? String(to) : '' });
    void router.push({ path: here, query: Object.fromEntries(query.filter(([, value]) => value)) });
  }
  const kept = () => pick(applied.value, tabs);
  // Who logs in is shown what is theirs.
  const asked = computed(() => JSON.stringify([applied.value, page.value, server.token() ?? '']));

  watch(
    asked,
    async () => {
      if (route.path !== here || !server.token()) return;
      for (const key of keys) fields[key] = applied.value[key] ?? '';
      await loaded.load();
      const found = loaded.value.value;
      // The last of a page was taken away.
      if (found && !found.items.length && found.total > 0 && page.value > 1) {
        page.value = Math.ceil(found.total / size);
      }
    },
    { immediate: true },
  );
  // Others change what is listed, too.
  const again = () => {
    if (!document.hidden && server.token()) void loaded.load();
  };
  document.addEventListener('visibilitychange', again);
  onScopeDispose(() => document.removeEventListener('visibilitychange', again));

  return {
    fields,
    applied,
    page,
    size,
    loaded,
    query() {
      const before = asked.value;
      go({ ...kept(), ...pick(fields, keys) });
      if (asked.value === before) void loaded.load();
    },
    reset() {
      for (const key of keys) fields[key] = '';
      go(kept());
    },
    choose: (key, value) => go({ ...applied.value, [key]: value }),
  };
}

function pick(query: LocationQuery | Conditions, keys: string[]): Conditions {
  const found = keys.map((key) => [key, query[key]] as const);
  return Object.fromEntries(
    found.flatMap(([key, value]) => (typeof value === 'string' && value.trim() ? [[key, value.trim()]] : [])),
  );
}

/** Moments as the server takes them; a minute lasts to its last second. */
function asServer(filters: Filter[], conditions: Conditions): Conditions {
  const kinds = new Map(filters.map(({ key, as }) => [key, as]));
  const translated = Object.entries(conditions).map(([key, value]) => {
    const kind = kinds.get(key);
    if (kind === 'from') return [key, ofInput(value)];
    return [key, kind === 'until' ? ofInput(value).replace(':00+', ':59+') : value];
  });
  return Object.fromEntries(translated);
}
