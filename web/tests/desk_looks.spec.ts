// How the desk looks, page by page, and the states of a talk, at every width and in the dark.

import { askPerson, line, lines, openChat, say } from './support/chat.ts';
import { act, openDesk, openSession, openTalk, reply } from './support/desk.ts';
import { looks } from './support/looks.ts';
import { expect, test, type Person } from './support/test.ts';

// Many pages at many widths; a busy machine takes its time.
test.describe.configure({ timeout: 300_000 });

const PAGES = [
  'sessions',
  'history',
  'notes',
  'calendar',
  'reservations',
  'invitations',
  'mediations',
  'work-orders',
  'cases',
  'replies',
  'mine',
  'wall',
  'statistics',
  'interceptions',
  'audit',
];

for (const place of PAGES) {
  test(`looks: the desk, ${place}`, async ({ people }) => {
    // The demonstration's center has something on every page.
    const both = people.staff('supervisor', { staff_roles: ['supervisor', 'agent'], center: 'gd-gz-th' });
    const page = await openDesk(both, `/desk/${place}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
    await looks(page, `desk-${place}`);
  });
}

test('looks: the desk, a note', async ({ people }) => {
  const note = { note_type: '业务咨询', content: '请问代开发票需要哪些资料', remind: false };
  const { number } = await people.taxpayer().call('POST', '/v1/notes', { form: note });
  const page = await openDesk(people.staff('supervisor'), `/desk/notes/${number}`);
  await expect(page.getByRole('main')).toContainText('请问代开发票需要哪些资料');
  await looks(page, 'desk-note');
});

test('looks: logging in to the desk', async ({ browser, served }) => {
  const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
  await page.goto(`${served.address}/desk/`);
  await expect(page.getByRole('textbox', { name: '账号' })).toBeVisible();
  await looks(page, 'desk-login');
  await page.context().close();
});

/** A taxpayer and an agent who talk, each in a browser of their own. */
async function talking(people: { agent: () => Promise<Person>; taxpayer: () => Person }) {
  const agent = await people.agent();
  const taxpayer = people.taxpayer();
  const desk = await openDesk(agent);
  const chat = await openChat(taxpayer);
  await askPerson(chat);
  await expect(line(chat)).toBeEditable();
  await openTalk(desk);
  return { agent, desk, chat, id: (await openSession(taxpayer)).id };
}

test('looks: a talk on both sides', async ({ people }) => {
  const { agent, desk, chat, id } = await talking(people);
  await say(chat, '我的申报表提交以后发现所属期填错了，应该怎么更正？已经缴过税款。');
  await expect(lines(desk)).toContainText('所属期填错了');
  const text = '可以在电子税务局“申报更正与作废”里更正，多缴的税款可以申请退税。';
  await act(agent, id, { action: 'reply', line: { kind: 'text', text } });
  await expect(lines(chat)).toContainText('申请退税');
  await looks(chat, 'talk');
  await looks(desk, 'desk-talk');
  await act(agent, id, { action: 'finish' });
});

test('looks: a call on both sides', async ({ people }) => {
  const { desk, chat } = await talking(people);
  await chat.getByRole('button', { name: '表情' }).click();
  await looks(chat, 'talk-emoji');
  await chat.keyboard.press('Escape');
  await chat.getByRole('button', { name: '视频通话' }).click();
  await expect(desk.getByRole('button', { name: '发出邀请' })).toBeVisible();
  await looks(desk, 'desk-call-asked');
  await desk.getByRole('button', { name: '发出邀请' }).click();
  await expect(chat.getByRole('button', { name: '同意' })).toBeVisible();
  await looks(chat, 'talk-call-invited');
  await chat.getByRole('button', { name: '同意' }).click();
  await expect(chat.getByRole('button', { name: '挂断' })).toBeVisible();
  await expect(chat.getByLabel('坐席', { exact: true })).toBeVisible();
  await looks(chat, 'talk-call');
  await looks(desk, 'desk-call');
  await desk.getByRole('button', { name: '挂断' }).click();
  await expect(desk.getByRole('button', { name: '挂断' })).toBeHidden();
});

test('looks: a talk that is passed on, and one that is over', async ({ people }) => {
  const { agent, desk, chat, id } = await talking(people);
  const colleague = await people.agent();
  await act(agent, id, { action: 'transfer', to_agent: colleague.sub });
  await expect(desk.getByText('正在转接，等待对方接手')).toBeVisible();
  await looks(chat, 'talk-transferring');
  await looks(desk, 'desk-transferring');
  await act(colleague, id, { action: 'refuse_transfer' });
  await expect(reply(desk)).toBeEditable();
  await act(agent, id, { action: 'finish' });
  await expect(chat.getByRole('radio', { name: '已解决' })).toBeVisible();
  await looks(chat, 'talk-rating');
  await looks(desk, 'desk-ended');
});

test('looks: the queue', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const page = await openChat(taxpayer);
  await askPerson(page);
  await expect(page.getByRole('region', { name: '人工排队' })).toContainText('您是下一位');
  await looks(page, 'queue');
  await page.getByRole('button', { name: '取消排队' }).click();
  await expect(page.getByText('您已取消排队')).toBeVisible();
  await looks(page, 'queue-left');
});
