// Which language this device was told to speak. Nothing here reacts, so that a page that only has to say
// its language loads no more than this.

import { device } from '#/api/storage.ts';

export type Language = 'zh' | 'en';

const KEPT = 'wenshui.language';

/** What was chosen on this device before, else what the document says, else Chinese. */
export function chosenLanguage(): Language {
  const kept = device.read(KEPT);
  if (kept === 'zh' || kept === 'en') return kept;
  return document.documentElement.lang.startsWith('en') ? 'en' : 'zh';
}

/** On every page of this device, from its next beginning on. */
export const keepLanguage = (chosen: Language): void => device.write(KEPT, chosen);

/** As documents and browsers name it. */
export const tagOf = (language: Language): string => (language === 'en' ? 'en' : 'zh-CN');
