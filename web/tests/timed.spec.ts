// What happens when its time comes: the server's clock is moved, and the pages' clocks with it.

import type { Page } from '@playwright/test';
import { act, dayAhead, fact, invite, main, reserve, visit } from './support/centre.ts';
import { askPerson, line, lines, openChat, press } from './support/chat.ts';
import { openDesk, openSession } from './support/desk.ts';
import type { Claims } from './support/server.ts';
import { expect, test } from './support/test.ts';

test.use({ setting: { movable: true } });

/** A token that holds on every day of these tests. */
const LASTING: Claims = { exp: Math.floor(Date.now() / 1000) + 30 * 86_400 };
/** Days go on from test to test, since nobody turns a clock back. */
let days = 0;
const moment = (day: number, time: string) => `${dayAhead(day)}T${time}:00+08:00`;

/** Opens a page anew at the time that the server has. */
async function reopen(page: Page, at: string) {
  await page.clock.setSystemTime(at);
  await page.reload();
}

/** Reads a page again until it says something. */
async function becomes(page: Page, title: string, text: string) {
  await expect(async () => {
    await page.reload();
    await expect(fact(page, title)).toHaveText(text, { timeout: 2_000 });
  }).toPass();
}

test('003 §2.2.1: a reservation is kept, and one that nobody keeps is missed', async ({ people, served }) => {
  days += 1;
  const taxpayer = people.taxpayer(LASTING);
  const kept = await reserve(taxpayer, '咨询跨区域涉税事项', moment(days, '10:00'));
  const missed = await reserve(taxpayer, '咨询留抵退税的进度', moment(days, '11:00'));
  served.moveTo(new Date(moment(days, '10:01')));
  const agent = await people.agent(LASTING);

  const page = await taxpayer.open('/centre/todos');
  await visit(page, `/centre/reservations/${kept.number}`);
  await reopen(page, moment(days, '10:01'));
  await main(page).getByRole('button', { name: '到场等候' }).click();
  await expect(page.getByText('已登记到场')).toBeVisible();
  const desk = await openDesk(agent, `/desk/reservations/${kept.number}`);
  await reopen(desk, moment(days, '10:01'));
  await desk.getByRole('button', { name: '开始互动' }).click();
  const { id } = await openSession(taxpayer);
  await becomes(page, '互动状态', '互动中');
  // What was reserved is over with its talk.
  await act(agent, 'sessions', id, { action: 'finish' });
  await becomes(page, '预约状态', '互动成功');
  await expect(fact(page, '互动状态')).toHaveText('已办结');

  await visit(page, `/centre/reservations/${missed.number}`);
  await expect(fact(page, '预约状态')).toHaveText('预约成功');
  // It is looked at the quarter after the half hour who did not come.
  served.moveTo(new Date(moment(days, '11:46')));
  await page.clock.setSystemTime(moment(days, '11:46'));
  await becomes(page, '预约状态', '失约');
  await expect(fact(page, '互动状态')).toHaveText('互动失败');
});

test('003 §2.2.1: both sides see by themselves that the time has come', async ({ people, served }) => {
  days += 1;
  const taxpayer = people.taxpayer(LASTING);
  const agent = await people.agent(LASTING);
  const { id, number } = await reserve(taxpayer, '咨询代开发票的材料', moment(days, '10:00'));
  const page = await taxpayer.open(`/centre/reservations/${number}`);
  const desk = await openDesk(agent, `/desk/reservations/${number}`);
  const arrive = main(page).getByRole('button', { name: '到场等候' });
  const begin = desk.getByRole('button', { name: '开始互动' });
  await expect(arrive).toHaveAttribute('aria-disabled', 'true');
  await expect(begin).toHaveAttribute('aria-disabled', 'true');
  served.moveTo(new Date(moment(days, '10:01')));
  await expect(arrive).not.toHaveAttribute('aria-disabled');
  await expect(begin).not.toHaveAttribute('aria-disabled');
  await arrive.click();
  await expect(page.getByText('已登记到场')).toBeVisible();
  await begin.click();
  await expect(page.getByRole('link', { name: '进入互动' })).toBeVisible();
  await act(agent, 'reservations', id, { action: 'end' });
});

