// The chat window as tests use it: asking, and what is said to it.

import type { Locator, Page } from '@playwright/test';
import { expect, type Person } from './test.ts';

/** The field that questions are written in. */
export const question = (page: Page): Locator => page.getByRole('textbox', { name: '您的税费问题' });

/** Opens the page that is nothing but the window, and waits until something can be asked. */
export async function openChat(person: Person, width = 1280, search = ''): Promise<Page> {
  const page = await person.open(`/chat${search}`, width);
  await expect(question(page)).toBeEditable();
  return page;
}

/** Asks by the keyboard; gives the article of the turn once it is answered. */
export async function ask(page: Page, text: string): Promise<Locator> {
  await question(page).fill(text);
  await question(page).press('Enter');
  const turn = page.getByRole('article', { name: text }).last();
  await expect(turn.locator('.reply, .problem')).toBeVisible();
  return turn;
}

/** Has the person ask for a person by the button. */
export async function askPerson(page: Page): Promise<void> {
  await page.getByRole('button', { name: '人工', exact: true }).click();
}

/** The field of a session with a person. */
export const line = (page: Page): Locator => page.getByRole('textbox', { name: '请输入', exact: true });

/** Says something to the agent. */
export async function say(page: Page, text: string): Promise<void> {
  await line(page).fill(text);
  await line(page).press('Enter');
}

/** The lines of the session. */
export const lines = (page: Page): Locator => page.getByRole('log', { name: '人工互动记录' });

/** Opens the start page, which has the window behind its icon. */
export async function openStart(person: Person, width = 1280): Promise<Page> {
  const page = await person.open('/', width);
  await expect(page.getByRole('button', { name: '打开智能互动' })).toBeVisible();
  return page;
}

/** A press on one of the buttons of a part of the page. */
export const press = (within: Page | Locator, name: string): Promise<void> =>
  within.getByRole('button', { name, exact: true }).click();
