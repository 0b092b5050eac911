// What those who keep the knowledge do at their bench: writing, judging, publishing behind a gate, going back,
// testing a question, and running a suite.

import type { Page } from '@playwright/test';
import { approved, entryOf, openBench, setGate, THRESHOLD } from './support/bench.ts';
import { ask, openChat } from './support/chat.ts';
import { expect, test } from './support/test.ts';

// A version of the bundled knowledge is built for every publication and every try.
test.describe.configure({ timeout: 300_000 });
const BUILT_MS = 120_000;

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

test('pages: an entry is written, approved by another, published through the gate, and answered', async ({
  people,
  served,
}) => {
  const maintainer = people.staff('maintainer');
  await setGate(served, maintainer);
  const page = await openBench(maintainer, 'entries/new');
  await page.getByRole('textbox', { name: '编号' }).fill('test-moon-tax');
  await page.getByRole('textbox', { name: '标准问题' }).fill('在月球上开店要交什么税？');
  await page.getByRole('textbox', { name: '答复（Markdown）' }).fill('月球上的店铺**不征税**。');
  // What stands beside it is what a taxpayer sees.
  const side = page.getByRole('complementary', { name: '检查与预览' });
  await expect(side.getByText('月球上的店铺')).toContainText('不征税');

  // A wording that another entry has is told while it is written.
  await press(page, '添加问法');
  const wording = page.getByRole('textbox', { name: '相似问法 1', exact: true });
  await wording.fill('企业所得税几个点');
  await expect(page.getByText('重复，且地区、纳税人类型和有效期重叠').first()).toBeVisible();
  await expect(wording).toHaveAttribute('aria-invalid', 'true');
  await press(page, '提交审核');
  await expect(page.getByText('还有错误，改正后才能提交。')).toBeVisible();
  await wording.fill('月球开店交税不');
  await expect(wording).not.toHaveAttribute('aria-invalid', 'true');

  // What was written is there after the window has gone.
  await page.reload();
  await expect(page.getByRole('textbox', { name: '标准问题' })).toHaveValue('在月球上开店要交什么税？');
  await expect(page.getByText('已恢复您上次没有提交的内容。')).toBeVisible();
  await press(page, '保存草稿');
  await expect(page).toHaveURL(/entries\/test-moon-tax$/);
  await press(page, '提交审核');
  await expect(page.getByText('修改已提交，等待审核。')).toBeVisible();

  // Nobody judges what is their own, and is told so.
  const [revision] = (await maintainer.call('GET', '/v1/kb/revisions?state=open&subject=entry/test-moon-tax'))
    .items;
  const both = people.staff('reviewer', { staff_roles: ['maintainer', 'reviewer'] });
  const own = await approvalOf(await openBench(maintainer, `review/${revision.id}`));
  await expect(own).toBeDisabled();

  const reviewer = await openBench(both, 'review');
  await reviewer.getByRole('link', { name: '在月球上开店要交什么税？' }).click();
  await expect(reviewer.getByRole('region', { name: '改了什么' })).toContainText('月球开店交税不');
  await press(reviewer, '通过');
  await expect(reviewer.getByText('已通过，等待发布')).toBeVisible();

  const publisher = await openBench(people.staff('publisher'), 'publish');
  await publisher.getByRole('textbox', { name: '发布说明' }).fill('月球店铺');
  await press(publisher, '发布 1 项修改');
  await expect(publisher.getByText(/^第 \d+ 版已发布，正在服务。$/)).toBeVisible({ timeout: BUILT_MS });
  await expect(publisher.getByRole('region', { name: '质量门禁' })).toContainText('达到');
  await expect(publisher.getByRole('region', { name: '版本', exact: true })).toContainText('月球店铺');

  const turn = await ask(await openChat(people.taxpayer()), '在月球上开店要交什么税？');
  await expect(turn).toContainText('不征税');
});

/** The button that holds a change to be right. */
async function approvalOf(page: Page) {
  await expect(page.getByText('这是您自己的修改，需要由他人审核。')).toBeVisible();
  return page.getByRole('button', { name: '通过', exact: true });
}

