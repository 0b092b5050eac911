// 个人中心 and the desk's forms as tests use them: facts by their names, rows by what stands in them, and
// what staff did before anybody looks.

import type { Locator, Page } from '@playwright/test';
import type { Person } from './test.ts';

/** The value of a fact by its name. */
export function fact(place: Page | Locator, title: string): Locator {
  // What is looked for inside of a fact does not begin anew at the dialog.
  const page = 'page' in place ? place.page() : place;
  const named = page.getByRole('term').filter({ hasText: new RegExp(`^${title}$`) });
  return place.locator('.fact').filter({ has: named }).getByRole('definition');
}

/** The row of a list in which something stands. */
export const row = (page: Page, text: string): Locator => page.getByRole('row').filter({ hasText: text });

/** The main part of a page. */
export const main = (page: Page): Locator => page.getByRole('main');

/** Goes to a page by the menu. */
export const goTo = (page: Page, entry: string): Promise<void> =>
  page.getByRole('navigation', { name: '个人中心菜单' }).getByRole('link', { name: entry }).click();

/** Goes to a page by its address. */
export const visit = (page: Page, path: string) => page.goto(new URL(path, page.url()).href);

/** A date some days from now, as a field of dates takes it: days are those of Shanghai. */
export function dayAhead(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
}

let made = 0;
/** An id by which a request counts once. */
export const newId = (): string => `tests-${process.pid}-${(made += 1)}`;

export type NoteFields = { content: string; note_type?: string; remind?: boolean };

/** A note that somebody left. */
export const leaveNote = (person: Person, { content, note_type = '业务咨询', remind = false }: NoteFields) =>
  person.call('POST', '/v1/notes', { client_id: newId(), form: { content, note_type, remind } });

/** A half hour that somebody reserved. */
export const reserve = (person: Person, subject_matter: string, begins_at: string) =>
  person.call('POST', '/v1/reservations', {
    client_id: newId(),
    form: { way: 'online', begins_at, subject_matter },
  });

/** A half hour to which an agent invites. */
export const invite = (agent: Person, invitee: Person, subject_matter: string, begins_at: string) =>
  agent.call('POST', '/v1/invitations', {
    client_id: newId(),
    invitee: invitee.sub,
    form: { way: 'online', begins_at, subject_matter },
  });

/** A work order that an agent opened, took and works on. */
export async function orderUnderway(agent: Person, taxpayer: Person, subject_matter: string) {
  const order = await agent.call('POST', '/v1/work-orders', {
    client_id: newId(),
    taxpayer: taxpayer.sub,
    subject_matter,
  });
  await act(agent, 'work-orders', order.id, { action: 'take' });
  return act(agent, 'work-orders', order.id, { action: 'begin' });
}

/** Something done with a matter beside the page. */
export const act = (person: Person, kind: string, id: string, body: object) =>
  person.call('POST', `/v1/${kind}/${id}/actions`, body);

/** A file of plain text. */
export const fileOf = (name: string, bytes = 200) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.alloc(bytes, 'a line of a text\n'),
});
