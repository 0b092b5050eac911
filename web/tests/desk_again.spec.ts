// What the desk does again: opening its socket once, forgetting who worked there, and saying things once.

import type { Page } from '@playwright/test';
import { askPerson, openChat } from './support/chat.ts';
import { openDesk, openSession, openTalk, ownList, reply } from './support/desk.ts';
import { expect, test } from './support/test.ts';

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const kept = (page: Page) => page.evaluate(() => JSON.stringify({ ...sessionStorage }));

test('坐席: a socket that replaced another stays', async ({ people }) => {
  const page = await openDesk(await people.agent());
  await expect(page.getByRole('button', { name: '状态' })).toContainText('在线');
  await expect(page.getByText('正在连接')).toHaveCount(0);
  let [tickets, heard] = [0, 0];
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/tickets')) tickets++;
  });
  page.on('websocket', (socket) => socket.on('framereceived', () => heard++));
  await page.clock.install();
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect.poll(() => heard).toBeGreaterThan(0);
  const opened = tickets;
  // As long as two waits of the slowest trying again.
  await page.clock.runFor(30_000);
  await page.evaluate(() => fetch('/readyz').then((reply) => reply.status));
  expect(tickets).toBe(opened);
  await expect(page.getByText('连接中断')).toHaveCount(0);
});

test('坐席: what an agent wrote is gone with them', async ({ people }) => {
  const agent = await people.agent();
  const desk = await openDesk(agent);
  const chat = await openChat(people.taxpayer());
  await askPerson(chat);
  await openTalk(desk);
  await reply(desk).fill('这是写了一半的回复');
  await desk.getByRole('tab', { name: '备注' }).click();
  await desk.getByRole('textbox', { name: '会话备注' }).fill('这是坐席自己的备注');
  await expect.poll(() => kept(desk)).toContain('写了一半');
  await expect.poll(() => kept(desk)).toContain('自己的备注');
  // A reload of the same agent loses nothing.
  await desk.reload();
  await expect(reply(desk)).toHaveValue('这是写了一半的回复');

  // Somebody else comes in the same tab.
  const other = await people.agent();
  await desk.goto(`${agent.served.address}/desk/notes#token=${other.token}`);
  await expect(desk.getByRole('heading', { name: '留言' })).toBeVisible();
  expect(await kept(desk)).not.toMatch(/写了一半|自己的备注/);

  // Whoever goes leaves nothing.
  await desk.goto(`${agent.served.address}/desk/#token=${agent.token}`);
  await openTalk(desk);
  await reply(desk).fill('这是又写了一半的回复');
  await expect.poll(() => kept(desk)).toContain('又写了一半');
  await desk.getByRole('button', { name: /^设置/ }).click();
  await press(desk, '退出登录');
  await desk.getByRole('dialog', { name: '退出登录' }).getByRole('button', { name: '退出登录' }).click();
  await expect(desk.getByRole('textbox', { name: '账号' })).toBeVisible();
  expect(await kept(desk)).not.toContain('wenshui.');
});

test('坐席: keys by twos are found first, and can be switched off', async ({ people }) => {
  const desk = await openDesk(await people.agent());
  const chat = await openChat(people.taxpayer());
  await askPerson(chat);
  await openTalk(desk);
  await ownList(desk).getByRole('link').first().focus();
  await desk.keyboard.press('g');
  await desk.keyboard.press('c');
  await expect(desk).toHaveURL(/\/desk\/calendar/);
  await desk.getByRole('button', { name: /^设置/ }).click();
  await desk.getByRole('checkbox', { name: '单键快捷键' }).uncheck();
  await desk.keyboard.press('Escape');
  await desk.keyboard.press('g');
  await desk.keyboard.press('n');
  await desk.keyboard.press('?');
  await expect(desk.getByRole('dialog', { name: '快捷键' })).toHaveCount(0);
  await expect(desk).toHaveURL(/\/desk\/calendar/);
});

test('坐席: a prepared reply that is pressed twice is said once', async ({ people }) => {
  const agent = await people.agent();
  const form = { title: '问候', text: '您好，请讲', shared: false };
  await agent.call('POST', '/v1/replies', form);
  const desk = await openDesk(agent);
  const taxpayer = people.taxpayer();
  const chat = await openChat(taxpayer);
  await askPerson(chat);
  await openTalk(desk);
  await desk.getByRole('tab', { name: '常用语' }).click();
  const panel = desk.getByRole('tabpanel', { name: '常用语' });
  await panel.getByRole('button', { name: '发送' }).dblclick();
  await expect(panel.getByRole('button', { name: '已发送' })).toBeDisabled();
  const { id } = await openSession(taxpayer);
  const said = async () => {
    const { items } = await taxpayer.call('GET', `/v1/sessions/${id}/events`);
    return items.filter(({ line }: any) => line?.kind === 'canned').length;
  };
  await expect.poll(said).toBe(1);
  // What is said after it arrives behind it.
  await reply(desk).fill('还有别的问题吗');
  await reply(desk).press('Enter');
  await expect(chat.getByRole('log', { name: '人工互动记录' })).toContainText('还有别的问题吗');
  expect(await said()).toBe(1);
});

test('坐席: figures by center, then by hour', async ({ people }) => {
  const agent = await people.agent();
  const page = await openDesk(people.staff('supervisor'), '/desk/statistics');
  await expect(page.getByRole('columnheader', { name: '按中心' })).toBeVisible();
  // Rows of centers are none of hours, not even as long as those are read.
  const broken: string[] = [];
  page.on('console', (line) => line.type() === 'error' && broken.push(line.text()));
  page.on('pageerror', (error) => broken.push(String(error)));
  await press(page, '按小时');
  const table = page.getByRole('table', { name: '统计' });
  await expect(table.getByRole('columnheader', { name: '按小时' })).toBeVisible();
  await expect(table.getByRole('row').nth(1)).toContainText(/\d{4}-\d{2}-\d{2} \d{2}:00/);
  await press(page, '按坐席');
  await expect(table.getByRole('columnheader', { name: '按坐席' })).toBeVisible();
  await expect(table).toContainText(agent.sub);
  expect(broken).toEqual([]);
});

test('坐席: the login over a page stays until somebody logs in', async ({ people }) => {
  const page = await openDesk(await people.agent());
  await page.route('**/v1/replies*', (route) =>
    route.fulfill({ status: 401, json: { code: 'bad_token', title: '令牌无效', detail: '' } }),
  );
  await page.getByRole('link', { name: '常用语', exact: true }).click();
  const login = page.getByRole('dialog', { name: '登录已失效，请重新登录' });
  await expect(login).toBeVisible();
  for (let times = 0; times < 3; times++) await page.keyboard.press('Escape');
  await expect(login.getByRole('textbox', { name: '账号' })).toBeEditable();
});
