// The desk as tests use it: an agent at work in their browser, and the talk that they have open.

import type { Locator, Page } from '@playwright/test';
import { expect, type Person } from './test.ts';

/** Opens the desk of whoever works there. */
export async function openDesk(person: Person, path = '/desk/', width = 1280): Promise<Page> {
  const page = await person.open(path, width);
  await expect(page.getByRole('main')).toBeVisible();
  return page;
}

/** The agent's own sessions. */
export const ownList = (page: Page): Locator => page.getByRole('region', { name: '我的会话' });

/** Opens the agent's only session, which is theirs by then. */
export async function openTalk(page: Page): Promise<void> {
  await ownList(page).getByRole('link').first().click();
  await expect(reply(page)).toBeEditable();
}

/** The field that the agent answers in. */
export const reply = (page: Page): Locator => page.getByRole('textbox', { name: '请输入回复' });

export async function answer(page: Page, text: string): Promise<void> {
  await reply(page).fill(text);
  await reply(page).press('Enter');
}

/** The window of a call, on either side. */
export const callWindow = (page: Page, kind: string): Locator => page.getByRole('region', { name: kind });

/** The session that somebody has open now, as the server has it. */
export async function openSession(person: Person): Promise<any> {
  let open: any;
  const look = async () => {
    const { items } = await person.call('GET', '/v1/sessions');
    open = items.find((one: any) => !['ended', 'cancelled'].includes(one.state.name));
    return open !== undefined;
  };
  await expect.poll(look, `an open session of ${person.sub}`).toBe(true);
  return open;
}

/** Does something with a session as this person, beside the pages. */
export const act = (person: Person, session: string, action: object): Promise<any> =>
  person.call('POST', `/v1/sessions/${session}/actions`, action);
