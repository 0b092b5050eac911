// What the personal centre shows again and after a refusal: what others do, rows that go, and drafts.

import type { Page } from '@playwright/test';
import { act, dayAhead, fact, leaveNote, main, newId, row, visit } from './support/centre.ts';
import { line, openChat } from './support/chat.ts';
import { openDesk } from './support/desk.ts';
import { expect, test } from './support/test.ts';

const draft = (reason: string) => ({ client_id: newId(), draft: true, form: { reason } });
const drafts = (page: Page) =>
  page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('wenshui.draft.')));

test('个人中心: what the other side does is seen without a reload', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const agent = await people.agent();
  const note = await leaveNote(taxpayer, { content: '纳税申报的截止日期在哪里看？' });
  const page = await taxpayer.open(`/centre/notes/${note.number}`);
  await expect(main(page)).toContainText('还没有回复。');
  const desk = await openDesk(await people.agent(), `/desk/notes/${note.number}`);
  const take = desk.getByRole('button', { name: '领取' });
  await expect(take).toBeVisible();
  await act(agent, 'notes', note.id, { action: 'take' });
  await act(agent, 'notes', note.id, { action: 'reply', text: '在办税日历中可以看到。' });
  await expect(main(page)).toContainText('在办税日历中可以看到。');
  await expect(take).toBeHidden();
});

test('个人中心: a survey that is refused is not called sent', async ({ people }) => {
  const operator = people.staff('operator');
  const questions = [{ id: 'a', text: '您打几分？', required: true, kind: 'score', score_max: 5 }];
  const form = {
    title: `办税体验问卷 ${newId()}`,
    purpose: '了解大家的感受。',
    audience: 'everyone',
    open_from: `${dayAhead(-1)}T00:00:00+08:00`,
    open_until: `${dayAhead(9)}T00:00:00+08:00`,
    questions,
  };
  const { id } = await operator.call('POST', '/v1/surveys', { client_id: newId(), form });
  await act(operator, 'surveys', id, { action: 'publish' });
  const taxpayer = people.taxpayer();
  const page = await taxpayer.open(`/centre/surveys/${id}`);
  await page.getByLabel('4').check();
  const detail = '答案与问卷不符。';
  const refused = { code: 'form', title: '表单没有填好', detail: '', status: 422, type: 'about:blank' };
  await page.route('**/v1/sheets/*/actions', (route) =>
    route.fulfill({
      status: 422,
      json: { ...refused, faults: [{ field: 'answers', detail, rule: 'unknown' }] },
    }),
  );
  const send = async () => {
    await page.getByRole('button', { name: '提交答卷' }).click();
    await page.getByRole('dialog', { name: '提交答卷' }).getByRole('button', { name: '确定' }).click();
  };
  await send();
  await expect(page.getByText(detail)).toBeVisible();
  await expect(page.getByText('答卷已提交')).toHaveCount(0);
  await page.unroute('**/v1/sheets/*/actions');
  await send();
  await expect(page.getByText('答卷已提交，感谢您的参与。')).toBeVisible();
});

test('个人中心: when the last row of a page goes, the page before is shown', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const oldest = await taxpayer.call('POST', '/v1/mediations', draft('最早的一份'));
  for (let at = 0; at < 10; at++) await taxpayer.call('POST', '/v1/mediations', draft(`第 ${at} 份`));
  const page = await taxpayer.open('/centre/mediations?page=2');
  const remove = row(page, oldest.number).getByRole('button', { name: '删除' });
  await remove.click();
  const dialog = page.getByRole('dialog', { name: '删除' });

  // What was refused stays in view until it is closed, and is not there when it is asked again.
  let answer = () => {};
  const held = new Promise<void>((done) => (answer = done));
  await page.route('**/v1/mediations/*/actions', async (route) => {
    await held;
    await route.fulfill({ status: 409, json: { code: 'not_in_this_state', title: '现在不能这样做' } });
  });
  const sure = dialog.getByRole('button', { name: '确定' });
  await sure.click();
  await expect(sure).toBeDisabled();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeVisible();
  answer();
  await expect(dialog.getByRole('alert')).toContainText('现在不能这样做');
  await page.unroute('**/v1/mediations/*/actions');
  await dialog.getByRole('button', { name: '取消', exact: true }).click();
  await remove.click();
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('alert')).toHaveCount(0);

  await sure.click();
  await expect(page.getByText('已删除。')).toBeVisible();
  await expect(page).toHaveURL(/\/centre\/mediations$/);
  await expect(page.getByRole('button', { name: '删除' })).toHaveCount(10);
});

test('个人中心: kept answers are searched, paged and let go', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const { items } = await taxpayer.call('GET', '/v1/topics');
  const known = items.flatMap((topic: any) => topic.questions);
  const all = [...new Map(known.map((one: any) => [one.id, one])).values()].slice(0, 12) as any[];
  expect(all).toHaveLength(12);
  for (const { id } of all) await taxpayer.call('PUT', `/v1/favorites/${id}`);
  const page = await taxpayer.open('/centre/favorites?page=2');
  const release = page.getByRole('button', { name: '取消收藏' });
  await expect(release).toHaveCount(2);
  await expect(page.getByText('共 12 项数据')).toBeVisible();
  await release.first().click();
  await expect(release).toHaveCount(1);
  await release.first().click();
  await expect(release).toHaveCount(10);
  await expect(page.getByText('暂无收藏')).toHaveCount(0);

  const { question } = all[11];
  await page.getByLabel('问题').fill(question);
  await page.getByRole('button', { name: '查询', exact: true }).click();
  await expect(release).toHaveCount(1);
  await expect(row(page, question)).toBeVisible();
  await page.getByRole('button', { name: '重置' }).click();
  await expect(release).toHaveCount(10);
});

