// Short words on what was done, which go by themselves.

import { ref } from 'vue';

export type Toast = { id: number; text: string; wrong: boolean };

const SHOWN_MS = 6_000;
export const toasts = ref<Toast[]>([]);
let last = 0;

export function drop(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** Says it for six seconds; `wrong` for what failed. */
export function toast(text: string, { wrong = false } = {}): void {
  const id = ++last;
  toasts.value = [...toasts.value.slice(-2), { id, text, wrong }];
  window.setTimeout(() => drop(id), SHOWN_MS);
}
