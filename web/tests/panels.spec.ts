// The panels beside the conversation: 热点推荐, 问答套餐, 办税日历, 我的消息, 快捷入口; on a phone they are sheets.

import { randomUUID } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { ask, openChat, press, question } from './support/chat.ts';
import { expect, test, type Person } from './support/test.ts';

const panel = (page: Page, name: string): Locator => page.getByRole('tabpanel', { name });
const tab = (page: Page, name: string): Promise<void> =>
  page.getByRole('tab', { name: new RegExp(name) }).click();

/** What an operator tells one person. */
const notice = (taxpayer: Person, more: object) => ({
  client_id: randomUUID(),
  category: 'policy',
  title: '起征点调整的通知',
  body: '按月申报的，月销售额不超过10万元免征。',
  system: '税费政策推送',
  audience: { subjects: [taxpayer.sub] },
  ...more,
});

test('003 §1.10: hot questions and files are offered to who is logged in', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const hot = panel(page, '热点推荐');
  await expect(hot.getByRole('heading', { name: '大家常问' })).toBeVisible();
  const questions = hot.getByRole('list').first().getByRole('button');
  await expect(questions.first()).toBeVisible();
  const small = await questions.allInnerTexts();
  const file = hot.getByRole('link').first();
  await expect(file).toHaveAttribute('href', /^https:\/\//);
  await expect(file).toHaveAttribute('target', '_blank');

  const asked = (await questions.first().locator('.row-text').innerText()).trim();
  await questions.first().click();
  const turn = page.getByRole('article', { name: asked });
  await expect(turn.getByRole('button', { name: '有用' })).toBeVisible();

  // Somebody else sees what concerns them.
  const other = await openChat(people.taxpayer({ taxpayer_type: '一般纳税人' }));
  const theirs = panel(other, '热点推荐').getByRole('list').first().getByRole('button');
  await expect(theirs.first()).toBeVisible();
  expect(await theirs.allInnerTexts()).not.toEqual(small);
});

test('办税日历: what falls due for who asks, day by day', async ({ people }) => {
  const page = await openChat(people.taxpayer({ taxpayer_type: '一般纳税人' }));
  await tab(page, '办税日历');
  const days = panel(page, '办税日历');
  await expect(days.getByText('按国家税务总局公布的申报期列出')).toBeVisible();
  const known = await page.request.get(new URL('/v1/calendar?taxpayer_type=一般纳税人', page.url()).href);
  const { items, to, known_until } = (await known.json()) as {
    items: { name: string; last_day: string; entry: { question: string } }[];
    to: string;
    known_until: string;
  };
  const dates = days.getByRole('heading', { level: 3 }).locator('time');
  await expect(dates).toHaveCount(new Set(items.map((item) => item.last_day)).size);
  await expect(days.getByText('日期已公布到')).toHaveCount(known_until < to ? 1 : 0);
  const [first] = items;
  if (!first) {
    await expect(days.getByText('近期没有适用于您的申报期限。')).toBeVisible();
    return;
  }
  await expect(dates.first()).toHaveAttribute('datetime', first.last_day);
  await days.getByRole('button', { name: first.name }).click();
  await expect(question(page)).toHaveValue(first.entry.question);
});

test('003 §1.11: a topic is chosen, and topics are searched', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  await tab(page, '问答套餐');
  const topics = panel(page, '问答套餐');
  const names = topics.getByRole('heading', { level: 3 });
  await expect(names).toHaveCount(10);
  await press(topics, '加载更多');
  await expect(names).not.toHaveCount(10);

  // By words and by pinyin.
  const search = topics.getByRole('searchbox', { name: '搜索套餐' });
  await search.fill('印花税');
  await expect(names.first()).toContainText('印花税');
  await search.fill('没有这样的套餐');
  await expect(topics.getByText('没有找到套餐，请换个词或分类。')).toBeVisible();
  await search.fill('yinhuashui');
  await expect(names.getByText('印花税', { exact: true })).toBeVisible();
  await search.fill('');
  await expect(names.first()).toBeVisible();

  // By category.
  const categories = topics.getByRole('group', { name: '分类' });
  await press(categories, '税收优惠');
  await expect(categories.getByRole('button', { name: '税收优惠' })).toHaveAttribute('aria-pressed', 'true');
  await expect(names.filter({ hasText: '增值税优惠' })).toBeVisible();
  await expect(names.filter({ hasText: '企业所得税基础' })).toHaveCount(0);

  // All questions of one, and back.
  await topics.getByRole('button', { name: '全部问题' }).first().click();
  await expect(topics.getByRole('button', { name: '返回套餐' })).toBeFocused();
  const first = topics.locator('.row-button').first();
  await expect(first).toBeVisible();
  const asked = (await first.innerText()).trim();
  await first.click();
  const turn = page.getByRole('article', { name: asked });
  await expect(turn.getByRole('button', { name: '有用' })).toBeVisible();
  await press(topics, '返回套餐');
  await expect(search).toBeVisible();
});

