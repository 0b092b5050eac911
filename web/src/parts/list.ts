// A list that the server pages: its conditions and its page stand in the address, so that going back and
// reloading show the same.

import { computed, nextTick, reactive, watch } from 'vue';
import { useRoute, useRouter, type LocationQuery } from 'vue-router';
import { useServer } from '#/api/server.ts';
import { onReturn } from '#/parts/fresh.ts';
import { useLoaded, type Loaded } from '#/parts/task.ts';
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

export type Listing<Found> = {
  /** What stands in the bar, asked for or not. */
  fields: Conditions;
  /** What is asked for, by name. */
  applied: Readonly<{ value: Conditions }>;
  page: { value: number };
  /** How many a page has. */
  size: number;
  loaded: Loaded<Found>;
  /** Asks for what stands in the bar. */
  query: () => Promise<void>;
  reset: () => void;
  /** Asks for something that stands outside the bar, such as a tab. */
  choose: (key: string, value: string) => void;
};

export function useList<Found extends Page<unknown>>(
  filters: Filter[],
  read: (conditions: Conditions, page: number) => Promise<Found>,
  tabs: string[] = [],
  size = PAGE_SIZE,
): Listing<Found> {
  const [route, router, server] = [useRoute(), useRouter(), useServer()];
  const here = route.path;
  const keys = filters.map(({ key }) => key);
  const applied = computed(() => pick(route.query, [...keys, ...tabs]));
  const fields = reactive<Conditions>({});
  const page = computed({
    get: () => Math.max(1, Math.trunc(Number(route.query['page'])) || 1),
    set: (to) => void router.push(at(applied.value, to)),
  });
  const loaded = useLoaded(async () => {
    const found = await read(asServer(filters, applied.value), page.value);
    const last = Math.ceil(found.total / size);
    if (found.items.length || !last || page.value <= last || !isHere()) return found;
    // The last of a page was taken away; what is read of the page before comes in the place of this.
    await router.replace(at(applied.value, last));
    await nextTick();
    return found;
  });

  function at(conditions: Conditions, to = 1) {
    const query = Object.entries({ ...conditions, page: to > 1 ? String(to) : '' });
    return { path: here, query: Object.fromEntries(query.filter(([, value]) => value)) };
  }
  const kept = () => pick(applied.value, tabs);
  const wanted = computed(() => JSON.stringify(pick(applied.value, keys)));
  /** Who logs in is shown what is theirs, and nobody rows of something else than what is asked for. */
  const of = computed(() => JSON.stringify([applied.value, server.token() ?? '']));
  const isHere = () => route.path === here && !!server.token();

  watch(
    wanted,
    () => {
      if (isHere()) for (const key of keys) fields[key] = applied.value[key] ?? '';
    },
    { immediate: true },
  );
  watch(
    [of, page],
    ([now], [before]) => {
      if (!isHere()) return;
      if (now !== before) loaded.put(null);
      void loaded.load();
    },
    { immediate: true },
  );
  // Others change what is listed, too.
  onReturn(() => server.token() && loaded.load());

  return {
    fields,
    applied,
    page,
    size,
    loaded,
    async query() {
      const before = [of.value, page.value].join();
      await router.push(at({ ...kept(), ...pick(fields, keys) }));
      if ([of.value, page.value].join() === before) await loaded.load();
    },
    reset() {
      for (const key of keys) fields[key] = '';
      void router.push(at(kept()));
    },
    choose: (key, value) => void router.push(at({ ...applied.value, [key]: value })),
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
