// Waiting for a person: asked for in words or where a signal points to one, told its place, and left; and
// what is said where nobody serves.

import type { Page } from '@playwright/test';
import { ask, askPerson, line, lines, openChat, press, question } from './support/chat.ts';
import { act, openSession } from './support/desk.ts';
import { expect, test, type Person } from './support/test.ts';

const queue = (page: Page) => page.getByRole('region', { name: '人工排队' });

const stateOf = async (taxpayer: Person, id: string) =>
  (await taxpayer.call('GET', `/v1/sessions/${id}`)).state.name;

test('003 §3.1.1: words that ask for a person queue', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const page = await openChat(taxpayer);
  const turn = await ask(page, '我要找人工客服');
  await expect(turn).toContainText('现在为您转接人工坐席');
  await expect(queue(page)).toContainText('您是下一位');
  await expect(queue(page)).toContainText('现在没有工作人员在线');
  const { id } = await openSession(taxpayer);
  const agent = await people.agent();
  await expect(line(page)).toBeEditable();
  // Whoever serves sees that words asked for them.
  const packet = await agent.call('GET', `/v1/sessions/${id}/packet`);
  expect(packet.handover.mode).toBe('intent');
  await act(agent, id, { action: 'finish' });
});

test('003 §3.1.1: what stays unsolved points to a person', async ({ people }) => {
  const agent = await people.agent();
  const taxpayer = people.taxpayer();
  const page = await openChat(taxpayer);
  await ask(page, '小规模纳税人增值税征收率是多少');
  const turn = await ask(page, '还是没解决');
  await expect(turn).toContainText('上面的答复没有解决您的问题');
  // It only points: nobody was asked for yet.
  expect((await taxpayer.call('GET', '/v1/sessions')).items).toEqual([]);
  await turn.getByRole('button', { name: '转人工' }).click();
  await expect(line(page)).toBeEditable();
  const { id } = await openSession(taxpayer);
  const packet = await agent.call('GET', `/v1/sessions/${id}/packet`);
  expect(packet.handover).toMatchObject({ mode: 'signal', signal: 'unsolved' });
});

test('003 §3.1.2: the queue tells its position while the machine goes on answering', async ({ people }) => {
  const first = people.taxpayer();
  const firstPage = await openChat(first);
  await askPerson(firstPage);
  await expect(queue(firstPage)).toContainText('您是下一位');
  const second = people.taxpayer();
  const page = await openChat(second);
  await askPerson(page);
  await expect(queue(page)).toContainText('您前面还有 1 位');
  await expect(queue(page)).toContainText('已等候');
  const turn = await ask(page, '小规模纳税人增值税征收率是多少');
  await expect(turn).toContainText('征收率');
  await expect(queue(page).getByRole('button', { name: '留言' })).toBeEnabled();
  await expect(queue(page).getByRole('button', { name: '预约' })).toBeEnabled();
  // Who was first leaves, and who comes after moves up and is called.
  await firstPage.getByRole('button', { name: '取消排队' }).click();
  await expect(queue(page)).toContainText('您是下一位');
  await people.agent();
  await expect(line(page)).toBeEditable();
  expect(await stateOf(second, (await openSession(second)).id)).toBe('active');
});

test('003 §3.1.3: the queue is left', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const page = await openChat(taxpayer);
  await askPerson(page);
  const { id } = await openSession(taxpayer);
  await queue(page).getByRole('button', { name: '取消排队' }).click();
  await expect(queue(page)).toContainText('您已取消排队');
  expect(await stateOf(taxpayer, id)).toBe('cancelled');
  await expect(question(page)).toBeEditable();
  await queue(page).getByRole('button', { name: '重新排队' }).click();
  await expect(queue(page)).toContainText('您是下一位');
  const again = await openSession(taxpayer);
  expect(again.id).not.toBe(id);
  await act(taxpayer, again.id, { action: 'cancel' });
});

test('who comes while something is asked or typed finds the window usable', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const page = await openChat(taxpayer);
  await ask(page, '小规模纳税人增值税征收率是多少');
  await askPerson(page);
  await expect(queue(page)).toContainText('您是下一位');
  await press(page, '清屏');
  const asking = page.getByRole('dialog', { name: '清除屏幕上的对话？' });
  await expect(asking).toBeVisible();
  const agent = await people.agent();
  await expect(lines(page)).toContainText('您好');
  // The question stands over the talk, and the page is there again with its answer.
  await press(asking, '取消');
  await line(page).click();
  await act(agent, (await openSession(taxpayer)).id, { action: 'finish' });
});

test('what is half typed when somebody comes goes along into the talk', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const page = await openChat(taxpayer);
  await askPerson(page);
  await expect(queue(page)).toContainText('您是下一位');
  await question(page).fill('我的发票');
  const agent = await people.agent();
  await expect(line(page)).toBeFocused();
  await expect(line(page)).toHaveValue('我的发票');
  await act(agent, (await openSession(taxpayer)).id, { action: 'finish' });
});

test('001 我的机关: where no center serves it is said what to do', async ({ people }) => {
  const taxpayer = people.taxpayer({ region: '110101', center: undefined });
  const page = await openChat(taxpayer);
  await askPerson(page);
  const turn = page.getByRole('article').filter({ hasText: '12366' }).last();
  await expect(turn).toBeVisible();
  await expect(queue(page)).toBeHidden();
  expect((await taxpayer.call('GET', '/v1/sessions')).items).toEqual([]);
  const opened = page.context().waitForEvent('page');
  await turn.getByRole('button', { name: /我的机关/ }).click();
  const centre = await opened;
  await expect(centre).toHaveURL(/\/centre\/authority/);
  await expect(centre.getByRole('heading', { name: '我的机关' })).toBeVisible();
});
