// What staff do at their desk, with taxpayers and with each other, in the browsers of all sides.

import type { Page } from '@playwright/test';
import { ask, askPerson, line, lines, openChat, say } from './support/chat.ts';
import { answer, openDesk, openSession, openTalk, ownList, reply } from './support/desk.ts';
import { expect, test } from './support/test.ts';

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Confirms what a dialog asks, by its button. */
const sure = (page: Page, dialog: string, name = dialog) =>
  page.getByRole('dialog', { name: dialog }).getByRole('button', { name, exact: true }).click();

test('003 §1.19.1: an agent makes a work order of a note', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const form = { note_type: '业务咨询', content: '请问代开发票需要哪些资料', remind: false };
  const note = await taxpayer.call('POST', '/v1/notes', { form });
  const agent = await people.agent();
  const page = await openDesk(agent, '/desk/notes');
  await page.getByRole('link', { name: note.number }).click();
  const order = page.getByRole('button', { name: '转工单' });
  await expect(order).toHaveAttribute('aria-disabled', 'true');
  await expect(order).toHaveAccessibleDescription(/需要先领取/);
  await press(page, '领取');
  await order.click();
  await sure(page, '转工单');
  await expect(page.getByRole('button', { name: '收回工单' })).toBeVisible();
  const orders = (await taxpayer.call('GET', '/v1/work-orders')).items;
  expect(orders).toHaveLength(1);

  // What is finished there replies to the note.
  await page.getByRole('link', { name: '工单', exact: true }).click();
  await page.getByRole('link', { name: orders[0].number }).click();
  await press(page, '领取');
  await press(page, '开始办理');
  await press(page, '办结');
  await page.getByRole('dialog').getByRole('textbox', { name: '办理结果' }).fill('带身份证和合同即可');
  await sure(page, '办结');
  await expect(page.getByRole('main')).toContainText('已办结');
  const replied = await taxpayer.call('GET', `/v1/notes/${note.id}`);
  expect(replied.reply.text).toContain('带身份证和合同即可');
});

test('001 坐席: a supervisor watches, whispers and takes over', async ({ people }) => {
  const agent = await people.agent();
  const desk = await openDesk(agent);
  const taxpayer = people.taxpayer();
  const chat = await openChat(taxpayer);
  await askPerson(chat);
  await openTalk(desk);
  await answer(desk, '请问是哪个月的申报');

  const lead = await openDesk(people.staff('supervisor'));
  await lead.getByRole('region', { name: '进行中' }).getByRole('link').first().click();
  await expect(lines(lead)).toContainText('请问是哪个月的申报');
  await expect(lead.getByText('您正在旁观，发言只有工作人员能看到。')).toBeVisible();
  const whisper = lead.getByRole('textbox', { name: '请输入仅内部可见的内容' });
  await whisper.fill('先核对所属期');
  await whisper.press('Enter');
  await expect(lines(desk)).toContainText('先核对所属期');
  await expect(lines(desk)).toContainText('仅内部可见');
  await answer(desk, '我先核对一下所属期');
  await expect(lines(chat)).toContainText('我先核对一下所属期');
  await expect(lines(chat)).not.toContainText('先核对所属期');

  await press(lead, '接管');
  await sure(lead, '接管会话', '接管');
  await answer(lead, '您好，由我继续为您服务');
  await expect(lines(chat)).toContainText('您好，由我继续为您服务');
  await say(chat, '好的');
  await expect(lines(lead)).toContainText('好的');
  await expect(ownList(desk).getByRole('link')).toHaveCount(0);
  await expect(reply(desk)).toBeHidden();
  const session = await openSession(taxpayer);
  const { items } = await taxpayer.call('GET', `/v1/sessions/${session.id}/events`);
  expect(items.some((event: any) => event.action === 'whisper')).toBe(false);
});