test('003 §1.12: a message is read and the count falls', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const operator = people.staff('operator');
  await operator.call('POST', '/v1/notices', notice(taxpayer, { title: '第一件通知' }));
  await operator.call(
    'POST',
    '/v1/notices',
    notice(taxpayer, {
      title: '第二件通知',
      links: [{ name: '政策原文', address: 'https://example.org/policy' }],
    }),
  );
  const { unread } = await taxpayer.call('GET', '/v1/messages');
  const page = await openChat(taxpayer);
  const messages = panel(page, '我的消息');
  await expect(messages.getByRole('heading', { name: `消息提示 (${unread.notice})` })).toBeVisible();
  const row = messages.getByRole('button', { name: '第二件通知' });
  await expect(row).toContainText('未读');
  await row.click();
  const dialog = page.getByRole('dialog', { name: '第二件通知' });
  await expect(dialog).toContainText('按月申报的，月销售额不超过10万元免征。');
  await expect(dialog).toContainText('税费政策推送');
  await expect(dialog.getByRole('link', { name: '打开' })).toHaveAttribute(
    'href',
    'https://example.org/policy',
  );
  await press(dialog, '收藏');
  await expect(dialog.getByRole('button', { name: '已收藏' })).toBeVisible();
  await press(dialog, '取消');
  await expect(dialog).toBeHidden();
  await expect(messages.getByRole('heading', { name: `消息提示 (${unread.notice - 1})` })).toBeVisible();
  await expect(row).not.toContainText('未读');
  await expect(row).toBeFocused();
  expect((await taxpayer.call('GET', '/v1/messages')).unread.notice).toBe(unread.notice - 1);
  // 更多 leads to the personal centre's list.
  const coming = page.context().waitForEvent('page');
  await page.getByTitle('个人中心：我的消息').click();
  const centre = await coming;
  await expect(centre).toHaveURL(/\/centre\/messages$/);
  await expect(centre.getByText('第一件通知')).toBeVisible();
});

test('003 §1.12.3: a to-do leads where it is done', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const given = { title: '请核对您的预约', handle: '/centre/reservations', matter_type: '信息核对' };
  await people.staff('operator').call('POST', '/v1/notices', notice(taxpayer, given));
  const page = await openChat(taxpayer);
  const messages = panel(page, '我的消息');
  const row = messages.getByRole('button', { name: '请核对您的预约' });
  await row.click();
  const dialog = page.getByRole('dialog', { name: '请核对您的预约' });
  await expect(dialog).toContainText('信息核对');
  const coming = page.context().waitForEvent('page');
  await press(dialog, '办理');
  const done = await coming;
  await expect(done).toHaveURL(/\/centre\/reservations/);
  await press(dialog, '标记为已办');
  await expect(dialog.getByRole('button', { name: '标记为已办' })).toHaveCount(0);
  await press(dialog, '取消');
  await expect(row).toHaveCount(0);
  const todos = await taxpayer.call('GET', '/v1/todos?is_done=true');
  expect(todos.items.map((todo: { title: string }) => todo.title)).toContain('请核对您的预约');
});

test('003 §1.15: shortcuts are opened, added and removed', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const page = await openChat(taxpayer);
  const shortcuts = page.locator('.side-shortcuts');
  const guide = shortcuts.getByRole('link', { name: '办税指南' });
  await expect(guide).toHaveAttribute('href', 'https://12366.chinatax.gov.cn/');
  await expect(guide).toHaveAttribute('target', '_blank');
  await expect(shortcuts.getByRole('link', { name: '下载中心' })).toHaveCount(0);
  await press(shortcuts, '更多');
  const all = page.getByRole('dialog', { name: '全部快捷入口' });
  await expect(all.getByRole('link', { name: '下载中心' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(all).toBeHidden();

  await press(shortcuts, '管理');
  const manage = page.getByRole('dialog', { name: '管理' });
  await press(manage, '添加下载中心');
  await expect(manage.getByRole('button', { name: '移除下载中心' })).toBeVisible();
  await press(manage, '移除办税地图');
  await expect(manage.getByRole('button', { name: '添加办税地图' })).toBeVisible();
  await press(manage, '完成');
  await expect(shortcuts.getByRole('link', { name: '下载中心' })).toBeVisible();
  await expect(shortcuts.getByRole('link', { name: '办税地图' })).toHaveCount(0);
  const { chosen } = await taxpayer.call('GET', '/v1/shortcuts');
  expect(chosen).toContain('downloads');
  expect(chosen).not.toContain('tax_map');
  await page.reload();
  await expect(shortcuts.getByRole('link', { name: '下载中心' })).toBeVisible();
});

test('on a phone a panel is a sheet that goes when a question is pressed', async ({ people }) => {
  const page = await openChat(people.taxpayer(), 390);
  await ask(page, '公司注销，税务上怎么办理？');
  // While one types, the keyboard has the room of the bar.
  const bar = page.getByRole('navigation', { name: '推荐、消息与快捷入口' });
  await expect(bar).toBeHidden();
  await page.getByRole('region', { name: '问答记录' }).click();
  await press(bar, '热点推荐');
  const sheet = page.getByRole('dialog', { name: '热点推荐' });
  const first = sheet.getByRole('list').first().getByRole('button').first();
  const asked = (await first.locator('.row-text').innerText()).trim();
  await first.click();
  await expect(sheet).toBeHidden();
  await expect(page.getByRole('article', { name: asked })).toBeVisible();
  await expect(question(page)).toHaveValue('');
});
