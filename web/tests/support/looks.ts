// What holds for the look of every page: nothing is cut, nothing overlaps, nothing scrolls sideways, and
// axe finds nothing.

import type { AxeResults, RunOptions } from 'axe-core';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, faults } from './test.ts';

const SCREENS = resolve(import.meta.dirname, '../../test-results/screens');

/** The widths that pages are looked at in, in CSS pixels. */
export const WIDTHS = [390, 1280, 1920];

const HEIGHTS = new Map([
  [390, 844],
  [1280, 800],
  [1920, 1080],
]);

/** Gives the page one of the widths. */
export const resize = (page: Page, width: number): Promise<void> =>
  page.setViewportSize({ width, height: HEIGHTS.get(width) ?? 800 });

/** A picture of the page as it is now, kept beside the results of the tests where somebody may look at it. */
export async function keep(page: Page, name: string): Promise<void> {
  if (process.env.CI) return;
  mkdirSync(SCREENS, { recursive: true });
  const width = page.viewportSize()?.width ?? 0;
  await page.screenshot({ path: `${SCREENS}/${name}-${width}.png`, animations: 'disabled' });
}

declare const axe: { run(inside: Document, options: RunOptions): Promise<AxeResults> };

/** axe as a page loads it. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const RULES: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
  // The only frame holds a report, which may not run scripts there.
  iframes: false,
};

/**
 * Fails on whatever axe finds by the rules of WCAG 2.2 AA and its best practices. It is loaded once into a page and
 * asked there: most of the time of a look would be loading it again and telling what keeps the rules.
 */
export async function accessible(page: Page): Promise<void> {
  // A page that was opened anew has forgotten it.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const found = await page.evaluate(async (rules) => {
    const { violations } = await axe.run(document, rules);
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`,
    );
  }, RULES);
  expect(found).toEqual([]);
}

/** Fails where the page scrolls sideways, cuts a text, or lays what can be pressed over each other. */
export async function laidOut(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const told: string[] = [];
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()}.${element.className || ''} "${(element.textContent ?? '').trim().slice(0, 20)}"`;
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      told.push(`the page scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);

    const all: Element[] = [];
    const collect = (from: ParentNode) => {
      for (const element of from.querySelectorAll('*')) {
        all.push(element);
        if (element.shadowRoot) collect(element.shadowRoot);
      }
    };
    collect(document);
    // What lies under an open dialog cannot be reached.
    const modal = all.filter((element) => element.matches('dialog:modal')).at(-1);
    const inside = (element: Element) => !modal || modal.contains(element);
    const seen = all.filter((element) => {
      if (!inside(element) || element.closest('.unseen, .ellipsis, svg')) return false;
      // What shows only while it has the focus, such as a link past the menu.
      if (getComputedStyle(element).clipPath === 'inset(50%)') return false;
      const { width, height } = element.getBoundingClientRect();
      return (
        width > 0 &&
        height > 0 &&
        element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      );
    });
    for (const element of seen) {
      const { overflowX } = getComputedStyle(element);
      const cut = element.scrollWidth > element.clientWidth + 1 && ['hidden', 'clip'].includes(overflowX);
      const hasText = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
      );
      if (cut && hasText) told.push(`cut: ${name(element)}`);
    }
    const pressed = seen.filter((element) =>
      element.matches('button, a[href], input, select, textarea, summary'),
    );
    const boxes = pressed.map((element) => ({ element, box: element.getBoundingClientRect() }));
    // Of what scrolls, only what is in sight can be overlapped.
    const hit = (element: Element, box: DOMRect) => {
      const x = box.left + box.width / 2;
      const y = box.top + box.height / 2;
      if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return true;
      const from = element.getRootNode() as Document | ShadowRoot;
      const top = from.elementFromPoint(x, y);
      if (!top || top === element || element.contains(top) || top.contains(element)) return true;
      const label = element.closest('label');
      if (label?.contains(top)) return true;
      // Scrolled out of a box of its own.
      for (let around = element.parentElement; around; around = around.parentElement) {
        const edge = around.getBoundingClientRect();
        const scrolls = /auto|scroll|hidden|clip/.test(getComputedStyle(around).overflow);
        if (scrolls && (y < edge.top || y > edge.bottom || x < edge.left || x > edge.right)) return true;
      }
      const covering = top.closest('[data-floats], .toasts');
      return Boolean(covering);
    };
    for (const { element, box } of boxes) if (!hit(element, box)) told.push(`covered: ${name(element)}`);
    return told;
  });
  expect(found).toEqual([]);
}

/** Everything that holds on every page, with a picture. */
export async function looksWell(page: Page, name: string): Promise<void> {
  await settled(page);
  await laidOut(page);
  await accessible(page);
  await keep(page, name);
  expect(faults(page)).toEqual([]);
}

/** Nothing is being loaded, and nothing moves. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('[aria-busy="true"], .waiting, .waiting-line')).toHaveCount(0);
  await page.evaluate(() => {
    // What moves without an end, such as the level of a microphone, belongs to the look.
    // A document does not tell what moves in shadow trees.
    const shadows = [...document.querySelectorAll('*')].flatMap((element) => element.shadowRoot ?? []);
    const ends = [document, ...shadows]
      .flatMap((tree) => tree.getAnimations())
      .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    return Promise.all(ends.map((one) => one.finished.catch(() => {})));
  });
}

/**
 * Looks at a page as it stands at every width, by light and in the dark. `again` opens it anew at a width,
 * where some of it is decided when it is opened.
 */
export async function looks(page: Page, name: string, again?: () => Promise<unknown>): Promise<void> {
  for (const width of WIDTHS) {
    await resize(page, width);
    await again?.();
    await settled(page);
    await laidOut(page);
    // What axe looks at is the same at the other widths, but for colours: those of the dark come below.
    if (width === 390) await accessible(page);
    await keep(page, name);
  }
  await resize(page, 1280);
  await page.emulateMedia({ colorScheme: 'dark' });
  await settled(page);
  await accessible(page);
  await keep(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(faults(page)).toEqual([]);
}
