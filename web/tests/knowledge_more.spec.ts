// What those who keep the knowledge do with what jobs find: mending what is wrong, answering what was asked in
// vain, trying sayings and changes before they are published, and comparing versions.

import type { Page } from '@playwright/test';
import {
  approved,
  askInVain,
  entryOf,
  JOB_MS,
  openBench,
  setGate,
  THRESHOLD,
  withdrawAll,
} from './support/bench.ts';
import { expect, test } from './support/test.ts';

// Every wording of the bundled knowledge is asked, and versions are built.
test.describe.configure({ timeout: 700_000 });

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();

test('pages: what is wrong in meaning is mended by a change or left for a reason', async ({ people }) => {
  const maintainer = people.staff('maintainer');
  const page = await openBench(maintainer, 'health');
  await press(page, '开始体检');
  await expect(page.getByRole('group', { name: '进度' })).toBeVisible();
  const findings = page.getByRole('list', { name: '内容与时效' });
  await expect(findings).toBeVisible({ timeout: JOB_MS });
  await page.getByRole('button', { name: /^相似问重叠 \d+$/ }).click();
  const fixed = findings.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^采纳/ }) });
  const before = await fixed.count();
  expect(before).toBeGreaterThan(2);

  // Where somebody else has the entry in hand it is told, and nothing is done.
  const held = fixed.first();
  const id = await held.locator('.id-text').first().textContent();
  const { entry } = await maintainer.call('GET', `/v1/kb/entries/${id!.trim()}`);
  const other = people.staff('maintainer');
  const begun = await other.call('POST', '/v1/kb/revisions', {
    subject: `entry/${entry.id}`,
    body: { entry },
  });
  await held.getByRole('button', { name: /^采纳/ }).click();
  await expect(page.getByRole('alert')).toContainText('已有人在修订');
  await expect(fixed).toHaveCount(before);
  await other.call('POST', `/v1/kb/revisions/${begun.id}/actions`, { action: 'withdraw' });

  await held.getByRole('button', { name: /^采纳/ }).click();
  await expect(page.getByText('已生成修改，等待审核')).toBeVisible();
  await expect(fixed).toHaveCount(before - 1);
  // Whoever decides by keys goes on with the next.
  await expect(fixed.first().getByRole('button').first()).toBeFocused();

  await fixed.first().getByRole('button', { name: '保持原样' }).click();
  const dialog = page.getByRole('dialog', { name: '保持原样，不再提示' });
  await dialog.getByRole('button', { name: '保持原样', exact: true }).click();
  // Without a reason nothing is done.
  await expect(dialog.getByRole('textbox', { name: '原因' })).toBeFocused();
  await dialog.getByRole('textbox', { name: '原因' }).fill('两种问法都要留');
  await dialog.getByRole('button', { name: '保持原样', exact: true }).click();
  await expect(fixed).toHaveCount(before - 2);

  // What was decided is not there again after a reload, and its change is a step away.
  await page.reload();
  await page.getByText('已处理 2 项').click();
  await page.getByRole('link', { name: '看修改' }).click();
  await expect(page.getByRole('region', { name: '改了什么' })).toBeVisible();
  await page.goBack();

  // What only a person can mend leads to its entry.
  await page.getByRole('button', { name: /^即将到期 \d+$/ }).click();
  await page.getByRole('link', { name: '去修改' }).first().click();
  await expect(page.getByRole('textbox', { name: '标准问题' })).toBeVisible();
  await page.goBack();

  await press(page, '开始体检');
  await press(page, '取消任务');
  await expect(page.getByRole('group', { name: '进度' })).toContainText('已取消');
  await tab(page, '书写与格式');
  await press(page, '开始检查');
  await expect(page.getByText('提示', { exact: true }).first()).toBeVisible({ timeout: JOB_MS });
  await withdrawAll(maintainer);
});

