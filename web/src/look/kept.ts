// How this device was told to look. Nothing here reacts, so that a page that only has to look so loads no
// more than this.

import { device } from '#/api/storage.ts';

export type Theme = 'auto' | 'light' | 'dark';
export type Appearance = { theme: Theme; large: boolean };

const KEPT = 'wenshui.look';

export const keptAppearance = (): Appearance => ({
  theme: 'auto',
  large: false,
  ...device.readValue<Partial<Appearance>>(KEPT),
});

export const keepAppearance = (chosen: Appearance): void => device.writeValue(KEPT, chosen);

/** The document looks so. */
export function dress({ theme, large }: Appearance): void {
  const { dataset } = document.documentElement;
  if (theme === 'auto') delete dataset['theme'];
  else dataset['theme'] = theme;
  if (large) dataset['size'] = 'large';
  else delete dataset['size'];
}
