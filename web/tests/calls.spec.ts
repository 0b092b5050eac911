// Calls within a talk: two browsers with devices that Chromium makes up see and hear each other, and let
// every device go when it is over.

import type { Page } from '@playwright/test';
import { askPerson, line, lines, openChat, say } from './support/chat.ts';
import { answer, callWindow, openDesk, openSession, openTalk, ownList, reply } from './support/desk.ts';
import { expect, test, type Person } from './support/test.ts';

type People = { agent: () => Promise<Person>; taxpayer: () => Person };
type Sides = { agent: Person; taxpayer: Person; desk: Page; chat: Page };

/** A taxpayer and an agent who talk, each in a browser of their own. */
async function talking(people: People): Promise<Sides> {
  const agent = await people.agent();
  const taxpayer = people.taxpayer();
  const desk = await openDesk(agent);
  const chat = await openChat(taxpayer);
  await Promise.all([desk, chat].map(noteTracks));
  await askPerson(chat);
  await expect(line(chat)).toBeEditable();
  await openTalk(desk);
  return { agent, taxpayer, desk, chat };
}

/** Keeps every track that the page asks the browser for, so that it can be seen whether it was let go. */
const noteTracks = (page: Page) =>
  page.evaluate(() => {
    const asked: MediaStreamTrack[] = [];
    Object.assign(window, { asked });
    for (const way of ['getUserMedia', 'getDisplayMedia'] as const) {
      const real = navigator.mediaDevices[way].bind(navigator.mediaDevices);
      navigator.mediaDevices[way] = async (wanted?: MediaStreamConstraints) => {
        const stream = await real(wanted);
        asked.push(...stream.getTracks());
        return stream;
      };
    }
  });

/** The state of every track that the page asked for. */
const tracks = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    (window as unknown as { asked: MediaStreamTrack[] }).asked.map(({ readyState }) => readyState),
  );

/** How far the picture of somebody else has come; pages hear of it only while pictures arrive. */
async function played(page: Page, kind: string, name: string): Promise<number> {
  const video = callWindow(page, kind).getByLabel(name, { exact: true });
  return video.evaluate((element: HTMLVideoElement) =>
    element.readyState >= 2 && element.videoWidth > 0 ? element.currentTime : 0,
  );
}

/** The picture of somebody else arrives and goes on arriving. */
async function plays(page: Page, kind: string, name: string): Promise<void> {
  await expect.poll(() => played(page, kind, name)).toBeGreaterThan(0);
  const before = await played(page, kind, name);
  await expect.poll(() => played(page, kind, name)).toBeGreaterThan(before);
}