test('pages: what was asked in vain becomes a wording or a draft, or is not wanted', async ({
  people,
  served,
}) => {
  for (const question of [
    '小规模每月卖多少钱能不交增值税呀',
    '小规模每月卖多少钱可以不交增值税',
    '小规模每个月卖多少钱能不交增值税呢',
  ])
    await askInVain(served, question);
  for (const question of ['火锅底料怎么炒', '怎么炒火锅底料', '火锅底料该怎么炒'])
    await askInVain(served, question);
  for (const question of ['小猫不吃饭怎么办', '小猫不吃饭了怎么办', '小猫它不吃饭怎么办'])
    await askInVain(served, question);
  const maintainer = people.staff('maintainer');
  const page = await openBench(maintainer, 'unanswered');
  await page.getByRole('spinbutton', { name: '至少被问几次' }).fill('2');
  await press(page, '开始归类');
  const clusters = page.getByRole('list', { name: '未答问题' });
  await expect(clusters).toBeVisible({ timeout: JOB_MS });
  const of = (text: string) => clusters.locator('.finding').filter({ hasText: text });

  await expect(of('火锅底料')).toContainText('转人工');
  await of('火锅底料')
    .getByRole('button', { name: /^起草条目/ })
    .click();
  await expect(page.getByText('已建好草稿，请补写答复和依据')).toBeVisible();
  await expect(of('火锅底料')).toHaveCount(0);

  await of('小规模每')
    .getByRole('button', { name: /^补充到条目/ })
    .click();
  await expect(page.getByText('已生成修改，等待审核')).toBeVisible();
  await of('小猫').getByRole('button', { name: '不采纳' }).click();
  await page
    .getByRole('dialog', { name: '不采纳这项建议' })
    .getByRole('button', { name: '不采纳', exact: true })
    .click();
  await expect(of('小猫')).toHaveCount(0);

  await page.getByText('已处理 3 项').click();
  await page.getByRole('link', { name: '继续填写' }).click();
  await expect(page.getByRole('textbox', { name: '标准问题' })).toHaveValue(/火锅底料/);
  // What was decided does not come again.
  await page.goBack();
  await page.getByRole('spinbutton', { name: '至少被问几次' }).fill('2');
  await press(page, '开始归类');
  await expect(page.getByText(/另有 \d+ 项建议以前已处理/)).toBeVisible({ timeout: JOB_MS });
  await withdrawAll(maintainer);
});

test('pages: a saying is tried on suites and questions, and submitted', async ({ people, served }) => {
  const maintainer = people.staff('maintainer');
  await setGate(served, maintainer);
  const question = '怎样搞回税款';
  await served.call(null, 'POST', '/v1/answers', { question });
  const missed = { id: 'missed', question, expect: ['no-such-entry'] };
  await maintainer.call('PUT', '/v1/suites/missed', Buffer.from(`${JSON.stringify(missed)}\n`));
  const page = await openBench(maintainer, 'sayings');
  const said = page.getByRole('textbox', { name: '纳税人的说法' });
  await said.fill('搞');
  await page.getByRole('textbox', { name: '法规的叫法' }).fill('申请退税');
  await press(page, '添加');
  await expect(page.getByText('说法至少两个字')).toBeVisible();
  await expect(page.getByRole('button', { name: '预览影响' })).toBeDisabled();
  await page.getByRole('textbox', { name: '第 1 行的说法' }).fill('搞回税款');
  await page.getByRole('textbox', { name: '门禁' }).fill('hit@1>=1');
  await press(page, '预览影响');
  const impact = page.getByRole('region', { name: '预览影响' });
  await expect(impact).toContainText('有变化的问题', { timeout: JOB_MS });
  const turning = impact.getByRole('region', { name: '有变化的问题' });
  const row = turning.getByRole('row').filter({ hasText: question });
  await expect(row).toContainText('同义词');
  await expect(page.getByRole('region', { name: '与现行的差异' })).toContainText('搞回税款 → 申请退税');

  // What was written is there after the window has gone, and what the trial said is.
  await page.reload();
  await expect(page.getByRole('textbox', { name: '第 1 行的说法' })).toHaveValue('搞回税款');
  await expect(row).toBeVisible();
  await press(page, '保存草稿');
  await expect(page.getByText('草稿已保存')).toBeVisible();
  // A gate is not kept, so that it is asked about once more.
  await expect(impact.getByRole('list', { name: '门禁' })).toContainText('hit@1');
  await press(page, '提交审核');
  const doubt = page.getByRole('dialog', { name: '仍要提交' });
  await doubt.getByRole('button', { name: '提交审核' }).click();
  await expect(page.getByText('修改已提交，等待审核。')).toBeVisible();
  await expect(page.getByRole('textbox', { name: '第 1 行的说法' })).toBeDisabled();

  const [{ id }] = (await maintainer.call('GET', '/v1/kb/revisions?state=open&subject=concepts/own.tsv'))
    .items;
  const reviewer = people.staff('reviewer');
  await reviewer.call('POST', `/v1/kb/revisions/${id}/actions`, { action: 'approve' });
  await people.staff('publisher').call('POST', '/v1/kb/publish', { revisions: [id], note: '搞回税款' });
  // In service it is a line among others, which can be taken away again.
  await page.reload();
  await press(page, '删除“搞回税款”');
  await expect(page.getByRole('region', { name: '与现行的差异' })).toContainText('搞回税款');
  await press(page, '提交审核');
  await expect(page.getByText('修改已提交，等待审核。')).toBeVisible();
  await press(page, '收回修改');
  await press(page, '撤销修改');
  await page.getByRole('dialog', { name: '撤销修改' }).getByRole('button', { name: '撤销修改' }).click();
  await expect(page.getByRole('textbox', { name: '第 1 行的说法' })).toHaveValue('搞回税款');
});

