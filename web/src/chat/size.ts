// The size of the conversation's text, as it was chosen on this device.

import { device } from '#/api/storage.ts';
import type { Size } from '#/chat/settings.ts';

const PLACE = 'wenshui.size';

export const sizeOf = (value: string | null): Size =>
  value === 'small' || value === 'large' ? value : 'standard';

/** Null where nothing was chosen. */
export function keptSize(): Size | null {
  const kept = device.read(PLACE);
  return kept ? sizeOf(kept) : null;
}

export const keepSize = (size: Size): void => device.write(PLACE, size);
