// The talk with a person: what is said and sent in it, until it ends and is rated.

import type { Page } from '@playwright/test';
import { askPerson, line, lines, openChat, question, say } from './support/chat.ts';
import { act, openSession } from './support/desk.ts';
import { expect, test, type Person } from './support/test.ts';

/** The smallest picture there is. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

type People = { agent: () => Promise<Person>; taxpayer: () => Person };

/** A taxpayer who talks with an agent, in their window. */
async function talking(people: People): Promise<{ agent: Person; taxpayer: Person; page: Page; id: string }> {
  const agent = await people.agent();
  const taxpayer = people.taxpayer();
  const page = await openChat(taxpayer);
  await askPerson(page);
  await expect(line(page)).toBeEditable();
  return { agent, taxpayer, page, id: (await openSession(taxpayer)).id };
}

/** What was said in a session, as the agent has it. */
async function saidTo(agent: Person, id: string): Promise<any[]> {
  const { items } = await agent.call('GET', `/v1/sessions/${id}/events`);
  return items.filter((event: any) => event.line && event.action === 'write');
}

const texts = async (agent: Person, id: string): Promise<string[]> =>
  (await saidTo(agent, id)).map((event) => event.line.text);

test('003 §3.1.1: a person is asked for by the button', async ({ people }) => {
  const { agent, page } = await talking(people);
  await expect(lines(page)).toContainText('您好');
  const { items } = await agent.call('GET', '/v1/sessions');
  expect(items[0].state.name).toBe('active');
  await expect(page.getByRole('heading', { name: '广州市运营中心' })).toBeVisible();
});

test('003 §3.2: texts go both ways and are seen to be read', async ({ people }) => {
  const { agent, page, id } = await talking(people);
  await say(page, '我想问代开发票的事');
  await expect(lines(page)).toContainText('我想问代开发票的事');
  await expect.poll(() => texts(agent, id)).toEqual(['我想问代开发票的事']);
  const [said] = await saidTo(agent, id);
  await agent.call('PUT', `/v1/sessions/${id}/marks`, { read_to: said.number });
  await expect(lines(page)).toContainText('已读');
  await act(agent, id, { action: 'reply', line: { kind: 'text', text: '请先说明开票内容' } });
  await expect(lines(page)).toContainText('请先说明开票内容');
});

test('003 §3.3: an emoji is chosen and sent', async ({ people }) => {
  const { agent, page, id } = await talking(people);
  await page.getByRole('button', { name: '表情' }).click();
  const picker = page.getByRole('grid', { name: '选择表情' });
  await expect(picker.getByRole('button').first()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  const chosen = picker.getByRole('button').nth(1);
  await expect(chosen).toBeFocused();
  const emoji = (await chosen.textContent())!.trim();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(picker).toBeHidden();
  await expect(line(page)).toHaveValue(emoji);
  await line(page).press('Enter');
  await expect(lines(page)).toContainText(emoji);
  await expect.poll(async () => (await saidTo(agent, id)).length).toBe(1);
  const [said] = await saidTo(agent, id);
  expect(said.line.emoji ?? said.line.text).toBe(emoji);
});

test('003 §3.4: several pictures are sent, and refused kinds and sizes told', async ({ people }) => {
  const { agent, page, id } = await talking(people);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '图片' }).click();
  await (
    await chooser
  ).setFiles([
    { name: '申报表.png', mimeType: 'image/png', buffer: PNG },
    { name: '营业执照.png', mimeType: 'image/png', buffer: PNG },
    { name: '程序.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') },
    { name: '太大.png', mimeType: 'image/png', buffer: Buffer.alloc(10 * 1024 * 1024) },
  ]);
  const tray = page.getByRole('list', { name: '待发送的文件' });
  const row = (name: string) => tray.getByRole('listitem').filter({ hasText: name });
  await expect(row('申报表.png')).toContainText('已上传');
  await expect(row('营业执照.png')).toContainText('已上传');
  await expect(row('程序.exe')).toContainText('不支持 .exe 文件');
  await expect(row('太大.png')).toContainText('文件应小于 10 MB');
  await page.getByRole('button', { name: '删除 程序.exe' }).click();
  await page.getByRole('button', { name: '删除 太大.png' }).click();
  await page.getByRole('button', { name: '发送', exact: true }).click();
  await expect(tray).toBeHidden();
  await expect(lines(page).getByRole('img')).toHaveCount(2);
  await expect.poll(async () => (await saidTo(agent, id)).length).toBe(1);
  const [said] = await saidTo(agent, id);
  expect(said.line.kind).toBe('images');
  expect(said.files.map((file: any) => file.name)).toEqual(['申报表.png', '营业执照.png']);
  await lines(page).getByRole('button', { name: '查看图片 1/2' }).click();
  const viewer = page.getByRole('dialog', { name: '图片 1/2' });
  await viewer.getByRole('button', { name: '下一张' }).click();
  await expect(page.getByRole('dialog', { name: '图片 2/2' })).toBeVisible();
});