test('pages: a change is given back with a reason, mended and submitted again', async ({ people }) => {
  const maintainer = people.staff('maintainer');
  const wish = {
    subject: 'entry/test-mars-tax',
    body: { entry: entryOf('test-mars-tax', '火星上怎么报税？', '不用报。') },
  };
  const begun = await maintainer.call('POST', '/v1/kb/revisions', wish);
  await maintainer.call('POST', `/v1/kb/revisions/${begun.id}/actions`, { action: 'submit' });
  const reviewer = await openBench(people.staff('reviewer'), `review/${begun.id}`);
  await press(reviewer, '退回');
  const dialog = reviewer.getByRole('dialog', { name: '退回修改' });
  await dialog.getByRole('textbox', { name: '退回原因' }).fill('请写明依据的条款');
  await dialog.getByRole('button', { name: '退回', exact: true }).click();
  await expect(reviewer.getByText('请写明依据的条款')).toBeVisible();

  const page = await openBench(maintainer, 'entries/test-mars-tax');
  await expect(page.getByText('请写明依据的条款').first()).toBeVisible();
  await page.getByRole('textbox', { name: '条款' }).fill('第一条');
  await press(page, '提交审核');
  await expect(page.getByText('修改已提交，等待审核。')).toBeVisible();
  await press(page, '收回修改');
  await expect(page.getByRole('textbox', { name: '条款' })).toBeEnabled();
  await press(page, '撤销修改');
  await page
    .getByRole('dialog', { name: '撤销修改' })
    .getByRole('button', { name: '撤销修改', exact: true })
    .click();
  await expect(page).toHaveURL(/\/knowledge\/entries$/);
});

test('pages: a broken gate refuses and leads to the case, and the change is taken back', async ({
  people,
  served,
}) => {
  const [maintainer, reviewer] = [people.staff('maintainer'), people.staff('reviewer')];
  await setGate(served, maintainer);
  // Its question is that of the gate, word for word, and so it would be found first.
  const thief = { entry: entryOf('test-thief', THRESHOLD, '与此无关。') };
  const { id } = await approved(maintainer, reviewer, { subject: 'entry/test-thief', body: thief });
  const before = (await maintainer.call('GET', '/v1/versions')).items[0].id;

  const page = await openBench(people.staff('publisher'), 'publish');
  await press(page, '发布 1 项修改');
  const refusal = page.getByRole('alert');
  await expect(refusal).toContainText('没有发布，现行版本不变。', { timeout: BUILT_MS });
  await expect(refusal).toContainText('hit@1>=1');
  expect((await maintainer.call('GET', '/v1/versions')).items[0].id).toBe(before);
  await refusal.getByRole('link', { name: THRESHOLD }).click();
  await expect(page.getByRole('region', { name: '结论' })).toContainText('直接答复');

  await maintainer.call('POST', `/v1/kb/revisions/${id}/actions`, { action: 'take_back' });
  await maintainer.call('POST', `/v1/kb/revisions/${id}/actions`, { action: 'withdraw' });
});

test('pages: an older version is served again, and two are compared', async ({ people, served }) => {
  const [maintainer, reviewer] = [people.staff('maintainer'), people.staff('reviewer')];
  const publisher = people.staff('publisher');
  await setGate(served, maintainer);
  const publish = async (id: string, question: string) => {
    const entry = entryOf(id, question, '不征税。');
    const revision = await approved(maintainer, reviewer, { subject: `entry/${id}`, body: { entry } });
    return publisher.call('POST', '/v1/kb/publish', { revisions: [revision.id], note: question });
  };
  const first = await publish('test-venus', '金星上怎么报税？');
  const second = await publish('test-mercury', '水星上怎么报税？');

  const page = await openBench(publisher, 'publish');
  const versions = page.getByRole('region', { name: '版本', exact: true });
  await versions.getByRole('link', { name: `第 ${second.number} 版` }).click();
  await expect(page.getByRole('region', { name: '这一版的修改' })).toContainText('水星上怎么报税？');
  await page.goBack();
  const row = page.getByRole('row').filter({ hasText: '金星上怎么报税？' });
  await row.getByRole('button', { name: '退回到这一版' }).click();
  const dialog = page.getByRole('dialog', { name: '更换现行版本' });
  await expect(dialog).toContainText(`第 ${second.number} 版换成第 ${first.number} 版`);
  await dialog.getByRole('button', { name: '更换', exact: true }).click();
  await expect(page.getByText(`现行：第 ${first.number} 版`)).toBeVisible({ timeout: BUILT_MS });
  expect((await publisher.call('GET', '/v1/versions')).items[0].number).toBe(first.number);
});

