// The other matters of the personal centre: notes, mediations, work orders, one's authority and surveys.

import {
  act,
  dayAhead,
  fact,
  goTo,
  leaveNote,
  main,
  newId,
  orderUnderway,
  row,
  visit,
} from './support/centre.ts';
import { askPerson, openChat } from './support/chat.ts';
import { expect, test } from './support/test.ts';

test('003 §2.1: notes are found by number and by text, with their reply', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const agent = await people.agent();
  const replied = await leaveNote(taxpayer, { content: '纳税申报的截止日期在哪里看？' });
  const waiting = await leaveNote(taxpayer, { content: '建议增加大字体的开关。', note_type: '意见建议' });
  await act(agent, 'notes', replied.id, { action: 'take' });
  await act(agent, 'notes', replied.id, { action: 'reply', text: '在办税日历中可以看到。' });

  const page = await taxpayer.open('/centre/');
  await goTo(page, '我的留言');
  await expect(row(page, replied.number)).toContainText('已完成');
  await expect(row(page, waiting.number)).toContainText('处理中');
  const query = page.getByRole('button', { name: '查询', exact: true });
  await page.getByLabel('留言编号').fill(waiting.number.slice(1));
  await query.click();
  await expect(page.getByText('没有符合条件的内容。请调整条件后再查询。')).toBeVisible();
  await page.getByLabel('留言编号').fill(waiting.number);
  await page.getByLabel('留言编号').press('Enter');
  await expect(row(page, waiting.number)).toBeVisible();
  await expect(row(page, replied.number)).toHaveCount(0);
  await page.getByRole('button', { name: '重置' }).click();
  await expect(row(page, replied.number)).toBeVisible();

  await page.getByRole('button', { name: '展开' }).click();
  await page.getByLabel('留言类型').selectOption('业务咨询');
  await page.getByLabel('处理状态').selectOption('已完成');
  await page.getByLabel('留言日期起').fill(dayAhead(0));
  await page.getByLabel('留言内容').fill('截止');
  await query.click();
  await expect(row(page, waiting.number)).toHaveCount(0);
  await row(page, replied.number).getByRole('link', { name: '查看详情' }).click();
  await expect(fact(page, '留言内容')).toHaveText('纳税申报的截止日期在哪里看？');
  await expect(main(page)).toContainText('在办税日历中可以看到。');

  await visit(page, `/centre/notes/${waiting.number}`);
  await expect(main(page)).toContainText('还没有回复。');
});