test('个人中心: to look at a saved mediation is not to write a draft', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const { number } = await taxpayer.call('POST', '/v1/mediations', draft('对罚款的金额有不同意见。'));
  const page = await taxpayer.open(`/centre/mediations/${number}/edit`);
  const reason = page.getByLabel('申请事由');
  await expect(reason).toHaveValue('对罚款的金额有不同意见。');
  expect(await drafts(page)).toEqual([]);
  await reason.fill('对罚款的金额有不同意见，希望当面沟通。');
  await expect.poll(() => drafts(page)).toHaveLength(1);
  await page.reload();
  await expect(reason).toHaveValue('对罚款的金额有不同意见，希望当面沟通。');
  await page.getByRole('button', { name: '清空重填' }).click();
  await expect(reason).toHaveValue('对罚款的金额有不同意见。');
  await expect.poll(() => drafts(page)).toEqual([]);
});

test('个人中心: the number that was left last is filled in', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const page = await taxpayer.open('/centre/notes/new');
  await page.getByLabel('留言类型').selectOption('业务咨询');
  await page.getByLabel('留言内容').fill('请问开票系统的电话是多少');
  await page.getByRole('radiogroup', { name: '是否需要提醒服务' }).getByLabel('是').check();
  await page.getByLabel('结果接收方式').selectOption('短信');
  await page.getByLabel('手机号码').fill('13800138000');
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
  await expect(fact(page, '结果接收方式')).toHaveText('短信');
  await visit(page, '/centre/notes/new');
  await expect(page.getByLabel('手机号码')).toHaveValue('13800138000');
  expect(await drafts(page)).toEqual([]);
  // Of somebody else who uses the same browser it is not known.
  const other = people.taxpayer();
  await page.goto(`${taxpayer.served.address}/centre/reservations/new#token=${other.token}`);
  await page.getByLabel('电话', { exact: true }).check();
  await expect(page.getByLabel('手机号码')).toHaveValue('');
  expect(await page.evaluate(() => localStorage.getItem('wenshui.mobile'))).toBeNull();
});

test('个人中心: no address shows a token, and who goes to the chat stays who they are', async ({
  people,
}) => {
  const taxpayer = people.taxpayer();
  await openChat(taxpayer);
  const page = await taxpayer.open('/centre/notes');
  const back = page.getByRole('link', { name: '返回智能咨询' });
  await expect(back).toHaveAttribute('href', '/chat');
  await back.click();
  await expect(page).toHaveURL(/\/chat$/);
  expect(await page.evaluate(() => sessionStorage.getItem('wenshui.token.chat'))).toBe(taxpayer.token);
  await expect(line(page)).toHaveCount(0);
});

test('个人中心: in English states and refusals are English', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const { number } = await leaveNote(taxpayer, { content: '纳税申报的截止日期在哪里看？' });
  const page = await taxpayer.open('/centre/notes');
  await page.evaluate(() => localStorage.setItem('wenshui.language', 'en'));
  await page.reload();
  await expect(row(page, number)).toContainText('Being dealt with');
  await page.route('**/v1/notes*', (route) =>
    route.fulfill({ status: 503, json: { code: 'overloaded', title: '服务繁忙', detail: '' } }),
  );
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('The service is busy');
});

test('个人中心: a search asks once, for what stands in the bar', async ({ people }) => {
  const taxpayer = people.taxpayer();
  for (let at = 0; at < 11; at++) await leaveNote(taxpayer, { content: `第 ${at} 份留言的内容` });
  const page = await taxpayer.open('/centre/notes');
  const shown = page.getByRole('link', { name: '查看详情' });
  await expect(shown).toHaveCount(10);
  // What is typed and not searched for outlives a page.
  await page.getByLabel('留言编号').fill('20261128');
  await page.getByRole('button', { name: '第 2 页' }).click();
  await expect(shown).toHaveCount(1);
  await expect(page.getByLabel('留言编号')).toHaveValue('20261128');
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/v1/notes?')) asked.push(new URL(request.url()).search);
  });
  await page.getByRole('button', { name: '查询', exact: true }).click();
  await expect(page.getByText('没有符合条件的内容。请调整条件后再查询。')).toBeVisible();
  expect(asked).toEqual(['?number=20261128&page=1']);
});

test('个人中心: the focus goes to what comes, and back', async ({ people }) => {
  const page = await people.taxpayer({ taxpayer_type: '自然人' }).open('/centre/authority', 390);
  const change = page.getByRole('button', { name: '修改' });
  await change.click();
  await expect(page.getByLabel('服务区域')).toBeFocused();
  await page.getByRole('button', { name: '取消' }).click();
  await expect(change).toBeFocused();
  // The menu of a phone closes although the page is the one that is here.
  await page.getByRole('button', { name: '打开菜单' }).click();
  const drawer = page.getByRole('dialog', { name: '个人中心菜单' });
  await drawer.getByRole('link', { name: '我的机关' }).click();
  await expect(drawer).toBeHidden();
});