test('001 个人中心: a mediation is accepted and joined by both sides', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const wanted_at = new Date(Date.now() + 3_600_000).toISOString();
  const form = { wanted_at, reason: '对核定的应纳税额有异议', contact: '13800138000', attachments: [] };
  const mediation = await taxpayer.call('POST', '/v1/mediations', { form });
  const agent = await people.agent();

  const lead = await openDesk(people.staff('supervisor'), `/desk/mediations/${mediation.number}`);
  await press(lead, '分派');
  const assign = lead.getByRole('dialog', { name: '分派' });
  await assign.getByRole('textbox', { name: '分派给' }).fill(agent.sub);
  await assign.getByRole('button', { name: '分派', exact: true }).click();
  await expect(assign).toBeHidden();

  const desk = await openDesk(agent, `/desk/mediations/${mediation.number}`);
  await press(desk, '受理');
  await press(desk, '进入调解室');
  await expect(reply(desk)).toBeEditable();

  const centre = await taxpayer.open(`/centre/mediations/${mediation.number}`);
  await press(centre, '加入');
  await expect(line(centre)).toBeEditable();
  await say(centre, '我准备好了');
  await expect(lines(desk)).toContainText('我准备好了');

  // The room, with both sides and the notes beside it.
  await press(desk, '多方通话');
  await press(centre, '加入');
  for (const [page, name] of [
    [centre, '坐席'],
    [desk, '纳税人'],
  ] as const) {
    const room = page.getByRole('region', { name: '多方通话' });
    await room.getByRole('button', { name: '开启摄像头' }).click();
    await expect(room.getByRole('button', { name: '关闭摄像头' })).toBeVisible();
    await expect(room.getByLabel(name, { exact: true })).toBeAttached();
  }
  for (const [page, name] of [
    [centre, '坐席'],
    [desk, '纳税人'],
  ] as const) {
    const video = page.getByRole('region', { name: '多方通话' }).getByLabel(name, { exact: true });
    const played = () =>
      video.evaluate((element: HTMLVideoElement) => (element.videoWidth > 0 ? element.currentTime : 0));
    await expect.poll(played).toBeGreaterThan(0);
    const before = await played();
    await expect.poll(played).toBeGreaterThan(before);
  }
  await desk.getByRole('textbox', { name: '会议记录' }).fill('双方核对了收入明细');
  await press(desk, '写记录');
  await expect(desk.getByRole('region', { name: '会议记录' })).toContainText('双方核对了收入明细');
  await press(desk, '结束通话');
  await expect(centre.getByRole('region', { name: '多方通话' })).toBeHidden();

  await press(desk, '打开来源事项');
  await press(desk, '达成调解');
  await desk.getByRole('dialog').getByRole('textbox', { name: '达成的意见' }).fill('按实际收入调整');
  await sure(desk, '达成调解');
  await expect(desk.getByRole('main')).toContainText('调解成功');
  expect((await taxpayer.call('GET', `/v1/mediations/${mediation.id}`)).state.name).toBe('settled');
});

