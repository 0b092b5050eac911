// The language of a page that is ours: its document says it, and the device remembers it.

import { watchEffect } from 'vue';
import { keepLanguage, type Language } from '#/words/kept.ts';
import { languageTag, speak } from '#/words/language.ts';

watchEffect(() => (document.documentElement.lang = languageTag()));

/** Speaks this language from now on, on every page of this device. */
export async function chooseLanguage(to: Language): Promise<void> {
  await speak(to);
  keepLanguage(to);
}
