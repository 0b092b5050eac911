// How the page looks on this device: light, dark or as the device is, and how large.

import { reactive, watchEffect } from 'vue';
import { device } from '#/api/storage.ts';

export type Theme = 'auto' | 'light' | 'dark';
type Appearance = { theme: Theme; large: boolean };

const KEPT = 'wenshui.look';

export const appearance = reactive<Appearance>({
  theme: 'auto',
  large: false,
  ...device.readValue<Partial<Appearance>>(KEPT),
});

watchEffect(() => {
  const { dataset } = document.documentElement;
  const { theme, large } = appearance;
  if (theme === 'auto') delete dataset['theme'];
  else dataset['theme'] = theme;
  if (large) dataset['size'] = 'large';
  else delete dataset['size'];
  device.writeValue(KEPT, { theme, large });
});
