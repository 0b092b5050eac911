// How the chat window looks in its states at every width, and in the dark.

import type { Page } from '@playwright/test';
import { ask, openChat, openStart, press, question } from './support/chat.ts';
import { KNOWLEDGE, EVERYTHING } from './support/knowledge.ts';
import { looksWell, settled, WIDTHS } from './support/looks.ts';
import { expect, test } from './support/test.ts';

// Many pages at many widths; a busy machine takes its time.
test.describe.configure({ timeout: 300_000 });

test.use({ setting: { knowledge: KNOWLEDGE } });

async function dark(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await looksWell(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
}

for (const width of WIDTHS) {
  test(`looks: the conversation and its panels, ${width} px`, async ({ people }) => {
    const page = await openChat(people.taxpayer(), width);
    await settled(page);
    await looksWell(page, 'chat-opening');
    const turn = await ask(page, EVERYTHING);
    await settled(page);
    await looksWell(page, 'chat-answer');
    await turn.locator('summary').click();
    await press(turn, '无用');
    await expect(turn.getByRole('radio').first()).toBeVisible();
    await looksWell(page, 'chat-judged');
    await dark(page, 'chat-judged');
    await question(page).pressSequentially('增值税');
    await expect(page.getByRole('listbox', { name: '联想到的问题' })).toBeVisible();
    await looksWell(page, 'chat-suggestions');
    await question(page).fill('没有这样的事情吧');
    await question(page).press('Enter');
    await expect(page.getByRole('article').last().getByRole('button', { name: '转人工' })).toBeVisible();
    await looksWell(page, 'chat-refused');
    await press(page, '清屏');
    await looksWell(page, 'chat-clearing');
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: '问答记录' }).click({ position: { x: 5, y: 5 } });
    await panels(page, width);
  });
}

async function panels(page: Page, width: number): Promise<void> {
  if (width < 640) {
    for (const name of ['热点推荐', '问答套餐', '办税日历', '我的消息', '我的收藏', '快捷入口']) {
      await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
      await expect(page.getByRole('dialog', { name })).toBeVisible();
      await settled(page);
      await looksWell(page, `chat-panel-${name}`);
      await page.keyboard.press('Escape');
    }
    return;
  }
  for (const name of ['办税日历', '我的收藏']) await page.getByRole('tab', { name }).click();
  await settled(page);
  await looksWell(page, 'chat-panels');
  await dark(page, 'chat-panels');
  await press(page, '管理');
  await expect(page.getByRole('dialog', { name: '管理' })).toBeVisible();
  await looksWell(page, 'chat-shortcuts');
  await page.keyboard.press('Escape');
}

test('looks: the window over a page', async ({ people }) => {
  const page = await openStart(people.taxpayer());
  await press(page, '打开智能互动');
  const turn = await ask(page, EVERYTHING);
  await settled(page);
  await looksWell(page, 'chat-over');
  await press(turn, '语音播报');
  await expect(page.getByRole('group', { name: '虚拟播报员' })).toContainText('正在播报');
  await looksWell(page, 'chat-reading');
  await press(page, '收起播报员，声音继续');
  await page.getByRole('button', { name: /^热点推荐/ }).click();
  await settled(page);
  await looksWell(page, 'chat-over-panel');
  await press(page, '收起');
  await press(page, '字体大小');
  await press(page.getByRole('group', { name: '字体大小' }), '大');
  await looksWell(page, 'chat-large');
  await press(page, '关闭窗口');
  await looksWell(page, 'chat-closing');
  await dark(page, 'chat-closing');
});
