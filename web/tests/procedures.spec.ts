// The table of procedures in docs/procedures.md is the list of tests that walk them, no more and no less.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';

const TABLE = resolve(import.meta.dirname, '../../docs/procedures.md');
/** A place in a guide, or the pages themselves. */
const PLACED = /^(00[0-4] \S+|pages): /;

const rows = (): string[] =>
  [...readFileSync(TABLE, 'utf8').matchAll(/^\|.*\| `(.*)` \|$/gm)].map(([, title]) => title ?? '');

function titles(): string[] {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.spec.ts'));
  const texts = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'));
  return texts.flatMap((text) =>
    [...text.matchAll(/^ *test\(\s*'([^']+)'/gm)].map(([, title]) => title ?? ''),
  );
}

test('every procedure has its test, and every placed test its row', () => {
  const tested = titles().filter((title) => PLACED.test(title));
  expect(tested.toSorted()).toEqual(rows().toSorted());
});