test('003 §2.2.3: an invitation that nobody answers lapses, and an accepted one is missed', async ({
  people,
  served,
}) => {
  days += 1;
  const taxpayer = people.taxpayer(LASTING);
  const agent = await people.agent(LASTING);
  const lapses = await invite(agent, taxpayer, '邀请您核对登记信息', moment(days, '14:00'));
  const accepted = await invite(agent, taxpayer, '邀请您参加操作辅导', moment(days, '15:00'));
  const page = await taxpayer.open('/centre/todos');
  await visit(page, `/centre/invitations/${accepted.number}`);
  await main(page).getByRole('button', { name: '接受预约' }).click();
  await expect(fact(page, '预约状态')).toHaveText('预约成功');

  served.moveTo(new Date(moment(days, '14:01')));
  await page.clock.setSystemTime(moment(days, '14:01'));
  await visit(page, `/centre/invitations/${lapses.number}`);
  await becomes(page, '预约状态', '预约失败');
  await expect(fact(page, '互动状态')).toHaveText('互动失败');
  await expect(main(page).getByRole('button', { name: '接受预约' })).toHaveAttribute('aria-disabled', 'true');

  await visit(page, `/centre/invitations/${accepted.number}`);
  await expect(fact(page, '预约状态')).toHaveText('预约成功');
  served.moveTo(new Date(moment(days, '15:46')));
  await page.clock.setSystemTime(moment(days, '15:46'));
  await becomes(page, '预约状态', '失约');
  await expect(fact(page, '互动状态')).toHaveText('互动失败');
});

test('001 人工互动: whoever waits for long is offered a note or a reservation', async ({
  people,
  served,
}) => {
  days += 1;
  served.moveTo(new Date(moment(days, '10:00')));
  const taxpayer = people.taxpayer(LASTING);
  const page = await openChat(taxpayer);
  await askPerson(page);
  const queue = page.getByRole('region', { name: '人工排队' });
  await expect(queue).toContainText('您是下一位');
  const offer = page.getByRole('dialog', { name: '等候时间较长' });
  await expect(offer).toBeHidden();
  served.moveTo(new Date(moment(days, '10:05')));
  await expect(offer.getByRole('button', { name: '预约' })).toBeEnabled();
  // Whoever goes on waiting keeps the place.
  await offer.getByRole('button', { name: '继续等候' }).click();
  await expect(offer).toBeHidden();
  await expect(queue).toContainText('您是下一位');
  const { id } = await openSession(taxpayer);
  await act(taxpayer, 'sessions', id, { action: 'cancel' });
});

test('003 §3.9.3: after the agent dropped no rating is asked for', async ({ people, served }) => {
  days += 1;
  served.moveTo(new Date(moment(days, '10:00')));
  const agent = await people.agent(LASTING);
  const { ticket } = await agent.call('POST', '/v1/tickets', { agent: true });
  const address = `${served.address.replace('http', 'ws')}/v1/agents/me/socket?ticket=${ticket}`;
  const socket = new WebSocket(address);
  await new Promise((done, fail) => {
    socket.onmessage = done;
    socket.onerror = fail;
  });
  const taxpayer = people.taxpayer(LASTING);
  const page = await openChat(taxpayer);
  await askPerson(page);
  await expect(line(page)).toBeEditable();
  const { id } = await openSession(taxpayer);
  socket.close();
  served.moveTo(new Date(moment(days, '10:11')));
  await expect(page.getByRole('status').filter({ hasText: '坐席的连接中断了' })).toBeVisible();
  await press(page, '结束会话');
  await press(page.getByRole('dialog', { name: '结束会话' }), '确定');
  await expect(lines(page)).toContainText('您已结束人工互动');
  await expect(page.getByRole('form', { name: '请评价本次服务' })).toBeHidden();
  const ended = await taxpayer.call('GET', `/v1/sessions/${id}`);
  expect(ended).toMatchObject({ state: { name: 'ended' }, rating_asked: false });
});
