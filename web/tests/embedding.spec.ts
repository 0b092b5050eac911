// The chat window in a page of somebody else's: another origin, another framework, a strict policy.

import { ask, press, question } from './support/chat.ts';
import { Foreign } from './support/foreign.ts';
import { KNOWLEDGE, QUESTION } from './support/knowledge.ts';
import { expect, faults, test as base, watch } from './support/test.ts';

const test = base.extend<object, { foreign: Foreign }>({
  foreign: [
    async ({}, use) => {
      const foreign = await Foreign.start();
      await use(foreign);
      foreign.stop();
    },
    { scope: 'worker' },
  ],
  setting: [
    async ({ foreign }, use) =>
      use({ config: `allowed_origins = ["${foreign.origin}"]`, knowledge: KNOWLEDGE }),
    { scope: 'worker' },
  ],
});

/** What the host was told, by the names of the events. */
type Told = { name: string; detail: Record<string, unknown> };

test('pages: the window works in a page of another framework with a strict policy', async ({
  foreign,
  served,
  people,
  page,
}) => {
  foreign.chat = served.address;
  watch(page);
  const taxpayer = people.taxpayer();
  await page.goto(`${foreign.origin}/#token=${taxpayer.token}`);
  const told = () => page.evaluate(() => Reflect.get(window, 'told') as Told[]);
  const names = async () => (await told()).map(({ name }) => name);

  // Whoever is logged in at the host is known: they have messages.
  await page.getByRole('button', { name: /^打开智能互动，\d+ 条未读$/ }).click();
  const opened = page.getByRole('dialog', { name: '悦悦 智能互动' });
  await expect(opened.getByText('来自：发票开具')).toBeVisible();
  // Its own styles are there although the page allows none.
  await expect(opened).toHaveCSS('position', 'fixed');
  const turn = await ask(page, QUESTION);
  await expect(turn).toContainText('核对数据。');

  // Parts that are loaded when they are wanted: a voice, panels, a form.
  await press(turn, '语音播报');
  await expect(page.getByRole('group', { name: '虚拟播报员' })).toContainText('正在播报');
  await opened.getByRole('button', { name: /^我的消息/ }).click();
  const panel = opened.getByRole('region', { name: '我的消息' });
  // Whoever is logged in at the host is known here.
  await expect(panel.getByRole('heading', { name: /待办提醒/ })).toBeVisible();
  await press(panel, '收起');
  await press(opened, '留言');
  const form = page.getByRole('dialog', { name: '留言' });
  await expect(form.getByRole('textbox').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await press(opened, '最大化');
  await expect(opened.getByRole('tab', { name: '热点推荐' })).toBeVisible();

  // By the host: it asks, and hears what comes of it.
  await press(opened, '还原窗口');
  await press(opened, '最小化');
  await expect(opened).toBeHidden();
  await press(page, '问一问');
  await expect(page.getByRole('article', { name: QUESTION })).toHaveCount(2);
  await expect.poll(async () => (await names()).filter((name) => name === 'answer').length).toBe(2);
  expect(await names()).toEqual(expect.arrayContaining(['ready', 'open', 'answer', 'minimise', 'unread']));
  const answer = (await told()).find(({ name }) => name === 'answer');
  expect(answer?.detail).toMatchObject({ decision: 'answer', entry_id: 'declare' });
  // Nothing of what anybody said is told to the page.
  expect(JSON.stringify(await told())).not.toContain(QUESTION);
  await press(opened, '关闭窗口');
  await press(page.getByRole('dialog', { name: '关闭窗口？' }).locator('form'), '关闭');
  await expect.poll(async () => (await names()).at(-1)).toBe('close');

  expect(await page.evaluate(() => Reflect.get(window, 'refused'))).toEqual([]);
  expect(faults(page)).toEqual([]);
});

test('a page that the server does not name can show the window but asks nothing', async ({
  foreign,
  served,
  page,
}) => {
  foreign.chat = served.address;
  // The same page by another name of the same machine is another origin.
  await page.goto(`${foreign.origin.replace('127.0.0.1', 'localhost')}/`);
  await press(page, '打开智能互动');
  await expect(page.getByRole('alert').first()).toBeVisible();
  await question(page).fill(QUESTION);
  await question(page).press('Enter');
  await expect(page.getByRole('article', { name: QUESTION }).getByRole('alert')).toBeVisible();
});