test('001 跨区通办: three sides talk in one case until it is delivered', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const origin = await people.agent();
  const handling = await people.agent({ center: 'gd-zh' });
  const form = {
    channel: 'online',
    matter: '跨区域涉税事项反馈',
    facts: '在珠海施工，主管税务机关在广州',
    handling_center: 'gd-zh',
  };
  const one = await taxpayer.call('POST', '/v1/cases', { form });
  const place = `/desk/cases/${one.number}`;
  const [first, second] = await Promise.all([openDesk(origin, place), openDesk(handling, place)]);

  await press(first, '邀请办理地');
  await first.getByRole('checkbox', { name: '已确认没有风险管理要求' }).check();
  await sure(first, '邀请办理地');
  await second.reload();
  await press(second, '接入互动');
  await expect(reply(second)).toBeEditable();

  // Three sides in one talk.
  const centre = await taxpayer.open(`/centre/cases/${one.number}`);
  await centre.getByRole('link', { name: '进入会话' }).click();
  await expect(line(centre)).toBeEditable();
  await first.reload();
  await first.getByRole('link', { name: '进入会话' }).click();
  await expect(reply(first)).toBeEditable();
  await say(centre, '资料我已带齐');
  await answer(first, '收件地已核对原件');
  await answer(second, '办理地收到');
  for (const page of [centre, first, second]) {
    for (const said of ['资料我已带齐', '收件地已核对原件', '办理地收到']) {
      await expect(lines(page)).toContainText(said);
    }
  }

  await first.getByRole('button', { name: '打开来源事项' }).click();
  await press(first, '初审');
  const review = first.getByRole('dialog', { name: '初审' });
  for (const box of await review.getByRole('checkbox').all()) await box.check();
  const chooser = first.waitForEvent('filechooser');
  await review
    .getByRole('button', { name: /选择文件|添加|上传/ })
    .first()
    .click();
  await (
    await chooser
  ).setFiles([{ name: '申请表.txt', mimeType: 'text/plain', buffer: Buffer.from('申请表') }]);
  await review.getByRole('button', { name: '点击上传' }).click();
  await expect(review).toContainText('已上传');
  await sure(first, '初审');
  await expect(first.getByRole('main')).toContainText('初审通过');

  await second.getByRole('button', { name: '打开来源事项' }).click();
  await press(second, '发送确认单');
  const slip = second.getByRole('dialog', { name: '发送确认单' });
  await slip.getByRole('checkbox', { name: '已再次核验身份' }).check();
  await slip.getByRole('textbox', { name: '告知事项' }).fill('三个工作日内办结');
  await sure(second, '发送确认单');
  await expect(second.getByRole('main')).toContainText('待确认业务办理服务确认单');

  await centre.goto(`${taxpayer.served.address}/centre/cases/${one.number}#token=${taxpayer.token}`);
  await press(centre, '填写确认单');
  const filled = centre.getByRole('dialog');
  await filled.getByRole('textbox', { name: '申请人' }).fill('李经办');
  await filled.getByRole('textbox', { name: '手机号码' }).fill('13800138000');
  await filled.getByRole('radio', { name: '电子送达' }).check();
  await filled.getByRole('button', { name: '提交', exact: true }).click();
  await expect(filled).toBeHidden();

  await second.reload();
  await press(second, '开始审核');
  await press(second, '准予办理');
  await sure(second, '准予办理');
  await press(second, '告知结果');
  await sure(second, '告知结果');
  await press(second, '送达');
  await sure(second, '送达');
  await expect(second.getByRole('main')).toContainText('已送达');
  await centre.reload();
  await expect(centre.getByRole('main')).toContainText('已送达');
  const told = await taxpayer.call('GET', `/v1/cases/${one.id}`);
  expect(told.state.name).toBe('delivered');
  expect((await taxpayer.call('GET', `/v1/sessions/${told.session_id}`)).state.name).toBe('ended');
});

test('pages: a stranger plays both sides from the start page', async ({ browser, served }) => {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  await page.goto(served.address);
  const opens = async (name: string, button: string) => {
    const opened = context.waitForEvent('page');
    const row = page.getByRole('listitem').filter({ hasText: name });
    await row.getByRole('button', { name: button }).click();
    return opened;
  };
  const desk = await opens('演示坐席子', '打开工作台');
  await desk.getByRole('button', { name: '状态' }).click();
  await desk.getByRole('radio', { name: /在线/ }).check();
  await desk
    .getByRole('button', { name: /保存|上线接待/ })
    .last()
    .click();
  const status = desk.getByRole('button', { name: '状态' });
  await expect(status).toContainText('在线');
  // From then on what is chosen holds without another step.
  for (const chosen of ['忙碌', '在线']) {
    await status.click();
    await desk.getByRole('radio', { name: chosen }).check();
    await expect(status).toContainText(chosen);
    await desk.keyboard.press('Escape');
  }
  const chat = await opens('演示纳税人甲', '整页对话');
  const turn = await ask(chat, '小规模纳税人增值税征收率是多少');
  await expect(turn).toContainText('征收率');
  await askPerson(chat);
  await expect(line(chat)).toBeEditable();
  await openTalk(desk);
  await answer(desk, '您好，请讲');
  await expect(lines(chat)).toContainText('您好，请讲');
  await say(chat, '谢谢，已经清楚了');
  await expect(lines(desk)).toContainText('谢谢，已经清楚了');
  await press(desk, '结束会话');
  await sure(desk, '结束会话', '确定');
  await expect(chat.getByRole('form', { name: '请评价本次服务' })).toBeVisible();
  await context.close();
});
