// Which language is spoken. Chinese comes with a page, others are loaded when they are chosen.

import { shallowRef, type ShallowRef } from 'vue';
import { chosenLanguage, tagOf, type Language } from '#/words/kept.ts';

/** The words of one room of the pages: sentences, and functions that make them. */
export type Book<W> = { zh: W; en: () => Promise<{ default: W }> };

const language: ShallowRef<Language> = shallowRef(chosenLanguage());
/** Each brings its words, and gives what puts them into its place. */
const books: ((to: Language) => Promise<() => void>)[] = [];
let latest = 0;

export const currentLanguage = (): Language => language.value;

/** The language as documents and browsers name it. */
export const languageTag = (): string => tagOf(language.value);

/** Speaks this language from now on; of several that are asked for at once, the last one. */
export async function speak(to: Language): Promise<void> {
  const mine = (latest += 1);
  const puts = await Promise.all(books.map((bring) => bring(to)));
  if (mine !== latest) return;
  puts.forEach((put) => put());
  language.value = to;
}

/**
 * The words of a room in the language that is spoken, as a reference: templates read `w.send`.
 * Call it once a room, at the top of its module.
 */
export function useBook<W extends object>({ zh, en }: Book<W>): ShallowRef<W> {
  const words = shallowRef(zh) as ShallowRef<W>;
  const bring = async (to: Language) => {
    const brought = to === 'en' ? (await en()).default : zh;
    return () => void (words.value = brought);
  };
  books.push(bring);
  const spoken = language.value;
  // A room whose words do not come goes on in Chinese.
  const late = (put: () => void) => language.value === spoken && put();
  if (spoken !== 'zh') void bring(spoken).then(late, () => {});
  return words;
}
