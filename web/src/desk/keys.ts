// Keys that do something anywhere on the page. Whoever opened last answers first, and nothing is done
// while somebody types or a dialog is open.

import { onBeforeUnmount, onMounted, watch } from 'vue';

/** By key, or by two keys one after the other: `j`, `g s`. */
export type Keys = Record<string, () => void>;

const AFTER_MS = 1_000;
const open: Keys[] = [];
let before: { key: string; at: number } | null = null;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && !!target.closest('input, textarea, select, [contenteditable]');
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
  const pair = before && event.timeStamp - before.at < AFTER_MS ? `${before.key} ${event.key}` : null;
  before = { key: event.key, at: event.timeStamp };
  for (const keys of open.toReversed()) {
    const found = (pair && keys[pair]) || keys[event.key];
    if (!found) continue;
    event.preventDefault();
    before = null;
    found();
    return;
  }
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