test('pages: what people asked is replayed with a change before it is published', async ({
  people,
  served,
}) => {
  await served.call(null, 'POST', '/v1/answers', { question: THRESHOLD });
  const maintainer = people.staff('maintainer');
  const page = await openBench(maintainer, 'replay');
  const thief = { entry: entryOf('test-replayed', THRESHOLD, '与此无关。') };
  await approved(maintainer, people.staff('reviewer'), { subject: 'entry/test-replayed', body: thief });
  await page.reload();
  await expect(page.getByRole('checkbox', { name: THRESHOLD })).toBeChecked();
  await page.getByRole('button', { name: /^回放 \d+ 项修改$/ }).click();
  const turning = page.getByRole('region', { name: '有变化的问题' });
  await expect(turning).toBeVisible({ timeout: JOB_MS });
  const row = turning.getByRole('row').filter({ hasText: THRESHOLD });
  await expect(row.first()).toContainText('首位条目改变');
  await expect(row.first()).toContainText('test-replayed');
  await page.getByRole('button', { name: /^首位条目改变 \d+$/ }).click();
  await expect(page.getByRole('button', { name: /^首位条目改变 \d+$/ })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await withdrawAll(maintainer);
});

test('pages: two versions are compared by a suite, and the report is shown', async ({ people, served }) => {
  const [maintainer, reviewer] = [people.staff('maintainer'), people.staff('reviewer')];
  await setGate(served, maintainer);
  const broken = { entry: entryOf('test-compared', '比较两版怎么报税？', '不征税。') };
  const revision = await approved(maintainer, reviewer, { subject: 'entry/test-compared', body: broken });
  await people.staff('publisher').call('POST', '/v1/kb/publish', { revisions: [revision.id], note: '' });
  const both = [
    { id: 'came', question: '比较两版怎么报税？', expect: ['test-compared'] },
    { id: 'stays', question: THRESHOLD, expect: ['vat-small-threshold'] },
  ];
  const lines = both.map((one) => JSON.stringify(one)).join('\n');
  await maintainer.call('PUT', '/v1/suites/both', Buffer.from(`${lines}\n`));

  const page = await openBench(maintainer, 'evaluation');
  await press(page, '对比版本');
  const dialog = page.getByRole('dialog', { name: '对比版本' });
  await dialog.getByLabel('评测集').selectOption('both');
  await dialog.getByLabel('前一版本').selectOption({ label: '随程序版本' });
  await dialog.getByRole('button', { name: '开始对比' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('对比');
  const turning = page.getByRole('region', { name: '有变化的用例' });
  await expect(turning).toContainText('比较两版怎么报税？', { timeout: JOB_MS });
  await expect(turning).toContainText('改好');
  await expect(turning).toContainText('test-compared');
  const report = page.frameLocator('iframe[title="完整报告"]');
  await expect(report.getByRole('heading', { level: 1 })).toContainText('对比报告');

  // Two runs that are done are compared the same way.
  const { id } = await maintainer.call('POST', '/v1/jobs', {
    kind: 'evaluate',
    params: { suite: 'both', kb_version: '0' },
  });
  await maintainer.call('POST', '/v1/jobs', { kind: 'evaluate', params: { suite: 'both' } });
  await expect.poll(async () => (await maintainer.call('GET', `/v1/jobs/${id}`)).state).toBe('done');
  await page.goto(`${served.address}/knowledge/evaluation`);
  const runs = page.getByRole('checkbox', { name: /both/ });
  await expect(runs.nth(1)).toBeEnabled();
  await expect(runs.nth(0)).toBeEnabled();
  await runs.nth(0).check();
  await runs.nth(1).check();
  await press(page, '对比所选');
  await expect(turning).toContainText('改好', { timeout: JOB_MS });
});

test('the bench lets who only reads see what jobs found, and decide nothing', async ({ people, served }) => {
  await askInVain(served, '月饼怎么做好吃');
  const maintainer = people.staff('maintainer');
  await maintainer.call('POST', '/v1/jobs', { kind: 'cluster', params: { size_min: 1 } });
  const auditor = await openBench(people.staff('auditor'), 'unanswered');
  await expect(auditor.getByRole('list', { name: '未答问题' })).toContainText('月饼', { timeout: JOB_MS });
  await expect(auditor.getByRole('button', { name: /起草|补充到|不采纳|开始归类/ })).toHaveCount(0);
  await auditor.getByRole('link', { name: '同义词' }).click();
  await expect(auditor.getByRole('heading', { level: 1, name: '同义词' })).toBeVisible();
  await expect(auditor.getByRole('button', { name: /添加|保存草稿|提交审核|预览影响/ })).toHaveCount(0);
  const reviewer = await openBench(people.staff('reviewer'), 'unanswered');
  await expect(reviewer.getByRole('button', { name: '开始归类' })).toBeVisible();
  await expect(reviewer.getByRole('button', { name: /起草|补充到|不采纳/ })).toHaveCount(0);
});
