// How what jobs found looks on the bench, page by page, at every width and in the dark.

import {
  approved,
  askInVain,
  entryOf,
  JOB_MS,
  jobDone,
  openBench,
  setGate,
  THRESHOLD,
  withdrawAll,
} from './support/bench.ts';
import { looks } from './support/looks.ts';
import { expect, test } from './support/test.ts';

// Every wording of the bundled knowledge is asked, and versions are built.
test.describe.configure({ timeout: 700_000 });

const ALL = { staff_roles: ['maintainer', 'reviewer', 'publisher'] };

test('looks: the bench, findings', async ({ people }) => {
  const everybody = people.staff('maintainer', ALL);
  const empty = await openBench(everybody, 'health');
  await looks(empty, 'bench-health-empty');
  await jobDone(everybody, 'health', { usage_days: 0 });
  const page = await openBench(everybody, 'health');
  const list = page.getByRole('list', { name: '内容与时效' });
  await expect(list).toBeVisible();
  await page.getByRole('button', { name: /^相似问重叠/ }).click();
  await list.getByRole('button', { name: /^采纳/ }).first().click();
  await page.getByText('已处理 1 项').click();
  await looks(page, 'bench-findings');
  await list.getByRole('button', { name: '保持原样' }).first().click();
  await looks(page, 'bench-findings-leave');
  await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
  await page.getByText(/^主题分布/).click();
  await page.getByText(/^主题分布/).scrollIntoViewIfNeeded();
  await looks(page, 'bench-findings-topics');
  await withdrawAll(everybody);
});

test('looks: the bench, asked in vain', async ({ people, served }) => {
  const everybody = people.staff('maintainer', ALL);
  await looks(await openBench(everybody, 'unanswered'), 'bench-unanswered-empty');
  const asked = ['小规模每月卖多少钱能不交增值税呀', '小规模每月卖多少钱可以不交增值税', '火锅底料怎么炒'];
  for (const question of [...asked, '怎么炒火锅底料', '小猫不吃饭怎么办']) await askInVain(served, question);
  await jobDone(everybody, 'cluster', { size_min: 1 });
  const page = await openBench(everybody, 'unanswered');
  await expect(page.getByRole('list', { name: '未答问题' })).toBeVisible();
  await looks(page, 'bench-unanswered');
});

test('looks: the bench, sayings and a trial of them', async ({ people, served }) => {
  const everybody = people.staff('maintainer', ALL);
  await setGate(served, everybody);
  await served.call(null, 'POST', '/v1/answers', { question: '怎样搞回税款' });
  const page = await openBench(everybody, 'sayings');
  await looks(page, 'bench-sayings-empty');
  await page.getByRole('textbox', { name: '纳税人的说法' }).fill('搞回税款');
  await page.getByRole('textbox', { name: '法规的叫法' }).fill('申请退税');
  await page.getByRole('button', { name: '添加', exact: true }).click();
  await page.getByRole('button', { name: '预览影响' }).click();
  const impact = page.getByRole('region', { name: '预览影响' });
  await expect(impact).toContainText('有变化的问题', { timeout: JOB_MS });
  await page.getByRole('textbox', { name: '纳税人的说法' }).fill('税');
  await page.getByRole('button', { name: '添加', exact: true }).click();
  await looks(page, 'bench-sayings');
  await impact.scrollIntoViewIfNeeded();
  await looks(page, 'bench-sayings-impact');
});

test('looks: the bench, a replay', async ({ people, served }) => {
  const everybody = people.staff('maintainer', ALL);
  await looks(await openBench(everybody, 'replay'), 'bench-replay-empty');
  await served.call(null, 'POST', '/v1/answers', { question: THRESHOLD });
  const body = { entry: entryOf('look-replayed', THRESHOLD, '与此无关。') };
  const { id } = await approved(everybody, people.staff('reviewer'), {
    subject: 'entry/look-replayed',
    body,
  });
  await jobDone(everybody, 'replay', { draft: { revisions: [id] } });
  const page = await openBench(everybody, 'replay');
  await expect(page.getByRole('region', { name: '有变化的问题' })).toBeVisible();
  await looks(page, 'bench-replay');
  await withdrawAll(everybody);
});

test('looks: the bench, a comparison with its report', async ({ people, served }) => {
  const everybody = people.staff('maintainer', ALL);
  await setGate(served, everybody);
  const body = { entry: entryOf('look-compared', THRESHOLD, '与此无关。') };
  const { id } = await approved(everybody, people.staff('reviewer'), {
    subject: 'entry/look-compared',
    body,
  });
  const lines = [
    { id: 'breaks', question: THRESHOLD, expect: ['vat-small-threshold'] },
    { id: 'stays', question: '企业所得税几个点', expect: ['cit-basics-rate'] },
  ].map((one) => JSON.stringify(one));
  await everybody.call('PUT', '/v1/suites/both', Buffer.from(`${lines.join('\n')}\n`));
  // The gate would not let such a version through.
  await everybody.call('PUT', '/v1/suites/gate', Buffer.from(`${lines[1]}\n`));
  await everybody.call('POST', '/v1/kb/publish', { revisions: [id], note: '对比' });
  const job = await jobDone(everybody, 'compare', { suite: 'both', kb_before: '0' });
  const page = await openBench(everybody, `evaluation/comparisons/${job}`);
  const frame = page.locator('iframe');
  await expect(page.frameLocator('iframe').getByRole('heading', { level: 1 })).toBeVisible();
  await looks(page, 'bench-comparison');
  await frame.scrollIntoViewIfNeeded();
  await looks(page, 'bench-comparison-report');
  await page.goto(`${served.address}/knowledge/evaluation`);
  await page.getByRole('button', { name: '对比版本' }).click();
  await looks(page, 'bench-compare-dialog');
  await everybody.call('POST', '/v1/kb/rollback', { number: 0 });
});
