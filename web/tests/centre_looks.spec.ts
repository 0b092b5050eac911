// How every page of the personal centre looks, with content and without, at every width, and its dialogs.

import type { Page } from '@playwright/test';
import {
  act,
  dayAhead,
  fileOf,
  invite,
  leaveNote,
  newId,
  orderUnderway,
  reserve,
  visit,
} from './support/centre.ts';
import { accessible, keep, laidOut, looks, looksWell, resize, settled } from './support/looks.ts';
import { expect, test, type Person } from './support/test.ts';

// Many pages at many widths; a busy machine takes its time.
test.describe.configure({ timeout: 300_000 });

const LONG = '申报表里的减免税额与税务机关核定的金额不一致，需要核对近三个月的申报记录和减免税备案资料。';
const at = (days: number, time: string) => `${dayAhead(days)}T${time}:00+08:00`;

/** Somebody with something on every page; gives the addresses of what has a page of its own. */
async function furnished(taxpayer: Person, agent: Person): Promise<Record<string, string>> {
  const note = await leaveNote(taxpayer, { content: LONG });
  await leaveNote(taxpayer, { content: '建议增加大字体的开关。', note_type: '意见建议' });
  await act(agent, 'notes', note.id, { action: 'take' });
  await act(agent, 'notes', note.id, { action: 'reply', text: `${LONG}请携带资料到办税服务厅。` });
  const reservation = await reserve(taxpayer, LONG, at(2, '10:00'));
  const invitation = await invite(agent, taxpayer, LONG, at(3, '14:00'));
  const order = await orderUnderway(agent, taxpayer, LONG);
  await act(agent, 'work-orders', order.id, { action: 'report', text: '已联系技术人员排查。' });
  const form = { reason: LONG, contact: '020-88886666', wanted_at: at(5, '10:00') };
  const mediation = await taxpayer.call('POST', '/v1/mediations', { client_id: newId(), form });
  await taxpayer.call('POST', '/v1/mediations', { client_id: newId(), draft: true, form });
  const handed = { channel: 'online', matter: '跨区域涉税事项报告', facts: LONG, handling_center: 'gd-zh' };
  const region = await taxpayer.call('POST', '/v1/cases', { client_id: newId(), form: handed });
  await taxpayer.call('PUT', '/v1/favorites/vat-small-threshold');
  const sheet = (await taxpayer.call('GET', '/v1/sheets')).items[0];
  const message = (await taxpayer.call('GET', '/v1/messages')).items[0];
  return {
    todos: 'todos',
    messages: 'messages',
    message: `messages/${message.id}`,
    favorites: 'favorites',
    'work-orders': 'work-orders',
    'work-order': `work-orders/${order.number}`,
    reservations: 'reservations',
    reservation: `reservations/${reservation.number}`,
    'reservation-new': 'reservations/new',
    invitations: 'invitations',
    invitation: `invitations/${invitation.number}`,
    mediations: 'mediations',
    mediation: `mediations/${mediation.number}`,
    'mediation-new': 'mediations/new',
    notes: 'notes',
    note: `notes/${note.number}`,
    'note-new': 'notes/new',
    cases: 'cases',
    case: `cases/${region.number}`,
    'case-new': 'cases/new',
    authority: 'authority',
    rights: 'rights',
    surveys: 'surveys',
    survey: `surveys/${sheet.id}`,
  };
}

/** Its own content has come. */
async function stands(page: Page) {
  await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
  await settled(page);
}

type Group = readonly [title: string, own: (name: string) => boolean];
const GROUPS: Group[] = [
  ['what waits and what is kept', (name) => /^(todo|message|favorite|work)/.test(name)],
  ['reservations and invitations', (name) => /^(reserv|invit)/.test(name)],
  ['mediations and cases', (name) => /^(mediat|case)/.test(name)],
  ['notes, authority, rights, surveys', (name) => /^(note|auth|right|survey)/.test(name)],
];

for (const [title, own] of GROUPS) {
  test(`looks: ${title}, at every width and in the dark`, async ({ people }) => {
    const taxpayer = people.taxpayer({ taxpayer_type: '自然人' });
    const pages = await furnished(taxpayer, await people.agent());
    const page = await taxpayer.open('/centre/todos', 390);
    for (const [name, path] of Object.entries(pages).filter(([name]) => own(name))) {
      await test.step(name, async () => {
        const open = async () => {
          await visit(page, `/centre/${path}`);
          await stands(page);
        };
        await looks(page, `centre-${name}`, open);
      });
    }
  });
}

test('looks: lists without content, and pages that are not there', async ({ people }) => {
  const page = await people.taxpayer().open('/centre/todos', 390);
  const lists = ['favorites', 'work-orders', 'reservations', 'invitations', 'mediations', 'notes', 'cases'];
  for (const path of [...lists, 'notes/0', 'surveys/0', 'nowhere']) {
    await visit(page, `/centre/${path}`);
    await stands(page);
    await looksWell(page, `centre-none-${path.replace('/', '-')}`);
  }
  await resize(page, 1280);
  await looksWell(page, 'centre-none-nowhere');
});

test('looks: dialogs and forms with faults', async ({ people }) => {
  const taxpayer = people.taxpayer({ taxpayer_type: '自然人' });
  const agent = await people.agent();
  const pages = await furnished(taxpayer, agent);
  const page = await taxpayer.open('/centre/todos');
  const sizes = [390, 1280] as const;
  const look = async (name: string) => {
    for (const width of sizes) {
      await resize(page, width);
      await laidOut(page);
      await keep(page, `centre-${name}`);
    }
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await accessible(page);
    }
  };
  const press = (name: string) => page.getByRole('main').getByRole('button', { name, exact: true }).click();
  const opened = () => expect(page.getByRole('dialog')).toBeVisible();

  for (const path of ['note-new', 'reservation-new', 'mediation-new', 'case-new']) {
    await visit(page, `/centre/${pages[path]}`);
    await stands(page);
    await press('提交');
    await look(`${path}-faults`);
  }
  await visit(page, '/centre/notes/new');
  const choosing = page.waitForEvent('filechooser');
  await press('选择文件');
  await (await choosing).setFiles([fileOf('说明的资料.txt'), fileOf(`${'很长的名字'.repeat(12)}.exe`)]);
  await look('note-new-files');

  const dialogs: [page: string, button: string, name: string][] = [
    ['reservation', '取消预约', 'cancel'],
    ['invitation', '拒绝预约', 'refuse'],
    ['mediation', '撤销', 'withdraw'],
    ['work-order', '终止', 'terminate'],
  ];
  for (const [path, button, name] of dialogs) {
    await visit(page, `/centre/${pages[path]}`);
    await stands(page);
    await press(button);
    await opened();
    await look(`dialog-${name}`);
  }
  const { items } = await taxpayer.call('GET', '/v1/work-orders');
  await act(agent, 'work-orders', items[0].id, { action: 'finish', result: '已经处理。' });
  await page.reload();
  await press('评价');
  await opened();
  await look('dialog-rate');
  await visit(page, '/centre/authority');
  await press('修改');
  await look('authority-choose');
  await press('确认');
  await opened();
  await look('dialog-authority');
});
