// How the desk looks and sounds on this device.

import { reactive, watch, watchEffect } from 'vue';

export type Theme = 'auto' | 'light' | 'dark';
type Settings = { theme: Theme; size: 'normal' | 'large'; muted: boolean };

const KEPT = 'wenshui.desk-look';
const usual: Settings = { theme: 'auto', size: 'normal', muted: false };

function kept(): Partial<Settings> {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<Settings>;
  } catch {
    return {};
  }
}

export const settings = reactive<Settings>({ ...usual, ...kept() });

watch(settings, (value) => {
  try {
    localStorage.setItem(KEPT, JSON.stringify(value));
  } catch {
    // It holds for this page all the same.
  }
});

watchEffect(() => {
  const { dataset } = document.documentElement;
  if (settings.theme === 'auto') delete dataset['theme'];
  else dataset['theme'] = settings.theme;
  if (settings.size === 'large') dataset['size'] = 'large';
  else delete dataset['size'];
});