test('001 个人中心: a mediation is saved, changed, submitted and withdrawn', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const page = await taxpayer.open('/centre/');
  const one = async () => (await taxpayer.call('GET', '/v1/mediations')).items[0];
  await goTo(page, '调解申请');
  await page.getByRole('link', { name: '发起调解申请' }).click();
  await expect(page.getByLabel('期望沟通时间起')).toHaveAccessibleDescription(
    '沟通时长 60 分钟，只选择开始时间。',
  );
  // A draft may be unfinished.
  await page.getByLabel('申请事由').fill('对罚款的金额有不同意见。');
  await page.getByRole('button', { name: '暂存' }).click();
  await expect(page.getByText('已暂存，可以继续修改或者提交。')).toBeVisible();
  const { number, id } = await one();
  await expect(fact(page, '申请事由')).toHaveText('对罚款的金额有不同意见。');

  await page.getByRole('button', { name: '修改', exact: true }).click();
  await expect(page.getByLabel('申请事由')).toHaveValue('对罚款的金额有不同意见。');
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await expect(page.getByLabel('期望沟通时间起')).toHaveAccessibleDescription('请选择一项。');
  await expect(page.getByLabel('联系方式')).toHaveAccessibleDescription('请填写这一项。');
  await page.getByLabel('申请事由').fill('对罚款的金额有不同意见，希望当面沟通。');
  await page.getByLabel('联系方式').fill('12');
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await expect(page.getByLabel('联系方式')).toHaveAccessibleDescription(
    '请填写手机号码，或者带区号的固定电话。',
  );
  await page.getByLabel('联系方式').fill('020-88886666');
  await page.getByLabel('期望沟通时间起').fill(`${dayAhead(5)}T10:00`);
  await page.getByRole('button', { name: '暂存' }).click();
  await expect(fact(page, '期望沟通时间')).toContainText('10:00');
  expect((await one()).state.name).toBe('draft');

  await page.getByRole('button', { name: '修改', exact: true }).click();
  await page.getByRole('button', { name: '提交', exact: true }).click();
  const sure = page.getByRole('dialog', { name: '提交' });
  await sure.getByRole('button', { name: '确定' }).click();
  await expect(page.getByText('调解申请提交成功。')).toBeVisible();
  await expect(page.getByRole('button', { name: '修改', exact: true })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  expect(await one()).toMatchObject({ state: { name: 'waiting' }, number });

  await page.getByRole('link', { name: '返回调解申请' }).click();
  await page.getByLabel('申请编号').fill(number);
  await page.getByRole('button', { name: '查询', exact: true }).click();
  await expect(row(page, number)).toContainText('待分派');
  await row(page, number).getByRole('button', { name: '撤销' }).click();
  const dialog = page.getByRole('dialog', { name: '撤销确认' });
  await dialog.getByRole('button', { name: '确定' }).click();
  await expect(dialog).toBeVisible();
  await dialog.getByLabel('撤销原因').fill('已经与税务机关沟通清楚。');
  await dialog.getByRole('button', { name: '确定' }).click();
  await expect(page.getByText('调解申请撤销成功。')).toBeVisible();
  await expect(row(page, number)).toContainText('已撤销');
  expect((await taxpayer.call('GET', `/v1/mediations/${id}`)).state.name).toBe('withdrawn');
});

test('001 个人中心: a mediation draft is deleted', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const draft = (reason: string) =>
    taxpayer.call('POST', '/v1/mediations', { client_id: newId(), draft: true, form: { reason } });
  const [gone, stays] = [await draft('写了一半的申请'), await draft('另一份暂存的申请')];
  const page = await taxpayer.open('/centre/mediations');
  await row(page, gone.number).getByRole('button', { name: '删除' }).click();
  const dialog = page.getByRole('dialog', { name: '删除' });
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await row(page, gone.number).getByRole('button', { name: '删除' }).click();
  await dialog.getByRole('button', { name: '确定' }).click();
  await expect(page.getByText('已删除。')).toBeVisible();
  await expect(row(page, gone.number)).toHaveCount(0);
  await expect(row(page, stays.number)).toContainText('暂存');
  expect((await taxpayer.call('GET', '/v1/mediations')).total).toBe(1);

  // From its own page, which then is no more.
  await row(page, stays.number).getByRole('link', { name: '详情' }).click();
  // The list has such a button too.
  await expect(page.getByRole('heading', { name: '调解申请详情' })).toBeVisible();
  await page.getByRole('button', { name: '删除' }).click();
  await dialog.getByRole('button', { name: '确定' }).click();
  await expect(page).toHaveURL(/\/centre\/mediations$/);
  await expect(page.getByText(/暂无调解申请/)).toBeVisible();
  await visit(page, `/centre/mediations/${stays.number}`);
  await expect(page.getByText('没有找到这一项')).toBeVisible();
});

