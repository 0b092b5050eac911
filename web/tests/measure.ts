// What the pages weigh and how soon they can be used: `npm run measure` after a build of pages and program.
//
// Weights are those of what a page loads before anything is pressed, compressed as it travels (gzip 9).
// Times are measured in Chromium with an empty cache, from the beginning of the navigation.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser } from '@playwright/test';
import { chromiumProgram } from './support/chromium.ts';
import { DIST, Served, filesOf, tokenOf } from './support/server.ts';

const LOADS = 20;
const PAGES = ['/', '/chat', '/centre', '/desk'];

type Load = { ready: number; paint: number; shift: number; requests: string[] };

const kib = (bytes: number) => (bytes / 1024).toFixed(1);
const weight = (file: string) => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length;

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** One load with an empty cache. */
async function load(browser: Browser, address: string, path: string, token: string): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' });
  const page = await context.newPage();
  const requests: string[] = [];
  page.on('response', (response) => requests.push(new URL(response.url()).pathname));
  await page.addInitScript(() => {
    const seen = { ready: 0, shift: 0 };
    Object.assign(window, { seen });
    window.addEventListener('wenshui-ready', () => (seen.ready = performance.now()));
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
        seen.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(`${address}${path}#token=${token}`);
  await page.waitForFunction(() => (window as unknown as { seen: { ready: number } }).seen.ready > 0, null, {
    timeout: 10_000,
  });
  // What moves later would be seen by now.
  await page.waitForTimeout(500);
  const got = await page.evaluate(() => {
    const { seen } = window as unknown as { seen: { ready: number; shift: number } };
    const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
    return { ready: seen.ready, shift: seen.shift, paint };
  });
  await context.close();
  return { ...got, requests };
}

async function main() {
  const served = await Served.start();
  const browser = await chromium.launch({
    executablePath: chromiumProgram(),
    args: ['--no-sandbox'],
  });
  try {
    console.log('page      script KiB  style KiB  first paint ms  usable ms (median, slowest)  layout shift');
    for (const path of PAGES) {
      const token =
        path === '/desk'
          ? tokenOf('measure-agent', { staff_roles: ['agent'], center: 'gd-gz' })
          : tokenOf('measure');
      const loads: Load[] = [];
      for (let round = 0; round < LOADS; round += 1)
        loads.push(await load(browser, served.address, path, token));
      const files = new Set(loads[0]?.requests.map((request) => request.slice(1)));
      const of = (kind: string) =>
        [...files].filter((file) => file.endsWith(kind)).reduce((sum, file) => sum + weight(file), 0);
      const ready = loads.map((one) => one.ready);
      const figures = [
        kib(of('.js')).padStart(10),
        kib(of('.css')).padStart(10),
        median(loads.map((one) => one.paint))
          .toFixed(0)
          .padStart(15),
        `${median(ready).toFixed(0)}, ${Math.max(...ready).toFixed(0)}`.padStart(28),
        Math.max(...loads.map((one) => one.shift))
          .toFixed(4)
          .padStart(13),
      ];
      console.log(path.padEnd(9), figures.join(' '));
    }
    const parts = filesOf(DIST).filter((file) => file.endsWith('.js'));
    const heaviest = parts
      .map((file) => [weight(file), file] as const)
      .toSorted((a, b) => b[0] - a[0])
      .slice(0, 12);
    console.log(`\nwenshui-chat.js ${kib(weight('wenshui-chat.js'))} KiB (at most 90 kB)\nheaviest parts`);
    for (const [bytes, file] of heaviest) console.log(`${kib(bytes).padStart(8)} KiB  ${file}`);
  } finally {
    await browser.close();
    await served.stop();
  }
}

await main();
