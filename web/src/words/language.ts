// Which language the pages speak. Chinese comes with a page, others are loaded when they are chosen.

import { shallowRef, type ShallowRef } from 'vue';

export type Language = 'zh' | 'en';

const KEPT = 'wenshui.language';

/** The words of one room of the pages: sentences, and functions that make them. */
export type Book<W> = { zh: W; en: () => Promise<{ default: W }> };

const language: ShallowRef<Language> = shallowRef(chosen());
const books: { load: (to: Language) => Promise<void> }[] = [];

/** What was chosen on this device before, else what the document says, else Chinese. */
function chosen(): Language {
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept === 'zh' || kept === 'en') return kept;
  } catch {
    // Storage may be forbidden; then nothing was kept.
  }
  return document.documentElement.lang.startsWith('en') ? 'en' : 'zh';
}

export const currentLanguage = (): Language => language.value;

/** Speaks this language from now on, on every page of this device. */
export async function speak(to: Language): Promise<void> {
  await Promise.all(books.map((book) => book.load(to)));
  language.value = to;
  document.documentElement.lang = to === 'en' ? 'en' : 'zh-CN';
  try {
    localStorage.setItem(KEPT, to);
  } catch {
    // It holds for this page all the same.
  }
}

/**
 * The words of a room in the language that is spoken, as a reference: templates read `w.send`.
 * Call it once a room, at the top of its module.
 */
export function useBook<W extends object>({ zh, en }: Book<W>): ShallowRef<W> {
  const words = shallowRef(zh) as ShallowRef<W>;
  const load = async (to: Language) => {
    words.value = to === 'en' ? (await en()).default : zh;
  };
  books.push({ load });
  if (language.value !== 'zh') void load(language.value);
  return words;
}