test('003 §3.5: several files are sent, and refused kinds and sizes told', async ({ people }) => {
  const { agent, page, id } = await talking(people);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '文件' }).click();
  const text = (name: string, body: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(body) });
  await (
    await chooser
  ).setFiles([
    text('说明.txt', '请帮我核对申报信息'),
    text('清单.txt', '1. 发票'),
    text('脚本.sh', 'echo'),
    text('空.txt', ''),
    { name: '太大.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(10 * 1024 * 1024) },
  ]);
  const tray = page.getByRole('list', { name: '待发送的文件' });
  const row = (name: string) => tray.getByRole('listitem').filter({ hasText: name });
  await expect(row('说明.txt')).toContainText('已上传');
  await expect(row('清单.txt')).toContainText('已上传');
  await expect(row('脚本.sh')).toContainText('不支持 .sh 文件');
  await expect(row('空.txt')).toContainText('文件是空的');
  await expect(row('太大.pdf')).toContainText('文件应小于 10 MB');
  await page.getByRole('button', { name: '发送', exact: true }).click();
  await expect(lines(page).getByRole('button', { name: '保存 说明.txt' })).toBeVisible();
  await expect(lines(page).getByRole('button', { name: '保存 清单.txt' })).toBeVisible();
  await expect.poll(async () => (await saidTo(agent, id)).length).toBe(1);
  const file = (await saidTo(agent, id))[0].files[0];
  const read = await agent.served.send(agent.token, 'GET', `/v1/attachments/${file.id}`);
  expect(await read.text()).toBe('请帮我核对申报信息');
  const download = page.waitForEvent('download');
  await lines(page).getByRole('button', { name: '保存 说明.txt' }).click();
  expect((await download).suggestedFilename()).toBe('说明.txt');
});

test('002 人工互动: a picture of the screen is sent', async ({ people }) => {
  const { agent, page, id } = await talking(people);
  await page.getByRole('button', { name: '截图' }).click();
  const dialog = page.getByRole('dialog', { name: '截图' });
  await expect(dialog).toContainText('请确认截图中没有与办税无关的个人信息');
  await expect(dialog.getByRole('img', { name: '截图' })).toBeVisible();
  await dialog.getByRole('button', { name: '发送' }).click();
  await expect(lines(page).getByRole('img', { name: '截图' })).toBeVisible();
  await expect
    .poll(async () => (await saidTo(agent, id)).map(({ line }) => line.kind))
    .toEqual(['screenshot']);
});

test('003 §3.8: earlier lines are loaded', async ({ people }) => {
  const { agent, taxpayer, page, id } = await talking(people);
  for (let at = 1; at <= 70; at++) {
    await act(agent, id, { action: 'reply', line: { kind: 'text', text: `第 ${at} 句答复` } });
  }
  await expect(lines(page)).toContainText('第 70 句答复');
  await page.close();
  // A window that opens anew shows the newest first.
  const again = await openAgain(taxpayer);
  await expect(lines(again)).toContainText('第 70 句答复');
  await expect(lines(again)).not.toContainText('第 1 句答复');
  await again.getByRole('button', { name: '历史聊天记录，点击加载' }).click();
  await expect(lines(again)).toContainText('第 1 句答复');
  await expect(again.getByRole('button', { name: '历史聊天记录，点击加载' })).toBeHidden();
});

/** The window of somebody who talks already, which asking for a person finds again. */
async function openAgain(taxpayer: Person): Promise<Page> {
  const page = await openChat(taxpayer);
  await askPerson(page);
  return page;
}

test('003 §3.9: the taxpayer ends, after asking', async ({ people }) => {
  const { taxpayer, page, id } = await talking(people);
  const state = async () => (await taxpayer.call('GET', `/v1/sessions/${id}`)).state.name;
  await page.getByRole('button', { name: '结束会话' }).click();
  const sure = page.getByRole('dialog', { name: '结束会话' });
  await sure.getByRole('button', { name: '取消' }).click();
  await expect(sure).toBeHidden();
  expect(await state()).toBe('active');
  await page.getByRole('button', { name: '结束会话' }).click();
  await sure.getByRole('button', { name: '确定' }).click();
  await expect(lines(page)).toContainText('您已结束人工互动');
  expect(await state()).toBe('ended');
  await expect(line(page)).toBeHidden();
});

test('003 §3.9.3: while a session is passed on it cannot be ended', async ({ people }) => {
  const { agent, page, id } = await talking(people);
  const colleague = await people.agent();
  const end = page.getByRole('button', { name: '结束会话' });
  await expect(end).toBeVisible();
  await act(agent, id, { action: 'transfer', to_agent: colleague.sub });
  await expect(page.getByRole('status').filter({ hasText: '正在为您转接，请稍候' })).toBeVisible();
  await expect(end).toBeHidden();
  await act(colleague, id, { action: 'accept_transfer' });
  await expect(lines(page)).toContainText('已接手，继续为您服务');
  await expect(end).toBeVisible();
});

