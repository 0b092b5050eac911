// The chat window in a page of somebody else's: another origin, another framework, a strict policy.

import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { ask, askPerson, line, lines, press, question } from './support/chat.ts';
import { act, openSession } from './support/desk.ts';
import { Foreign } from './support/foreign.ts';
import { KNOWLEDGE, QUESTION } from './support/knowledge.ts';
import { tokenOf } from './support/server.ts';
import { CENTER, expect, faults, test as base, watch, type Person } from './support/test.ts';

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

/** The page of the host, for whoever is logged in there. */
async function openHost(page: Page, foreign: Foreign, person: Person): Promise<void> {
  foreign.chat = person.served.address;
  await page.goto(`${foreign.origin}/#token=${person.token}`);
  await expect(page.getByRole('button', { name: /^打开智能互动/ })).toBeVisible();
}

/** Does something with the element as the host's own script does. */
const byHost = (
  page: Page,
  what: (chat: any, given: any) => unknown,
  given: unknown = null,
): Promise<unknown> => page.locator('wenshui-chat').evaluate(what, given);

const opener = (page: Page) => page.getByRole('button', { name: /^打开智能互动/ });
const titled = (taxpayer: Person, title: string) => ({
  client_id: randomUUID(),
  category: 'policy',
  title,
  body: '按月申报的，月销售额不超过10万元免征。',
  system: '税费政策推送',
  audience: { subjects: [taxpayer.sub] },
});

test('who comes after somebody finds nothing of theirs', async ({ foreign, people, page }) => {
  const [first, second] = [people.taxpayer(), people.taxpayer()];
  const operator = people.staff('operator');
  await operator.call('POST', '/v1/notices', titled(first, '给前一位的通知'));
  await operator.call('POST', '/v1/notices', titled(second, '给后一位的通知'));
  await openHost(page, foreign, first);
  await opener(page).click();
  await press(page, '最大化');
  const messages = page.getByRole('tabpanel', { name: '我的消息' });
  await expect(messages).toContainText('给前一位的通知');
  const turn = await ask(page, QUESTION);
  await press(turn, '收藏');
  await expect(turn.getByRole('button', { name: '已收藏' })).toBeVisible();
  await question(page).fill('前一位没写完的');
  await messages.getByRole('button', { name: '给前一位的通知' }).click();
  const dialog = page.getByRole('dialog', { name: '给前一位的通知' });
  await expect(dialog).toBeVisible();

  await byHost(page, (chat, token) => (chat.getToken = () => token), second.token);
  await expect(dialog).toBeHidden();
  await expect(messages).toContainText('给后一位的通知');
  await expect(messages).not.toContainText('给前一位的通知');
  await expect(page.getByRole('article')).toHaveCount(0);
  await expect(question(page)).toHaveValue('');
  const again = await ask(page, QUESTION);
  await expect(again.getByRole('button', { name: '收藏', exact: true })).toBeVisible();
});

test('a host that cannot say who it is takes nothing away', async ({ foreign, people, page }) => {
  const [first, second] = [people.taxpayer(), people.taxpayer()];
  await openHost(page, foreign, first);
  await opener(page).click();
  await ask(page, QUESTION);
  await question(page).fill('没写完的');
  await byHost(page, (chat) => (chat.getToken = () => Promise.reject(new Error('not now'))));
  await press(page, '最小化');
  await opener(page).click();
  await expect(page.getByRole('article', { name: QUESTION })).toBeVisible();
  await expect(question(page)).toHaveValue('没写完的');

  // What comes too late of a former identity is not who is there.
  await byHost(page, (chat) => {
    chat.getToken = () => new Promise((late) => Object.assign(window, { late }));
  });
  await expect.poll(() => page.evaluate(() => 'late' in window)).toBe(true);
  await byHost(page, (chat, token) => (chat.token = token), second.token);
  await expect(question(page)).toHaveValue('');
  await page.evaluate((token) => Reflect.get(window, 'late')(token), first.token);
  const asked = page.waitForRequest(
    (request) => request.url().endsWith('/v1/answers') && request.method() === 'POST',
  );
  await question(page).fill(QUESTION);
  await question(page).press('Enter');
  expect((await asked).headers()['authorization']).toBe(`Bearer ${second.token}`);
});

