// What every test of the pages begins with: a server a worker, people with tokens of their own, and the
// checks that hold on every page.

import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { Served, tokenOf, type Claims, type Setting } from './server.ts';

export { expect };

/** Somebody who uses the pages: a token, and pages of a browser that nobody else shares. */
export class Person {
  readonly sub: string;
  readonly token: string;
  readonly served: Served;
  #browser: Browser;
  #contexts: BrowserContext[] = [];

  constructor(served: Served, browser: Browser, sub: string, claims: Claims) {
    this.served = served;
    this.#browser = browser;
    this.sub = sub;
    this.token = tokenOf(sub, claims);
  }

  /** Opens a page of the server as this person; the token goes behind `#token=`. */
  async open(path: string, width = 1280): Promise<Page> {
    const viewport = { width, height: width < 600 ? 844 : width > 1600 ? 1080 : 800 };
    const context = await this.#browser.newContext({
      viewport,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      permissions: ['microphone', 'camera', 'clipboard-read', 'clipboard-write'],
    });
    this.#contexts.push(context);
    const page = await context.newPage();
    watch(page);
    await page.goto(`${this.served.address}${path}#token=${this.token}`);
    return page;
  }

  /** Asks the API as this person, beside the pages. */
  call<T = any>(method: string, target: string, body?: unknown): Promise<T> {
    return this.served.call<T>(this.token, method, target, body);
  }

  async leave(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
  }
}

const broken = new WeakMap<Page, string[]>();

/** Notes what must not happen on any page: faults in scripts, and what the policy forbids. */
export function watch(page: Page): void {
  const found: string[] = [];
  broken.set(page, found);
  page.on('pageerror', (error) => found.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error' && /Content Security Policy|Refused to/.test(line.text()))
      found.push(line.text());
  });
}

/** What `watch` found. */
export const faults = (page: Page): string[] => broken.get(page) ?? [];

type People = {
  taxpayer: (claims?: Claims) => Person;
  agent: (claims?: Claims) => Promise<Person>;
  staff: (role: string, claims?: Claims) => Person;
};

let counted = 0;

export const test = base.extend<{ people: People }, { setting: Setting; served: Served }>({
  setting: [{}, { option: true, scope: 'worker' }],
  served: [
    async ({ setting }, use) => {
      const served = await Served.start(setting);
      await use(served);
      await served.stop();
    },
    { scope: 'worker', timeout: 150_000 },
  ],
  people: async ({ served, browser }, use, info) => {
    const made: Person[] = [];
    const person = (kind: string, claims: Claims) => {
      counted += 1;
      const one = new Person(served, browser, `${kind}-${info.workerIndex}-${counted}`, claims);
      made.push(one);
      return one;
    };
    // A center of its own for each test would need a tree of its own; agents leave when a test ends.
    const agents: Person[] = [];
    await use({
      taxpayer: (claims = {}) =>
        person('taxpayer', {
          region: '440106',
          taxpayer_type: '小规模纳税人',
          role: '办税人',
          center: CENTER,
          ...claims,
        }),
      agent: async (claims = {}) => {
        const one = person('agent', { staff_roles: ['agent'], center: CENTER, ...claims });
        await one.call('PUT', '/v1/agents/me', { presence: 'online', capacity: 4 });
        agents.push(one);
        return one;
      },
      staff: (role, claims = {}) => person(role, { staff_roles: [role], center: CENTER, ...claims }),
    });
    for (const one of agents) await one.call('PUT', '/v1/agents/me', { presence: 'offline', capacity: 1 });
    await Promise.all(made.map((one) => one.leave()));
  },
});

/** The operating center that people of tests belong to. */
export const CENTER = 'gd-gz';