test('pages: a question is tested through every stage', async ({ people }) => {
  const page = await openBench(people.staff('maintainer'), 'hit');
  await page.getByRole('textbox', { name: '问题' }).fill('小规模纳税人月销售额多少可以免增值税');
  await page.getByRole('textbox', { name: '问题' }).press('Enter');
  await expect(page.getByRole('region', { name: '结论' })).toContainText('答复');
  const candidates = page.getByRole('region', { name: '候选条目' });
  await expect(candidates.getByRole('listitem').first()).toContainText(
    '小规模纳税人月销售额多少可以免征增值税？',
  );
  await expect(candidates).toContainText('BM25');
  await expect(page.getByRole('region', { name: '读法' })).toContainText('销售额');
  await expect(page.getByRole('region', { name: '召回与用时' })).toContainText('微秒');
  await expect(page.getByRole('region', { name: '置信度怎么来' })).toContainText('合计');
  // What was asked stands in the address.
  await page.reload();
  await expect(page.getByRole('region', { name: '结论' })).toContainText('答复');
});

test('pages: a suite is uploaded, run, and its report read', async ({ people }) => {
  const page = await openBench(people.staff('maintainer'), 'evaluation');
  await press(page, '上传评测集');
  const upload = page.getByRole('dialog', { name: '上传评测集' });
  const cases = [
    {
      id: 'right',
      question: '小规模一个月卖多少不用交增值税',
      expect: ['vat-small-threshold'],
      tags: ['口语'],
    },
    { id: 'wrong', question: '起征点是10万还是15万', expect: ['no-such-entry'] },
  ];
  const file = (text: string) => ({
    name: 'Trial.jsonl',
    mimeType: 'application/jsonl',
    buffer: Buffer.from(text),
  });
  // What is wrong with it is told by line.
  await upload.getByLabel('文件（JSONL）').setInputFiles(file('{"id": "a"}\n'));
  await upload.getByRole('button', { name: '上传', exact: true }).click();
  await expect(upload.getByRole('alert')).toBeVisible();
  const lines = cases.map((one) => JSON.stringify(one)).join('\n');
  await upload.getByLabel('文件（JSONL）').setInputFiles(file(`${lines}\n`));
  await upload.getByRole('button', { name: '上传', exact: true }).click();
  await expect(page.getByText('已保存，共 2 个用例')).toBeVisible();

  await page.getByRole('row').filter({ hasText: 'trial' }).getByRole('button', { name: '运行' }).click();
  await page.getByRole('dialog', { name: '开始评测' }).getByRole('button', { name: '开始评测' }).click();
  await expect(page.getByRole('group', { name: '进度' })).toContainText('已完成');
  const report = page.getByRole('region', { name: '主要指标' });
  await expect(report).toContainText('首位命中');
  await expect(report).toContainText('0.5000');
  const wrong = page.getByRole('region', { name: '用例', exact: true });
  await expect(page.getByRole('button', { name: '未通过 1' })).toBeVisible();
  await wrong.getByRole('link', { name: '起征点是10万还是15万' }).click();
  await expect(page.getByRole('region', { name: '候选条目' })).toBeVisible();
});

test('the bench offers nobody what they may not do', async ({ people }) => {
  const auditor = await openBench(people.staff('auditor'), 'publish');
  await expect(auditor.getByRole('link', { name: '命中测试' })).toHaveCount(0);
  await expect(auditor.getByRole('link', { name: '审计' })).toBeVisible();
  await expect(auditor.getByRole('button', { name: /^发布/ })).toHaveCount(0);
  const agent = await people.staff('agent').open('/knowledge/');
  await expect(agent.getByText('当前账号不能使用知识工作台')).toBeVisible();
});