test('000 工单: a work order is urged, ended and rated', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const agent = await people.agent();
  const finished = await orderUnderway(agent, taxpayer, '核实申报表显示的问题');
  const ended = await orderUnderway(agent, taxpayer, '查找历史的预约记录');
  await act(agent, 'work-orders', finished.id, { action: 'report', text: '已联系技术人员排查。' });

  const page = await taxpayer.open('/centre/');
  await goTo(page, '我的工单');
  await row(page, finished.number).getByRole('link', { name: '查看详情' }).click();
  await expect(main(page)).toContainText('已联系技术人员排查。');
  const [urge, end, rate] = ['催办', '终止', '评价'].map((name) =>
    page.getByRole('button', { name, exact: true }),
  );
  await expect(rate!).toHaveAttribute('aria-disabled', 'true');
  await expect(rate!).toHaveAccessibleDescription(/办结或者终止后可以评价一次/);
  await urge!.click();
  await expect(page.getByText('已催办，办理人员会收到提醒。')).toBeVisible();
  await expect(urge!).toHaveAttribute('aria-disabled', 'true');
  await expect(urge!).toHaveAccessibleDescription(/每天一次/);
  const { items } = await agent.call('GET', '/v1/messages');
  expect(items.some(({ title }: { title: string }) => title.includes('催办'))).toBe(true);

  await act(agent, 'work-orders', finished.id, { action: 'finish', result: '问题已经修复，请刷新。' });
  await page.reload();
  await expect(fact(page, '办理结果')).toHaveText('问题已经修复，请刷新。');
  await rate!.click();
  const rating = page.getByRole('dialog', { name: '评价' });
  await rating.getByRole('button', { name: '提交' }).click();
  await expect(rating).toBeVisible();
  await rating.getByRole('radio', { name: '5 星' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(rating.getByRole('radio', { name: '4 星' })).toBeChecked();
  await rating.getByLabel('评价内容').fill('处理得很快。');
  await rating.getByRole('button', { name: '提交' }).click();
  await expect(page.getByText('感谢您的评价。')).toBeVisible();
  await expect(page.getByRole('img', { name: '4 星' })).toBeVisible();
  await expect(main(page)).toContainText('处理得很快。');
  await expect(rate!).toHaveAttribute('aria-disabled', 'true');

  await visit(page, `/centre/work-orders/${ended.number}`);
  await end!.click();
  const dialog = page.getByRole('dialog', { name: '终止' });
  await dialog.getByLabel('原因').fill('已经找到了，不用再查。');
  await dialog.getByRole('button', { name: '确定' }).click();
  await expect(page.getByText('工单已终止。')).toBeVisible();
  await expect(end!).toHaveAttribute('aria-disabled', 'true');
  await expect(rate!).not.toHaveAttribute('aria-disabled');
  expect((await agent.call('GET', `/v1/work-orders/${ended.id}`)).state.name).toBe('terminated');
});

test('001 我的机关: another authority is chosen and serves at the next login', async ({ people }) => {
  const taxpayer = people.taxpayer({ taxpayer_type: '自然人' });
  const page = await taxpayer.open('/centre/');
  await goTo(page, '我的机关');
  await expect(fact(page, '当前服务机关')).toHaveText('广州市运营中心');
  await page.getByRole('button', { name: '修改' }).click();
  await page.getByLabel('服务区域').selectOption('gd-zh');
  await page.getByRole('button', { name: '确认' }).click();
  const told = page.getByRole('dialog', { name: '修改成功' });
  await expect(told).toContainText('修改将在下次登录时生效');
  await told.getByRole('button', { name: '确定' }).click();
  await expect(fact(page, '当前服务机关')).toHaveText('广州市运营中心');
  await expect(fact(page, '下次登录起')).toHaveText('珠海市运营中心');

  // The host tells of the next login.
  await taxpayer.call('POST', '/v1/authorities/mine/actions', { action: 'log_in' });
  await page.reload();
  await expect(fact(page, '当前服务机关')).toHaveText('珠海市运营中心');
  await visit(page, '/centre/reservations/new');
  await expect(main(page)).toContainText('珠海市运营中心');

  // Whose authority is registered cannot choose, and is told so.
  const registered = await people.taxpayer().open('/centre/authority');
  await expect(registered.getByText('您的服务机关由登记信息确定。', { exact: false })).toBeVisible();
  await expect(registered.getByRole('button', { name: '修改' })).toHaveCount(0);
});

test('001 我的机关: whom no center serves chooses one and is served', async ({ people }) => {
  const none = { region: '110101', center: undefined };
  const taxpayer = people.taxpayer({ ...none, taxpayer_type: '自然人' });
  const page = await openChat(taxpayer);
  await askPerson(page);
  const words = '暂无可受理运营中心，请联系管理员配置';
  await expect(page.getByText(words).first()).toBeVisible();

  const centre = await taxpayer.open('/centre/authority');
  await expect(fact(centre, '当前服务机关')).toHaveText('暂无');
  await expect(main(centre)).toContainText(words);
  await centre.getByRole('button', { name: '修改' }).click();
  await centre.getByLabel('服务区域').selectOption('gd-gz');
  await centre.getByRole('button', { name: '确认' }).click();
  await expect(centre.getByRole('dialog', { name: '修改成功' })).toBeVisible();
  await taxpayer.call('POST', '/v1/authorities/mine/actions', { action: 'log_in' });

  // Then a person can be asked for.
  await people.agent();
  const again = await openChat(taxpayer);
  await askPerson(again);
  await expect(again.getByRole('log', { name: '人工互动记录' })).toContainText('您好');
});

test('001 个人中心: a survey is answered and stands among those answered', async ({ people }) => {
  const operator = people.staff('operator');
  const title = `办税体验问卷 ${newId()}`;
  const questions = [
    { id: 'a', text: '您通常在哪里办理业务？', required: true, kind: 'single', options: ['大厅', '网上'] },
    {
      id: 'b',
      text: '您用过哪些服务？',
      required: false,
      kind: 'multiple',
      options: ['咨询', '预约', '留言'],
    },
    { id: 'c', text: '您打几分？', required: true, kind: 'score', score_max: 5 },
    { id: 'd', text: '还有什么建议？', required: false, kind: 'text' },
  ];
  const form = {
    title,
    purpose: '了解大家的感受。',
    audience: 'everyone',
    open_from: `${dayAhead(-1)}T00:00:00+08:00`,
    open_until: `${dayAhead(9)}T00:00:00+08:00`,
    questions,
  };
  const { id } = await operator.call('POST', '/v1/surveys', { client_id: newId(), form });
  await act(operator, 'surveys', id, { action: 'publish' });

  const taxpayer = people.taxpayer();
  const page = await taxpayer.open('/centre/surveys');
  await page.getByRole('tab', { name: '未答' }).click();
  await row(page, title).getByRole('link', { name: '填写' }).click();
  const question = (text: string) => page.getByRole('group', { name: text });
  await page.getByRole('button', { name: '提交答卷' }).click();
  await expect(question('您通常在哪里办理业务？')).toHaveAccessibleDescription('请回答这一题。');
  await expect(question('您打几分？')).toHaveAccessibleDescription('请回答这一题。');
  await question('您通常在哪里办理业务？').getByLabel('网上').check();
  await question('您用过哪些服务？').getByLabel('留言').check();
  await question('您用过哪些服务？').getByLabel('咨询').check();
  await page.getByRole('textbox', { name: '还有什么建议？' }).fill('字再大一些。');
  // What was answered is there again after the page was left.
  await page.reload();
  await expect(page.getByText('已恢复您上次没有提交的内容。')).toBeVisible();
  await expect(page.getByRole('textbox', { name: '还有什么建议？' })).toHaveValue('字再大一些。');
  await question('您打几分？').getByLabel('4').check();
  await page.getByRole('button', { name: '提交答卷' }).click();
  await page.getByRole('dialog', { name: '提交答卷' }).getByRole('button', { name: '确定' }).click();
  await expect(page.getByText('答卷已提交，感谢您的参与。')).toBeVisible();
  await expect(main(page)).toContainText('4 分');
  await expect(page.getByRole('button', { name: '提交答卷' })).toHaveCount(0);
  const { answers } = await taxpayer.call('GET', `/v1/sheets/${id}`);
  expect(answers).toMatchObject({ a: { single: 1 }, b: { multiple: [0, 2] }, c: { score: 4 } });

  await page.getByRole('link', { name: '返回历史问卷' }).click();
  await page.getByRole('tab', { name: '未答' }).click();
  await expect(row(page, title)).toHaveCount(0);
  await page.getByRole('tab', { name: '已答' }).click();
  await expect(row(page, title).getByRole('link', { name: '查看' })).toBeVisible();
});