/** The call is gone from the page, and holds no device. */
async function isOver(page: Page, kind: string, asked: number): Promise<void> {
  await expect(callWindow(page, kind)).toBeHidden();
  await expect.poll(() => tracks(page)).toEqual(Array.from({ length: asked }, () => 'ended'));
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

async function videoCall({ desk, chat }: Sides): Promise<void> {
  await press(chat, '视频通话');
  await expect(callWindow(chat, '视频通话')).toContainText('请等待坐席发出邀请');
  await expect(ownList(desk)).toContainText('视频通话：申请通话');
  await press(desk, '发出邀请');
  await expect(callWindow(chat, '视频通话')).toContainText('坐席邀请您通话');
  await press(chat, '同意');
}

test('003 §3.6: a call is asked for, offered and accepted', async ({ people }) => {
  const sides = await talking(people);
  const { taxpayer, desk, chat } = sides;
  await videoCall(sides);
  await Promise.all([plays(chat, '视频通话', '坐席'), plays(desk, '视频通话', '纳税人')]);
  await expect(ownList(desk)).toContainText('视频通话：通话中');
  const id = (await openSession(taxpayer)).id;
  const { items } = await taxpayer.call('GET', `/v1/sessions/${id}/calls`);
  expect(items.map((call: any) => call.state.name)).toEqual(['connected']);
  // The talk beside it goes on.
  await say(chat, '我能看到您');
  await expect(lines(desk)).toContainText('我能看到您');
  await press(chat, '关闭摄像头');
  await expect(callWindow(desk, '视频通话')).toContainText('未开启画面');
  await press(chat, '开启摄像头');
  await plays(desk, '视频通话', '纳税人');
  await press(desk, '挂断');
  await isOver(chat, '视频通话', 3);
  await isOver(desk, '视频通话', 2);
  await expect(reply(desk)).toBeFocused();
  await expect(ownList(desk)).not.toContainText('视频通话');

  // One that is refused leaves nothing behind.
  await press(desk, '邀请语音通话');
  await expect(callWindow(chat, '音频通话')).toContainText('是否同意');
  await expect.poll(() => tracks(desk)).toEqual(['ended', 'ended', 'live']);
  await press(chat, '拒绝');
  await isOver(desk, '音频通话', 3);
  await expect(callWindow(chat, '音频通话')).toBeHidden();
});

test('003 §3.7: a screen is chosen, shared and taken back', async ({ people }) => {
  const { taxpayer, desk, chat } = await talking(people);
  await press(chat, '远程协助');
  await expect(callWindow(chat, '远程协助')).toContainText('呼叫中');
  await expect(ownList(desk)).toContainText('远程协助：呼叫中');
  await press(desk, '接受');
  await expect(callWindow(chat, '远程协助')).toContainText('不能操作您的电脑');
  await press(chat, '选择屏幕');
  await plays(desk, '远程协助', '纳税人');
  await expect(callWindow(chat, '远程协助')).toContainText('正在共享您的屏幕');
  await expect(callWindow(desk, '远程协助')).toContainText('仅可观看，不能操作对方电脑');
  const id = (await openSession(taxpayer)).id;
  const { items } = await taxpayer.call('GET', `/v1/sessions/${id}/calls`);
  expect(items[0]).toMatchObject({ kind: { name: 'screen' }, state: { name: 'connected' } });
  // Between the window of the call and the talk, with text at the same time.
  await press(desk, '最小化');
  await answer(desk, '请打开申报页面');
  await expect(lines(chat)).toContainText('请打开申报页面');
  await press(desk, '还原');
  await plays(desk, '远程协助', '纳税人');
  const shared = (await tracks(chat)).length;
  await press(chat, '挂断');
  await isOver(chat, '远程协助', shared);
  await expect(callWindow(desk, '远程协助')).toBeHidden();
  await expect(line(chat)).toBeFocused();
});

test('003 §3.9.3: a call ends with its session', async ({ people }) => {
  const sides = await talking(people);
  const { taxpayer, desk, chat } = sides;
  const id = (await openSession(taxpayer)).id;
  await videoCall(sides);
  await plays(desk, '视频通话', '纳税人');
  await press(chat, '结束会话');
  const sure = chat.getByRole('dialog', { name: '结束会话' });
  await expect(sure).toContainText('正在进行的通话会同时结束');
  await sure.getByRole('button', { name: '确定' }).click();
  await isOver(chat, '视频通话', 2);
  await isOver(desk, '视频通话', 2);
  const { items } = await taxpayer.call('GET', `/v1/sessions/${id}/calls`);
  expect(items[0]).toMatchObject({ state: { name: 'ended' }, reason: { name: 'cut' } });
});

test('a device that is given only after its call is over is let go at once', async ({ people }) => {
  const { desk, chat } = await talking(people);
  // Whoever is asked takes their time.
  await chat.evaluate(() => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      await new Promise<void>((allow) => Object.assign(window, { allow }));
      return real(wanted);
    };
  });
  await press(desk, '邀请语音通话');
  await press(chat, '同意');
  await expect.poll(() => chat.evaluate(() => 'allow' in window)).toBe(true);
  await callWindow(desk, '音频通话').getByRole('button', { name: '取消', exact: true }).click();
  await expect(callWindow(chat, '音频通话')).toBeHidden();
  await chat.evaluate(() => (window as unknown as { allow: () => void }).allow());
  await expect.poll(() => tracks(chat)).toEqual(['ended']);
});
