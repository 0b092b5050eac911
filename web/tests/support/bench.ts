// The bench of maintainers as tests use it: gates that are asked, people with their parts, and changes that
// are made beside the pages.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Served } from './server.ts';
import { expect, type Person } from './test.ts';

/** A question of the gate, which is no wording of an entry but finds one. */
export const THRESHOLD = '小规模纳税人每个月卖多少可以免增值税？';

/** A suite of a few cases that the bundled knowledge answers; publishing asks it. */
const CASES = [
  { id: 'threshold', question: THRESHOLD, expect: ['vat-small-threshold'] },
  { id: 'weather', question: '今天天气怎么样', expect: [] },
];

/** Has publishing ask a suite of two cases, since every wording of the bundled knowledge would take minutes. */
export async function setGate(served: Served, by: Person): Promise<void> {
  const lines = CASES.map((one) => JSON.stringify(one)).join('\n');
  await by.call('PUT', '/v1/suites/gate', Buffer.from(`${lines}\n`));
  const gate = '[[gate]]\nsuite = "gate.jsonl"\nconditions = ["hit@1>=1"]\n';
  writeFileSync(join(served.folder, 'data', 'gates.toml'), gate);
}

/** Opens a page of the bench. */
export async function openBench(person: Person, path = '', width = 1280): Promise<Page> {
  const page = await person.open(`/knowledge/${path}`, width);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  return page;
}

/** Wishes for something and has it approved, beside the pages; gives the revision. */
export async function approved(by: Person, reviewer: Person, wish: object): Promise<any> {
  const begun = await by.call('POST', '/v1/kb/revisions', wish);
  const act = (person: Person, action: string) =>
    person.call('POST', `/v1/kb/revisions/${begun.id}/actions`, { action });
  await act(by, 'submit');
  return act(reviewer, 'approve');
}

/** An entry of its own for a test. */
export const entryOf = (id: string, question: string, answer: string): object => ({
  id,
  question,
  answer,
  basis: [{ title: '测试公告' }],
});

/** Somebody without an account asks, and wants a person then: it was asked in vain. */
export async function askInVain(served: Served, question: string): Promise<void> {
  const { conversation_id } = await served.call(null, 'POST', '/v1/answers', { question });
  await served.call(null, 'POST', '/v1/answers', { question: '转人工', conversation_id });
}

/** How long a job may take that asks every wording, in a debug build, beside other browsers, behind all answers. */
export const JOB_MS = 320_000;

/** A job that is done, and what came of it. */
export async function jobDone(by: Person, kind: string, params: object): Promise<any> {
  const { id } = await by.call('POST', '/v1/jobs', { kind, params });
  await expect
    .poll(async () => (await by.call('GET', `/v1/jobs/${id}`)).state, { timeout: JOB_MS })
    .toBe('done');
  return id;
}

/** Withdraws what somebody has in hand, so that the next test finds subjects in nobody's hands. */
export async function withdrawAll(by: Person): Promise<void> {
  const { items } = await by.call('GET', `/v1/kb/revisions?state=open&author=${by.sub}`);
  for (const { id, state } of items) {
    const act = (action: string) => by.call('POST', `/v1/kb/revisions/${id}/actions`, { action });
    if (['submitted', 'approved'].includes(state)) await act('take_back');
    await act('withdraw');
  }
}
