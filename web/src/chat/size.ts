// The size of the conversation's text, as it was chosen on this device.

import type { Size } from '#/chat/settings.ts';

const PLACE = 'wenshui.size';

export const sizeOf = (value: string | null): Size =>
  value === 'small' || value === 'large' ? value : 'standard';

/** Null where nothing was chosen, or storage is switched off. */
export function keptSize(): Size | null {
  try {
    const kept = localStorage.getItem(PLACE);
    return kept ? sizeOf(kept) : null;
  } catch {
    return null;
  }
}

export function keepSize(size: Size): void {
  try {
    localStorage.setItem(PLACE, size);
  } catch {
    // It then holds for this visit.
  }
}
