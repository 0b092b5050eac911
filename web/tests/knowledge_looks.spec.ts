// How the bench looks, page by page, at every width and in the dark.

import { approved, entryOf, openBench, setGate, withdrawAll } from './support/bench.ts';
import { looks } from './support/looks.ts';
import { expect, test } from './support/test.ts';

// Many pages at many widths; a busy machine takes its time.
test.describe.configure({ timeout: 300_000 });

const ALL = ['maintainer', 'reviewer', 'publisher'];
const PAGES = ['entries', 'review', 'publish', 'evaluation', 'health', 'jobs', 'audit'];

for (const place of PAGES) {
  test(`looks: the bench, ${place}`, async ({ people, served }) => {
    const everybody = people.staff('maintainer', { staff_roles: ALL });
    await setGate(served, everybody);
    await approved(everybody, people.staff('reviewer'), {
      subject: `entry/look-${place}`,
      body: { entry: entryOf(`look-${place}`, `${place} 怎么看？`, '这样看。') },
      note: '按公告更新',
    });
    const page = await openBench(everybody, place);
    await looks(page, `bench-${place}`);
    await withdrawAll(everybody);
  });
}

test('looks: the bench, an entry with problems and its sides', async ({ people }) => {
  const page = await openBench(
    people.staff('maintainer', { staff_roles: ALL }),
    'entries/vat-small-threshold',
  );
  await page.getByRole('textbox', { name: '相似问法 1', exact: true }).fill('小规模一个月卖多少不用交增值税');
  await expect(page.getByText('在本条目里写了两次').first()).toBeVisible();
  await looks(page, 'bench-entry');
  for (const tab of ['问题', '试问', '差异', '历史']) {
    await page.getByRole('tab', { name: tab }).click();
    await looks(page, `bench-entry-${tab}`);
  }
});

test('looks: the bench, a change to judge', async ({ people }) => {
  const maintainer = people.staff('maintainer');
  const { entry } = await maintainer.call('GET', '/v1/kb/entries/vat-small-rate');
  const changed = {
    ...entry,
    answer: `${entry.answer}\n\n以上按最新公告执行。`,
    similar: entry.similar.slice(1),
  };
  const begun = await maintainer.call('POST', '/v1/kb/revisions', {
    subject: 'entry/vat-small-rate',
    body: { entry: changed },
  });
  await maintainer.call('POST', `/v1/kb/revisions/${begun.id}/actions`, { action: 'submit' });
  const page = await openBench(people.staff('reviewer'), `review/${begun.id}`);
  await looks(page, 'bench-revision');
  await page.getByRole('button', { name: '左右对照' }).click();
  await looks(page, 'bench-revision-beside');
  await maintainer.call('POST', `/v1/kb/revisions/${begun.id}/actions`, { action: 'take_back' });
  await maintainer.call('POST', `/v1/kb/revisions/${begun.id}/actions`, { action: 'withdraw' });
});

test('looks: the bench, a hit test', async ({ people }) => {
  const question = encodeURIComponent('小规模怎么交税');
  const page = await openBench(people.staff('maintainer'), `hit?question=${question}`);
  await expect(page.getByRole('region', { name: '结论' })).toBeVisible();
  await looks(page, 'bench-hit');
});

test('looks: logging in to the bench', async ({ browser, served }) => {
  const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
  await page.goto(`${served.address}/knowledge/`);
  await expect(page.getByRole('textbox', { name: '账号' })).toBeVisible();
  await looks(page, 'bench-login');
  await page.context().close();
});
