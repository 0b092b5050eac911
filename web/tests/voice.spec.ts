// Speech in the chat window: a microphone that hears a question of espeak-ng's, the model that writes it
// down, and an answer that is read aloud. The device is all that is not real.

import { chromium, type Locator, type Page } from '@playwright/test';
import { Resampler } from '../src/sound/resampler.ts';
import { ask, openChat, press, question } from './support/chat.ts';
import { KNOWLEDGE, QUESTION, READ } from './support/knowledge.ts';
import { hears, launch, listening, microphone, MODEL, told } from './support/microphone.ts';
import { expect, Person, test } from './support/test.ts';

test.use({
  setting: { knowledge: KNOWLEDGE, flags: ['--speech-model', MODEL] },
  launchOptions: listening('增值税怎么申报'),
});

const announcer = (page: Page): Locator => page.getByRole('group', { name: '虚拟播报员' });
const send = (page: Page): Locator => page.getByRole('button', { name: '发送', exact: true });

/** The sentence that is marked while it is heard; nothing while none is. */
const marked = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const ranges = (CSS.highlights as unknown as Map<string, Iterable<Range>>).get('wenshui-spoken') ?? [];
    return [...ranges][0]?.toString() ?? null;
  });

/** Asks the known question and has its answer read. */
async function reading(page: Page): Promise<Locator> {
  const turn = await ask(page, QUESTION);
  await press(turn, '语音播报');
  await expect.poll(() => marked(page)).toBe(READ[0]);
  return turn;
}

test('003 §1.16: what is said is seen, edited and sent', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  await question(page).fill('请问：');
  await microphone(page).click();
  await hears(page, true);
  await expect(send(page)).toBeDisabled();
  await expect(page.locator('#voice-left')).toHaveText(/还剩 5\d 秒/);
  // It is seen while it is said, behind what was typed.
  await expect(question(page)).toHaveValue(/^请问：增值税/);
  await expect(question(page)).toHaveValue(`请问：${QUESTION}`);
  await expect(question(page)).toHaveAttribute('readonly', '');
  await microphone(page).click();
  await expect(send(page)).toBeEnabled();
  await hears(page, false);
  await expect(page.getByRole('article')).toHaveCount(0);
  await expect(question(page)).toHaveValue(`请问：${QUESTION}`);
  await question(page).fill(QUESTION);
  await send(page).click();
  const turn = page.getByRole('article', { name: QUESTION });
  await expect(turn).toContainText('核对数据。');
});

test('003 §1.16.3: at sixty seconds recording ends and nothing is sent', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  // Nobody waits for a minute: once the question was heard, silence comes thirty times as fast.
  await page.evaluate(() => {
    const port = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage')!;
    Object.defineProperty(MessagePort.prototype, 'onmessage', {
      ...port,
      set(this: MessagePort, take: (event: { data: unknown }) => void) {
        let count = 0;
        port.set!.call(this, (event: MessageEvent) => {
          take(event);
          if (!(event.data instanceof Float32Array) || (count += 1) < 40) return;
          for (let more = 0; more < 29; more += 1) take({ data: new Float32Array(event.data.length) });
        });
      },
    });
  });
  await microphone(page).click();
  await hears(page, true);
  await expect(told(page)).toContainText('录音已满上限，自动结束。');
  await hears(page, false);
  await expect(question(page)).toHaveValue(QUESTION);
  await expect(question(page)).not.toHaveAttribute('readonly', '');
  await expect(page.getByRole('article')).toHaveCount(0);
});

test('003 §1.5: an answer is read aloud, paused, resumed and read again', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const turn = await ask(page, QUESTION);
  const seen = await page.evaluateHandle(() => {
    const kept: (string | null)[] = [];
    const look = () => {
      const ranges = (CSS.highlights as unknown as Map<string, Iterable<Range>>).get('wenshui-spoken');
      const now = [...(ranges ?? [])][0]?.toString() ?? null;
      if (kept.at(-1) !== now) kept.push(now);
      requestAnimationFrame(look);
    };
    look();
    return kept;
  });
  await press(turn, '语音播报');
  await expect(announcer(page)).toBeVisible();
  await expect(announcer(page)).toContainText('正在播报');
  await press(turn, '暂停播报');
  await expect(announcer(page)).toContainText('播报已暂停');
  await expect(turn.getByRole('button', { name: '重新播报' })).toBeVisible();
  await press(turn, '继续播报');
  await expect(announcer(page)).toContainText('正在播报');
  // To its end, every sentence once, and nothing marked behind it.
  await expect(announcer(page)).toBeHidden();
  await expect(turn.getByRole('button', { name: '语音播报' })).toBeVisible();
  expect(await seen.evaluate((kept) => kept.filter(Boolean))).toEqual(READ);
  expect(await marked(page)).toBeNull();
  // Read again from the middle.
  await press(turn, '语音播报');
  await expect.poll(() => marked(page)).toBe(READ[1]);
  await press(turn, '暂停播报');
  await press(turn, '重新播报');
  await expect.poll(() => marked(page)).toBe(READ[0]);
});

test('003 §1.5.3: the closed announcer comes back only when it is read again', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const turn = await reading(page);
  await press(page, '收起播报员，声音继续');
  await expect(announcer(page)).toBeHidden();
  await press(turn, '暂停播报');
  const held = await marked(page);
  await press(turn, '继续播报');
  await expect.poll(() => marked(page)).not.toBe(held);
  await expect(announcer(page)).toBeHidden();
  await press(turn, '暂停播报');
  await press(turn, '重新播报');
  await expect(announcer(page)).toBeVisible();
  await expect.poll(() => marked(page)).toBe(READ[0]);
});

