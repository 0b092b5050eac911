// The window and the conversation with the machine: how it opens and closes, what is asked, what is asked
// back, what is offered to be asked, and how it is shown.

import { ask, openChat, openStart, press, question } from './support/chat.ts';
import { expect, test } from './support/test.ts';

/** Nobody speaks, and no model hears. */
test.use({ setting: { flags: ['--speech-voice-program', 'nobody-speaks'] } });

const WHOLE_QUESTION = '自然人按次纳税没有缴税的，什么时候自行申报？';
const GREETING = '您好，我是税务虚拟员工悦悦，很高兴为您服务，请问有什么可以帮您？';

test('003 §1.1.1: the icon opens the window, which greets and guesses', async ({ people }) => {
  const page = await openStart(people.taxpayer());
  const icon = page.getByRole('button', { name: '打开智能互动' });
  await icon.click();
  const opened = page.getByRole('dialog', { name: '悦悦 智能互动' });
  await expect(opened).toBeVisible();
  await expect(icon).toBeHidden();
  await expect(opened.getByText(GREETING)).toBeVisible();
  const opening = opened.getByRole('region', { name: '欢迎' });
  await expect(opening.getByText('智能应答全天服务（7×24 小时）。')).toBeVisible();
  await expect(opening.getByRole('heading', { name: '猜你想问' })).toBeVisible();
  await expect(opening.getByRole('listitem')).toHaveCount(3);
  await expect(question(page)).toBeFocused();
  await expect(opened.getByText('互动结果仅供参考，具体以法律法规及相关规定为准。')).toBeVisible();
});

test('003 §1.1.2: the personal centre opens from the window', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const page = await openChat(taxpayer);
  const coming = page.context().waitForEvent('page');
  await press(page, '个人中心');
  const centre = await coming;
  await expect(centre).toHaveURL(/\/centre(\/\w*)?$/);
  // Whoever it is of is known there without another login.
  await expect(centre.getByRole('link', { name: '我的留言' })).toBeVisible();
  await centre.getByRole('link', { name: '我的留言' }).click();
  await expect(centre).toHaveURL(/\/centre\/notes/);
  await expect(centre.getByRole('heading', { name: '我的留言' })).toBeVisible();
});

test('003 §1.1.3: the window is maximised and minimised and keeps its conversation', async ({ people }) => {
  const page = await openStart(people.taxpayer());
  await press(page, '打开智能互动');
  const opened = page.getByRole('dialog', { name: '悦悦 智能互动' });
  await ask(page, '公司注销，税务上怎么办理？');
  await question(page).fill('还没有写完的');
  const small = await opened.boundingBox();
  await press(opened, '最大化');
  await expect(opened.getByRole('complementary', { name: '推荐、消息与快捷入口' })).toBeVisible();
  const large = await opened.boundingBox();
  expect(large!.width).toBeGreaterThan(small!.width * 2);
  await press(opened, '还原窗口');
  await expect.poll(async () => (await opened.boundingBox())?.width).toBe(small!.width);
  await press(opened, '最小化');
  await expect(opened).toBeHidden();
  await expect(page.getByRole('button', { name: '打开智能互动' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article', { name: '公司注销，税务上怎么办理？' })).toBeVisible();
  await expect(question(page)).toHaveValue('还没有写完的');
});

test('001 智能服务: closing asks first', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const page = await openStart(taxpayer);
  await press(page, '打开智能互动');
  const opened = page.getByRole('dialog', { name: '悦悦 智能互动' });
  await ask(page, '公司注销，税务上怎么办理？');
  await press(opened, '关闭窗口');
  const asking = page.getByRole('dialog', { name: '关闭窗口？' });
  await expect(asking).toContainText('关闭后本次咨询结束，下次打开重新开始。');
  await press(asking, '取消');
  await expect(asking).toBeHidden();
  await expect(page.getByRole('article', { name: '公司注销，税务上怎么办理？' })).toBeVisible();
  await press(opened, '关闭窗口');
  await press(asking.locator('form'), '关闭');
  await expect(opened).toBeHidden();
  await press(page, '打开智能互动');
  await expect(opened.getByText(GREETING)).toBeVisible();
  await expect(page.getByRole('article', { name: '公司注销，税务上怎么办理？' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: '点击加载历史记录' })).toHaveCount(0);
});

test('003 §1.2: a text is sent by button and by Enter, and counted', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const send = page.getByRole('button', { name: '发送', exact: true });
  await expect(send).toBeDisabled();
  await expect(page.getByText('0/300')).toBeVisible();
  await question(page).fill(WHOLE_QUESTION);
  await expect(page.getByText(`${WHOLE_QUESTION.length}/300`)).toBeVisible();
  await send.click();
  const turn = page.getByRole('article', { name: WHOLE_QUESTION });
  await expect(turn.getByRole('button', { name: '有用' })).toBeVisible();
  await expect(question(page)).toHaveValue('');

  // Shift and Enter make a line, Enter sends.
  await question(page).fill('公司注销，');
  await question(page).press('Shift+Enter');
  await question(page).pressSequentially('税务上怎么办理？');
  await expect(question(page)).toHaveValue('公司注销，\n税务上怎么办理？');
  await question(page).press('Enter');
  await expect(page.getByRole('article')).toHaveCount(2);
  const second = page.getByRole('article').last();
  await expect(second.getByRole('heading', { name: '公司注销，税务上怎么办理？' })).toBeVisible();

  await question(page).fill('问'.repeat(306));
  await expect(page.getByText('请删去 6 字').first()).toBeVisible();
  await expect(send).toBeDisabled();
  await question(page).press('Enter');
  await expect(page.getByRole('article')).toHaveCount(2);
  await question(page).fill('问'.repeat(300));
  await expect(page.getByText('300/300')).toBeVisible();
  await expect(send).toBeEnabled();
});

test('003 §1.4: two rounds of asking back lead to an answer', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const first = await ask(page, '发票');
  await expect(first.getByText('第 1 轮，最多 3 轮。')).toBeVisible();
  await expect(first.getByRole('button', { name: '都不是' })).toBeVisible();
  await press(first, '开具发票');
  const second = page.getByRole('article', { name: '开具发票' });
  await expect(second.getByText('第 2 轮，最多 3 轮。')).toBeVisible();
  await press(second, '怎样开具数电票？');
  const third = page.getByRole('article', { name: '怎样开具数电票？' });
  await expect(third.getByRole('button', { name: '有用' })).toBeVisible();
  await expect(third.getByText('依据', { exact: false }).first()).toBeVisible();
});

