// How the page looks on this device: light, dark or as the device is, and how large.

import { reactive, watchEffect } from 'vue';

export type Theme = 'auto' | 'light' | 'dark';
type Appearance = { theme: Theme; large: boolean };

const KEPT = 'wenshui.look';

function kept(): Partial<Appearance> {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<Appearance>;
  } catch {
    return {};
  }
}

export const appearance = reactive<Appearance>({ theme: 'auto', large: false, ...kept() });

watchEffect(() => {
  const { dataset } = document.documentElement;
  const { theme, large } = appearance;
  if (theme === 'auto') delete dataset['theme'];
  else dataset['theme'] = theme;
  if (large) dataset['size'] = 'large';
  else delete dataset['size'];
  try {
    localStorage.setItem(KEPT, JSON.stringify({ theme, large }));
  } catch {
    // It holds for this page all the same.
  }
});