test('escape gives back what was typed', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  await question(page).fill('请问：');
  await microphone(page).click();
  await expect(question(page)).toHaveValue(/^请问：增值税/);
  await page.keyboard.press('Escape');
  await hears(page, false);
  await expect(question(page)).toHaveValue('请问：');
  await expect(told(page)).toHaveText('已取消语音输入。');
  // And the microphone can be pressed again.
  await microphone(page).click();
  await expect(question(page)).toHaveValue(`请问：${QUESTION}`);
});

test('what is said beyond the limit is kept whole and waits to be shortened', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  await question(page).fill('问'.repeat(298));
  await microphone(page).click();
  await expect(question(page)).toHaveValue(new RegExp(`问${QUESTION}$`));
  await microphone(page).click();
  await expect(question(page)).not.toHaveAttribute('readonly', '');
  await expect(question(page)).toHaveValue('问'.repeat(298) + QUESTION);
  await expect(page.getByText('请删去 6 字').first()).toBeVisible();
  await expect(send(page)).toBeDisabled();
  await question(page).fill('问'.repeat(292) + QUESTION);
  await expect(page.getByText('300/300')).toBeVisible();
  await expect(send(page)).toBeEnabled();
});

test('a browser that keeps its own rate is heard too', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  await page.evaluate(() => {
    globalThis.AudioContext = class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        if (options) throw new DOMException('', 'NotSupportedError');
        super();
        document.documentElement.dataset.rate = `${this.sampleRate}`;
      }
    };
  });
  await microphone(page).click();
  await expect(question(page)).toHaveValue(QUESTION);
  expect(await page.evaluate(() => document.documentElement.dataset.rate)).not.toBe('16000');
});

test('sound of another rate keeps its tones and loses what is too high', () => {
  /** How many samples come of a second of a tone at 16 kHz, and the loudest of them. */
  const heard = (hertz: number, rate: number) => {
    const tone = Float32Array.from({ length: rate }, (_, at) => Math.sin((2 * Math.PI * hertz * at) / rate));
    const resampler = new Resampler(rate, 16_000);
    const made: number[] = [];
    for (let at = 0; at < tone.length; at += 128) made.push(...resampler.take(tone.slice(at, at + 128)));
    return { count: made.length, loudest: Math.max(...made.slice(1000, -1000)) };
  };
  for (const rate of [48_000, 44_100, 8_000]) {
    const { count, loudest } = heard(1_000, rate);
    expect(count).toBeGreaterThanOrEqual(15_950);
    expect(count).toBeLessThanOrEqual(16_000);
    expect(Math.abs(loudest - 1)).toBeLessThan(0.01);
  }
  for (const rate of [48_000, 44_100]) expect(heard(9_000, rate).loudest).toBeLessThan(0.01);
});

test('one thing sounds at a time, and a new question ends it', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const turn = await reading(page);
  await microphone(page).click();
  await expect(announcer(page)).toBeHidden();
  expect(await marked(page)).toBeNull();
  await expect(question(page)).toHaveValue(/^增值税/);
  await press(turn, '语音播报');
  await hears(page, false);
  await expect.poll(() => marked(page)).toBe(READ[0]);
  await expect(send(page)).toBeEnabled();
  await send(page).click();
  await expect(announcer(page)).toBeHidden();
  expect(await marked(page)).toBeNull();
});

test('who takes an earlier question up says no more', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  const turn = await ask(page, QUESTION);
  await press(turn, '收藏');
  await page.getByRole('tab', { name: '我的收藏' }).click();
  const kept = page.getByRole('tabpanel', { name: '我的收藏' });
  await expect(kept.getByRole('button', { name: QUESTION, exact: true })).toBeVisible();
  await microphone(page).click();
  await hears(page, true);
  await press(kept, QUESTION);
  await hears(page, false);
  await expect(question(page)).toHaveValue(QUESTION);
  await expect(question(page)).not.toHaveAttribute('readonly', '');
});

test('another voice begins anew and is remembered', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  await reading(page);
  await expect.poll(() => marked(page)).toBe(READ[1]);
  const voices = page.getByRole('combobox', { name: '播报员的声音' });
  await voices.selectOption({ label: '松风（男声）' });
  await expect.poll(() => marked(page)).toBe(READ[0]);
  await expect(announcer(page)).toBeVisible();
  await page.reload();
  await reading(page);
  await expect(voices).toHaveValue('songfeng');
});

test('whoever refuses the microphone is told and keeps what was typed', async ({ served }) => {
  const args = launch.args.map((flag) => (flag.endsWith('fake-ui-for-media-stream') ? `${flag}=deny` : flag));
  const browser = await chromium.launch({ ...launch, args });
  const page = await openChat(new Person(served, browser, 'taxpayer-deny', {}));
  await page.context().clearPermissions();
  await question(page).fill('请问');
  await microphone(page).click();
  await expect(told(page)).toHaveText('没有麦克风权限：请在浏览器的网站设置中允许使用麦克风。');
  await hears(page, false);
  await expect(question(page)).toHaveValue('请问');
  await expect(send(page)).toBeEnabled();
  await browser.close();
});

test('a broken line leaves what was heard', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  // A line through the test, to be cut.
  const cuts: (() => Promise<void>)[] = [];
  await page.routeWebSocket(/\/v1\/audio\/stream/, (socket) => {
    const server = socket.connectToServer();
    cuts.push(async () => {
      await server.close();
      await socket.close({ code: 1011 });
    });
  });
  await microphone(page).click();
  await expect(question(page)).toHaveValue(QUESTION);
  await Promise.all(cuts.map((cut) => cut()));
  await expect(told(page)).toContainText('语音连接断了');
  await hears(page, false);
  await expect(question(page)).toHaveValue(QUESTION);
  await expect(page.getByRole('button', { name: '重试' })).toBeVisible();
});