test('003 §1.4.4: asking back that leads nowhere points to a person', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  await ask(page, '发票');
  for (const round of [1, 2, 3]) {
    const last = page.getByRole('article').last();
    await expect(last.getByText(`第 ${round} 轮，最多 3 轮。`)).toBeVisible();
    await press(last, '都不是');
  }
  const last = page.getByRole('article').last();
  await expect(last.getByText('问了几轮还没能确定您的问题')).toBeVisible();
  for (const exit of ['转人工', '留言', '预约']) {
    await expect(last.getByRole('button', { name: exit, exact: true })).toBeVisible();
  }
  // A prompt is not to be judged.
  await expect(last.getByRole('button', { name: '有用' })).toHaveCount(0);
});

test('003 §1.7: whoever is agitated is answered calmly', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const turn = await ask(page, '气死我了！');
  await expect(turn).toContainText('非常理解您现在着急和生气的心情');
  await expect(turn.getByRole('button', { name: '转人工' })).toBeVisible();
  const calm = await ask(page, '小规模纳税人增值税征收率是多少');
  await expect(calm.getByRole('button', { name: '有用' })).toBeVisible();
  await expect(calm).not.toContainText('心情');
});

test('003 §1.8: what is typed is completed, by characters and by pinyin', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const list = page.getByRole('listbox', { name: '联想到的问题' });
  const options = list.getByRole('option');
  for (const typed of ['保存多少年', 'fapiao']) {
    await question(page).fill('');
    await question(page).pressSequentially(typed);
    await expect(options.first()).toContainText('发票');
  }
  // By keys: down, and Enter sends what is chosen.
  await question(page).press('ArrowDown');
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  const chosen = (await options.first().textContent())!.trim();
  await question(page).press('Enter');
  const turn = page.getByRole('article', { name: chosen });
  await expect(turn.getByRole('button', { name: '有用' })).toBeVisible();
  await expect(list).toBeHidden();
  // By the pointer.
  await question(page).pressSequentially('发票');
  const pressed = (await options.nth(1).textContent())!.trim();
  await options.nth(1).click();
  await expect(page.getByRole('article', { name: pressed })).toBeVisible();
  await expect(question(page)).toHaveValue('');
  // Away by Escape.
  await question(page).pressSequentially('发票');
  await expect(list).toBeVisible();
  await question(page).press('Escape');
  await expect(list).toBeHidden();
  await expect(question(page)).toHaveValue('发票');
});

test('003 §1.9: an unclear word is met by questions to choose from', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const turn = await ask(page, '押金');
  await expect(turn).toContainText('您想问的是不是下面这些？');
  const meant = '收取押金、保证金、定金，要缴增值税、开发票吗？';
  await press(turn, meant);
  const answered = page.getByRole('article', { name: meant });
  await expect(answered.getByRole('button', { name: '有用' })).toBeVisible();
});