test('the window keeps its language, its keys and its dialogs to itself', async ({
  foreign,
  people,
  page,
}) => {
  await openHost(page, foreign, people.taxpayer());
  await byHost(page, (chat) => chat.setAttribute('lang', 'en'));
  const english = page.getByRole('button', { name: /^Open the chat/ });
  await expect(english).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  expect(await page.evaluate(() => localStorage.getItem('wenshui.language'))).toBeNull();
  await byHost(page, (chat) => chat.setAttribute('lang', 'zh'));

  // What is typed is no shortcut of the host's.
  await page.evaluate(() => {
    const keys: string[] = [];
    Object.assign(window, { keys });
    document.addEventListener('keydown', ({ key }) => keys.push(key));
  });
  await opener(page).click();
  await question(page).pressSequentially('jk');
  await expect(question(page)).toHaveValue('jk');
  await question(page).press('Escape');
  expect(await page.evaluate(() => Reflect.get(window, 'keys'))).toEqual(['Escape']);

  // A dialog goes with the window and comes back with it; meanwhile the host's page can be used.
  await press(page, '关闭窗口');
  const asking = page.getByRole('dialog', { name: '关闭窗口？' });
  await expect(asking).toBeVisible();
  await byHost(page, (chat) => chat.minimise());
  await expect(asking).toBeHidden();
  await press(page, '问一问');
  await expect(asking).toBeVisible();
  await press(asking, '取消');
  await expect(asking).toBeHidden();
  await expect(page.getByRole('article')).toHaveCount(1);
});

test('lines that were read are not counted again, those that come unseen are', async ({
  foreign,
  people,
  page,
}) => {
  const agent = await people.agent();
  const taxpayer = people.taxpayer();
  await openHost(page, foreign, taxpayer);
  const { unread } = await taxpayer.call('GET', '/v1/messages');
  const waiting = unread.notice + unread.todo;
  await opener(page).click();
  await askPerson(page);
  await expect(line(page)).toBeEditable();
  const { id } = await openSession(taxpayer);
  const says = (text: string) => act(agent, id, { action: 'reply', line: { kind: 'text', text } });
  await says('第一句');
  await expect(lines(page)).toContainText('第一句');
  const followed = page.waitForRequest(/\/v1\/sessions\/[^/]+\/stream/);
  await page.reload();
  await followed;
  const counted = (count: number) => page.getByRole('button', { name: `打开智能互动，${count} 条未读` });
  await expect(counted(waiting)).toBeVisible();
  await says('第二句');
  await expect(counted(waiting + 1)).toBeVisible();
  await counted(waiting + 1).click();
  await expect(lines(page)).toContainText('第二句');
  await press(page, '最小化');
  await expect(counted(waiting)).toBeVisible();
  await act(agent, id, { action: 'finish' });
});

test('a file that is refused for its token goes with another one', async ({ foreign, people, page }) => {
  const agent = await people.agent();
  const taxpayer = people.taxpayer();
  await openHost(page, foreign, taxpayer);
  await opener(page).click();
  await askPerson(page);
  await expect(line(page)).toBeEditable();
  const { id } = await openSession(taxpayer);
  const other = tokenOf(taxpayer.sub, { region: '440106', center: CENTER });
  await page.evaluate((token) => Object.assign(window, { tokenOfHost: token }), other);
  // The server believes the first one no more.
  await page.route('**/v1/sessions/*/attachments?*', (route) => {
    const isOld = route.request().headers()['authorization'] === `Bearer ${taxpayer.token}`;
    if (route.request().method() !== 'POST' || !isOld) return route.continue();
    const headers = { 'access-control-allow-origin': foreign.origin };
    return route.fulfill({
      status: 401,
      headers,
      json: { code: 'bad_token', title: '登录已过期', detail: '' },
    });
  });
  const chooser = page.waitForEvent('filechooser');
  await press(page, '文件');
  await (await chooser).setFiles({ name: '说明.txt', mimeType: 'text/plain', buffer: Buffer.from('请核对') });
  await expect(page.getByRole('list', { name: '待发送的文件' })).toContainText('已上传');
  await act(agent, id, { action: 'finish' });
});

test('a window that fills its page needs no opening', async ({ foreign, people, page }) => {
  await openHost(page, foreign, people.taxpayer());
  await byHost(page, (chat) => chat.setAttribute('fixed', ''));
  await expect(question(page)).toBeVisible();
  const box = await page.locator('wenshui-chat').locator('.chat-window').boundingBox();
  expect(box).toMatchObject({ x: 0, y: 0, width: 1280, height: 800 });
});
