// The states of the desk as conditions of lists: names that travel, with their words.

import type { Option } from '#/parts/list.ts';

export const optionsOf = (words: Record<string, string>): Option[] =>
  Object.entries(words).map(([value, title]) => ({ value, title }));