test('001 人工互动: closing the window ends the session', async ({ people }) => {
  const { agent, taxpayer, page, id } = await talking(people);
  const conversation = await page.evaluate(
    () => JSON.parse(sessionStorage.getItem(`wenshui.visit.${location.origin}`)!).conversation,
  );
  await page.getByRole('button', { name: '关闭窗口' }).click();
  const sure = page.getByRole('dialog', { name: '关闭窗口？' });
  await expect(sure).toContainText('关闭后人工会话结束');
  await sure.getByRole('button', { name: '关闭', exact: true }).last().click();
  await expect(line(page)).toBeHidden();
  await expect.poll(async () => (await agent.call('GET', `/v1/sessions/${id}`)).state.name).toBe('ended');
  const { items } = await agent.call('GET', `/v1/sessions/${id}/events`);
  expect(items.map((event: any) => event.action)).toContain('close_window');
  // So is the conversation, although the page is left at once.
  const status = async () => (await taxpayer.call('GET', `/v1/conversations/${conversation}`)).status;
  await expect.poll(status).toBe('ended');
});

test('003 §3.10: the agent ends, and it is rated once', async ({ people }) => {
  const { agent, taxpayer, page, id } = await talking(people);
  await line(page).fill('还没说完的话');
  await act(agent, id, { action: 'finish' });
  await expect(lines(page)).toContainText(/客服人员 2\d{10} 已结束人工互动/);
  // The machine listens again, and what stood half typed goes to it.
  await expect(line(page)).toBeHidden();
  await expect(question(page)).toHaveValue('还没说完的话');
  const rating = page.getByRole('form', { name: '请评价本次服务' });
  await expect(rating.getByRole('button', { name: '提交' })).toBeDisabled();
  await rating.getByRole('radio', { name: '已解决' }).check();
  await rating.getByRole('button', { name: '提交' }).click();
  await expect(rating).toContainText('评价成功');
  for (const name of ['已解决', '未解决']) await expect(rating.getByRole('radio', { name })).toBeDisabled();
  await expect(rating.getByRole('button', { name: '提交' })).toBeDisabled();
  const { items } = await taxpayer.call('GET', `/v1/sessions/${id}/events`);
  expect(items.filter((event: any) => event.action === 'rate')).toHaveLength(1);
});

test('pages: what is typed offline is sent once when the network is back', async ({ people }) => {
  const { agent, page, id } = await talking(people);
  await say(page, '断网之前');
  await expect.poll(() => texts(agent, id)).toEqual(['断网之前']);
  await page.context().setOffline(true);
  await expect(page.getByRole('status').filter({ hasText: '网络已断开' })).toBeVisible();
  await say(page, '断网时说的第一句');
  await say(page, '断网时说的第二句');
  await expect(lines(page)).toContainText('断网时说的第二句');
  await line(page).fill('还没写完');
  expect(await texts(agent, id)).toEqual(['断网之前']);
  await page.context().setOffline(false);
  await expect.poll(() => texts(agent, id)).toEqual(['断网之前', '断网时说的第一句', '断网时说的第二句']);
  await act(agent, id, { action: 'reply', line: { kind: 'text', text: '都收到了' } });
  await expect(lines(page)).toContainText('都收到了');
  await expect(lines(page).getByText('断网时说的第一句')).toHaveCount(1);
  await expect(line(page)).toHaveValue('还没写完');
  expect(await texts(agent, id)).toHaveLength(3);
});

test('what is pressed or asked by the host during a talk is said to the person, offline too', async ({
  people,
}) => {
  const { agent, page, id } = await talking(people);
  await page.context().setOffline(true);
  await expect(page.getByRole('status').filter({ hasText: '网络已断开' })).toBeVisible();
  const hosts = (text: string) =>
    page.locator('wenshui-chat').evaluate((chat, asked) => (chat as any).ask(asked), text);
  await hosts('断网时问的');
  await expect(lines(page)).toContainText('断网时问的');
  await page.context().setOffline(false);
  await expect.poll(() => texts(agent, id)).toEqual(['断网时问的']);
});

test('closing ends a session that is not shown yet', async ({ people }) => {
  const { agent, page, id } = await talking(people);
  // The part that shows it does not come.
  await page.route('**/chat/SessionFrame-*.js', (route) => route.abort());
  await page.reload();
  await expect(page.getByRole('alert').filter({ hasText: '这一部分没有加载出来' })).toBeVisible();
  await page.getByRole('button', { name: '关闭窗口' }).click();
  const sure = page.getByRole('dialog', { name: '关闭窗口？' });
  await sure.getByRole('button', { name: '关闭', exact: true }).last().click();
  await page.waitForURL((url) => url.pathname === '/');
  expect((await agent.call('GET', `/v1/sessions/${id}`)).state.name).toBe('ended');
});
