// Keys that do something anywhere on the page. Whoever opened last answers first, and nothing is done
// while somebody types or a dialog is open.

import { onBeforeUnmount, onMounted, watch } from 'vue';
import { useSetting } from '#/staff/settings.ts';

/** Whether keys do anything; who speaks to the computer would press them unawares. */
export const keysOn = useSetting('keys', true);

/** By key, or by two keys one after the other: `j`, `g s`. */
export type Keys = Record<string, () => void>;

const AFTER_MS = 1_000;
const open: Keys[] = [];
let before: { key: string; at: number } | null = null;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && !!target.closest('input, textarea, select, [contenteditable]');
}

/** What a key does, or two keys; whoever opened last has it. */
const found = (keys: string) => open.findLast((set) => set[keys])?.[keys];

function press(event: KeyboardEvent): void {
  if (!keysOn.value || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
  const pair = before && event.timeStamp - before.at < AFTER_MS ? found(`${before.key} ${event.key}`) : null;
  const does = pair ?? found(event.key);
  before = does ? null : { key: event.key, at: event.timeStamp };
  if (!does) return;
  event.preventDefault();
  does();
}

/** The keys of a component, while it is there and `on` says so. */
export function useKeys(keys: Keys, on: () => boolean = () => true): void {
  const begin = () => {
    if (open.length === 0) document.addEventListener('keydown', press);
    if (!open.includes(keys)) open.push(keys);
  };
  const end = () => {
    const at = open.indexOf(keys);
    if (at >= 0) open.splice(at, 1);
    if (open.length === 0) document.removeEventListener('keydown', press);
  };
  onMounted(() => on() && begin());
  watch(on, (isOn) => (isOn ? begin() : end()));
  onBeforeUnmount(end);
}
