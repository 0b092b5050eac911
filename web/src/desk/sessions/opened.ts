// Which sessions are open side by side: tabs, of which one is looked at, or two where there is room.

import { computed, ref, watch } from 'vue';
import { tab } from '#/api/storage.ts';
import { useSetting } from '#/staff/settings.ts';

const KEPT = 'wenshui.desk.opened';

const room = window.matchMedia('(min-width: 1600px)');
const isWide = ref(room.matches);
room.addEventListener('change', ({ matches }) => (isWide.value = matches));

/** All that are open, in the order of their tabs. */
export const opened = ref<string[]>(tab.readValue(KEPT) ?? []);
/** What stands in each column, and which of them the agent works in. */
const columns = ref<string[]>(opened.value.slice(0, 1));
const at = ref(0);
/** Whether two stand side by side where there is room. */
export const split = useSetting('split', true);

watch(opened, (ids) => tab.writeValue(KEPT, ids), { deep: true });

/** Whether something else is looked at. Talks then go on behind it, with the window of their call before it. */
export const away = ref(false);

export const canSplit = isWide;
export const front = computed<string | null>(() => columns.value[at.value] ?? null);
/** Those that are shown now. */
export const shown = computed(() => {
  if (isWide.value && split.value) return columns.value.slice(0, 2);
  return front.value ? [front.value] : [];
});

/** Those in which a call runs, shown or not: it is not cut off because another talk is looked at. */
export const calling = ref<string[]>([]);
/** What stands on the page, seen or not. */
export const mounted = computed(() => [
  ...shown.value,
  ...calling.value.filter((id) => !shown.value.includes(id)),
]);

/** The next one that is open and not shown. */
const waiting = () => opened.value.find((id) => !columns.value.includes(id));

/** Fills the second column, where there is room and something to show in it. */
function fill(): void {
  const next = waiting();
  if (isWide.value && split.value && columns.value.length === 1 && next) columns.value.push(next);
}

/** Opens one in the column that is worked in, or goes to where it stands. */
export function openSession(id: string): void {
  if (!opened.value.includes(id)) opened.value.push(id);
  const column = columns.value.indexOf(id);
  if (column >= 0) at.value = column;
  else columns.value[columns.value.length ? at.value : 0] = id;
  fill();
}

/** Closes a tab; the session itself goes on. */
export function closeSession(id: string): void {
  opened.value = opened.value.filter((one) => one !== id);
  const column = columns.value.indexOf(id);
  if (column < 0) return;
  const next = waiting();
  if (next) columns.value[column] = next;
  else columns.value.splice(column, 1);
  at.value = Math.min(at.value, Math.max(0, columns.value.length - 1));
}

watch([isWide, split], () => {
  // What is not shown any more is none of the columns.
  if (!(isWide.value && split.value)) {
    columns.value = front.value ? [front.value] : [];
    at.value = 0;
  } else fill();
});
