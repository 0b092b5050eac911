// An answer and what can be done with it: its blocks and grounds, judging it, keeping it, sharing it.

import { ask, openChat, press } from './support/chat.ts';
import { EVERYTHING, KNOWLEDGE, QUESTION } from './support/knowledge.ts';
import { laidOut } from './support/looks.ts';
import { expect, test } from './support/test.ts';

/** Quotes and lists set so deep into each other that reading each level twice would take for ever. */
const NESTED = {
  id: 'nested',
  question: '层层嵌套的说明怎么看？',
  answer: [
    `${'> '.repeat(60)}很深的引用`,
    ...Array.from({ length: 40 }, (_, level) => `${'  '.repeat(level)}- 第${level}层`),
    '',
    '最后一句。',
  ].join('\n'),
};

test.use({ setting: { knowledge: [...KNOWLEDGE, NESTED] } });

test('an answer that is set deep into itself is shown, and the page goes on', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const turn = await ask(page, NESTED.question);
  await expect(turn.getByText('最后一句。')).toBeVisible();
  await expect(turn.getByText('很深的引用')).toBeVisible();
  await expect(turn.getByText('第3层')).toBeVisible();
});

test('003 §1.3: an answer shows its blocks and its basis', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const turn = await ask(page, EVERYTHING);
  await expect(turn.getByText('按下列步骤办理。')).toBeVisible();
  await expect(turn.locator('strong', { hasText: '先' })).toBeVisible();
  const link = turn.getByRole('link', { name: '办事指南' });
  await expect(link).toHaveAttribute('href', 'https://example.org/guide');
  await expect(link).toHaveAttribute('rel', /noopener/);
  await expect(turn.getByRole('img', { name: '流程图' })).toBeVisible();
  const file = turn.getByRole('link', { name: '申请表' });
  await expect(file).toHaveAttribute('href', `${people.taxpayer().served.address}/files/form.pdf`);
  await expect(turn.getByText('PDF · 4 KB')).toBeVisible();
  // What cannot be shown here is led to.
  await expect(turn.getByRole('link', { name: '操作演示（这里显示不了，点此打开）' })).toBeVisible();
  await expect(turn.getByRole('heading', { name: '登录' })).toBeVisible();
  await expect(turn.getByRole('link', { name: '打开办理页面' })).toHaveAttribute(
    'href',
    'https://example.org/login',
  );
  await expect(turn.getByText('100 × 1% = 1')).toBeVisible();
  await expect(turn.getByText('应纳税额为1元')).toBeVisible();

  const basis = turn.getByRole('group').filter({ hasText: '依据 2 件' });
  await expect(basis).toContainText('关于这项优惠的公告');
  await expect(basis).toContainText('2026年1月1日起施行');
  await expect(basis.getByText('2025年12月15日')).toBeHidden();
  await basis.locator('summary').click();
  await expect(basis.getByText('2025年12月15日')).toBeVisible();
  await expect(basis.getByText('2027年12月31日')).toBeVisible();
  await expect(basis.getByText('关于办理的通知')).toBeVisible();
  await expect(basis.getByRole('link', { name: 'https://example.org/notice' })).toBeVisible();
  await laidOut(page);
});

test('003 §1.6.1: useful is told and thanked', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const turn = await ask(page, QUESTION);
  await press(turn, '有用');
  await expect(turn.getByRole('status')).not.toBeEmpty();
  await expect(turn.getByRole('status')).toContainText('谢');
  await expect(turn.getByRole('button', { name: '有用' })).toHaveAttribute('aria-pressed', 'true');
  await expect(turn.getByRole('radio')).toHaveCount(0);
});

test('003 §1.6.2: useless asks what was wrong', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const turn = await ask(page, QUESTION);
  await press(turn, '无用');
  const form = turn.locator('form');
  for (const reason of ['答非所问', '答案错误', '其他']) {
    await expect(form.getByRole('radio', { name: reason })).toBeVisible();
  }
  await expect(form).toBeInViewport({ ratio: 1 });
  // None chosen, nothing goes.
  await press(form, '提交意见');
  await expect(form).toBeVisible();
  await form.getByRole('radio', { name: '答案错误' }).check();
  await form.getByRole('textbox', { name: '意见（选填）' }).fill('表已经改成5张了');
  const told = page.waitForResponse(
    (reply) => reply.url().endsWith('/feedback') && reply.request().method() !== 'OPTIONS',
  );
  await press(form, '提交意见');
  const kept = await (await told).json();
  expect(kept).toMatchObject({ useful: false, reason: 'wrong' });
  await expect(turn.getByText('意见已提交。')).toBeVisible();
  // Thought better of it: the later judgement stands.
  await press(turn, '有用');
  await expect(turn.getByRole('button', { name: '无用' })).toHaveAttribute('aria-pressed', 'false');
});

test('003 §1.13: an answer is kept and let go', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const page = await openChat(taxpayer);
  const kept = async () => (await taxpayer.call('GET', '/v1/favorites')).items.length as number;
  await page.getByRole('tab', { name: '我的收藏' }).click();
  const list = page.getByRole('tabpanel', { name: '我的收藏' });
  await expect(list.getByText('还没有收藏。', { exact: false })).toBeVisible();

  const turn = await ask(page, QUESTION);
  await press(turn, '收藏');
  await expect(turn.getByRole('button', { name: '已收藏' })).toHaveAttribute('aria-pressed', 'true');
  await expect(list.getByRole('button', { name: QUESTION, exact: true })).toBeVisible();
  expect(await kept()).toBe(1);

  // A kept question is written into the input.
  await press(list, QUESTION);
  await expect(page.getByRole('textbox', { name: '您的税费问题' })).toHaveValue(QUESTION);

  await press(turn, '已收藏');
  await expect(list.getByText('还没有收藏。', { exact: false })).toBeVisible();
  expect(await kept()).toBe(0);

  // From the list as well, and the button under the answer knows it.
  await press(turn, '收藏');
  await press(list, `取消收藏：${QUESTION}`);
  await expect(turn.getByRole('button', { name: '收藏', exact: true })).toBeVisible();
  await expect.poll(kept).toBe(0);

  const coming = page.context().waitForEvent('page');
  await page.getByTitle('个人中心：我的收藏').click();
  await expect(await coming).toHaveURL(/\/centre\/favorites$/);
});

test('an answer is shared by a link that shows it to anybody', async ({ people, browser }) => {
  const page = await openChat(people.taxpayer());
  const turn = await ask(page, QUESTION);
  await press(turn, '分享');
  await expect(turn.getByText('链接已复制', { exact: false })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const stranger = await browser.newPage();
  await stranger.goto(link);
  const shared = stranger.getByRole('article', { name: '分享给您的答复' });
  await expect(shared.getByRole('heading', { name: QUESTION })).toBeVisible();
  await expect(shared).toContainText('核对数据。');
  await stranger.close();
});