test('001 智能服务: guesses come unasked, in another batch each time', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const opening = page.getByRole('region', { name: '欢迎' });
  const guesses = () => opening.getByRole('listitem').allInnerTexts();
  await expect(opening.getByRole('listitem')).toHaveCount(3);
  const first = await guesses();
  await press(opening, '换一批');
  await expect.poll(guesses).not.toEqual(first);
  const second = await guesses();
  expect(second.filter((one) => first.includes(one))).toEqual([]);
  await press(opening, second[0]!);
  const turn = page.getByRole('article', { name: second[0] });
  await expect(turn.getByRole('button', { name: '有用' })).toBeVisible();
});

test('003 §1.14: a hot word is sent, and another batch shown', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const words = page.locator('.hot-words').getByRole('listitem');
  await expect(words).toHaveCount(6);
  const first = await words.allInnerTexts();
  await press(page, '热词：换一批');
  await expect.poll(() => words.allInnerTexts()).not.toEqual(first);
  const word = (await words.first().innerText()).trim();
  await press(words.first(), word);
  const turn = page.getByRole('article', { name: word, exact: true });
  await expect(turn).toBeVisible();
  await expect(turn.locator('.reply')).not.toBeEmpty();
});

test('003 §1.17: the conversation is enlarged and made small again', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const greeting = page.getByText(GREETING);
  const height = () => greeting.evaluate((shown) => Number.parseFloat(getComputedStyle(shown).fontSize));
  const standard = await height();
  await press(page, '字体大小');
  const sizes = page.getByRole('group', { name: '字体大小' });
  await press(sizes, '大');
  await expect(sizes.getByRole('button', { name: '大', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await expect.poll(height).toBeGreaterThan(standard);
  await press(sizes, '小');
  await expect.poll(height).toBeLessThan(standard);
  // It is remembered.
  await page.reload();
  await expect.poll(height).toBeLessThan(standard);
  await press(page, '字体大小');
  await press(sizes, '标准');
  await expect.poll(height).toBe(standard);
  await page.keyboard.press('Escape');
  await expect(sizes).toBeHidden();
});

test('003 §1.18: clearing empties the view, and history brings it back', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const clear = page.getByRole('button', { name: '清屏' });
  await expect(clear).toBeDisabled();
  const turn = await ask(page, '公司注销，税务上怎么办理？');
  await expect(turn.getByRole('button', { name: '有用' })).toBeVisible();
  await clear.click();
  const asking = page.getByRole('dialog', { name: '清除屏幕上的对话？' });
  await expect(asking).toContainText('不会删除历史记录');
  await press(asking, '取消');
  await expect(turn).toBeVisible();
  await clear.click();
  await press(asking, '清除');
  await expect(page.getByRole('article')).toHaveCount(0);
  await expect(clear).toBeDisabled();
  await press(page, '点击加载历史记录');
  await expect(page.getByRole('article', { name: '公司注销，税务上怎么办理？' })).toContainText(
    '公司注销，税务上怎么办理？',
  );
  await expect(page.getByText('没有更早的记录了')).toBeVisible();
});

test('without a model no microphone is shown, and without a voice nothing is read', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const turn = await ask(page, '公司注销，税务上怎么办理？');
  await expect(turn.getByRole('button', { name: '有用' })).toBeVisible();
  await expect(page.getByRole('button', { name: /语音|播报/ })).toHaveCount(0);
});

test('a part that does not load says so and is tried again', async ({ people }) => {
  const page = await openStart(people.taxpayer());
  await page.route('**/chat/SidePanel-*.js', (route) => route.abort());
  await press(page, '打开智能互动');
  await press(page, '最大化');
  const side = page.getByRole('complementary', { name: '推荐、消息与快捷入口' });
  await expect(side.getByRole('alert')).toContainText('这一部分没有加载出来');
  await page.unroute('**/chat/SidePanel-*.js');
  await press(side, '重试');
  await expect(side.getByRole('tab', { name: '热点推荐' })).toBeVisible();
});

test('the pages stand where a browser keeps nothing', async ({ people, browser }) => {
  const { served, token } = people.taxpayer();
  const context = await browser.newContext({ locale: 'zh-CN' });
  await context.addInitScript(() => {
    const forbidden = () => {
      throw new DOMException('forbidden', 'SecurityError');
    };
    for (const name of ['sessionStorage', 'localStorage'])
      Object.defineProperty(window, name, { get: forbidden });
  });
  const page = await context.newPage();
  const opens = async (path: string) => {
    await page.goto(`${served.address}${path}#token=${token}`);
    // The token is out of the address even where it cannot be kept.
    await expect.poll(() => new URL(page.url()).hash).toBe('');
  };
  await opens('/chat');
  await expect(question(page)).toBeEditable();
  await opens('/centre/');
  await expect(page.getByRole('link', { name: '我的留言' })).toBeVisible();
  await page.goto(`${served.address}/desk/`);
  await expect(page.getByRole('textbox').first()).toBeVisible();
  await context.close();
});
