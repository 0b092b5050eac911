// How the page looks on this device: light, dark or as the device is, and how large.

import { reactive, watchEffect } from 'vue';
import { dress, keepAppearance, keptAppearance, type Appearance } from '#/look/kept.ts';

export const appearance = reactive<Appearance>(keptAppearance());

watchEffect(() => {
  dress(appearance);
  keepAppearance({ ...appearance });
});
