// 我的预约 in the personal centre: what the taxpayer reserved, and what the tax office invites to.

import { act, dayAhead, fact, goTo, invite, main, reserve, row } from './support/centre.ts';
import { expect, test } from './support/test.ts';

const at = (days: number, time: string) => `${dayAhead(days)}T${time}:00+08:00`;

test('003 §2.2.1: a reservation is found, shown and cancelled', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const first = await reserve(taxpayer, '咨询发票红冲的步骤', at(2, '10:00'));
  const second = await reserve(taxpayer, '咨询个税汇算的材料', at(4, '15:30'));
  const page = await taxpayer.open('/centre/');
  // 我的预约, 我的发起
  await goTo(page, '我的发起');
  await expect(row(page, first.number)).toBeVisible();
  await expect(row(page, second.number)).toBeVisible();
  const query = page.getByRole('button', { name: '查询', exact: true });
  const reset = page.getByRole('button', { name: '重置', exact: true });

  // A number has to be whole and right; everything else is a part of what is looked for.
  await page.getByLabel('预约编号').fill(first.number.slice(0, -1));
  await query.click();
  await expect(page.getByText('没有符合条件的内容。请调整条件后再查询。')).toBeVisible();
  await page.getByLabel('预约编号').fill(first.number);
  await query.click();
  await expect(row(page, first.number)).toBeVisible();
  await expect(row(page, second.number)).toHaveCount(0);
  await reset.click();
  await expect(row(page, second.number)).toBeVisible();

  await page.getByRole('button', { name: '展开' }).click();
  await page.getByLabel('预约时间起').fill(dayAhead(3));
  await page.getByLabel('预约时间止').fill(dayAhead(5));
  await page.getByLabel('预约互动方式').selectOption('线上');
  await page.getByLabel('预约事项说明').fill('汇算');
  await page.getByLabel('预约状态').selectOption('预约成功');
  await page.getByLabel('互动状态').selectOption('待互动');
  await query.click();
  await expect(row(page, second.number)).toBeVisible();
  await expect(row(page, first.number)).toHaveCount(0);
  // What was asked for stands in the address, so a reload shows the same.
  await page.reload();
  await expect(row(page, second.number)).toBeVisible();
  await expect(row(page, first.number)).toHaveCount(0);
  await expect(page.getByLabel('预约事项说明')).toHaveValue('汇算');

  await row(page, second.number).getByRole('link', { name: '查看详情' }).click();
  await expect(fact(page, '预约编号')).toHaveText(second.number);
  await expect(fact(page, '预约服务单位')).toHaveText('广州市运营中心');
  await expect(fact(page, '预约发起人')).toHaveText('本人');
  await expect(fact(page, '应约人')).toHaveText('税务机关');
  await expect(fact(page, '预约服务时间')).toContainText('15:30');
  // Before its time nobody can be there, and why is said.
  const arrive = page.getByRole('button', { name: '到场等候' });
  await expect(arrive).toHaveAttribute('aria-disabled', 'true');
  await expect(arrive).toHaveAccessibleDescription(/在服务时间内可以到场等候/);

  const cancel = page.getByRole('button', { name: '取消预约' });
  await cancel.click();
  const dialog = page.getByRole('dialog', { name: '取消预约' });
  await dialog.getByRole('button', { name: '取消', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(cancel).toBeFocused();
  await expect(fact(page, '预约状态')).toHaveText('预约成功');
  await cancel.click();
  await dialog.getByRole('button', { name: '确定' }).click();
  await expect(page.getByText('预约已取消。')).toBeVisible();
  await expect(fact(page, '预约状态')).toHaveText('取消预约');
  await expect(fact(page, '互动状态')).toHaveText('互动失败');
  await expect(cancel).toHaveAttribute('aria-disabled', 'true');
  expect((await taxpayer.call('GET', `/v1/reservations/${second.id}`)).allowed_actions).toEqual([]);

  // Back to the list as it was left, in which it is found by what it has become.
  await page.getByRole('link', { name: '返回我的发起' }).click();
  await expect(page.getByLabel('预约事项说明')).toHaveValue('汇算');
  await page.getByLabel('预约状态').selectOption('取消预约');
  await page.getByLabel('互动状态').selectOption('互动失败');
  await query.click();
  await expect(row(page, second.number)).toContainText('取消预约');
});

test('003 §2.2.2: an invitation is accepted, another refused with a reason', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const agent = await people.agent();
  const accepted = await invite(agent, taxpayer, '邀请您参加操作辅导', at(2, '09:30'));
  const refused = await invite(agent, taxpayer, '邀请您核对登记信息', at(3, '14:00'));
  const page = await taxpayer.open('/centre/');
  await goTo(page, '税局邀请');
  await expect(row(page, accepted.number)).toContainText('待确认');
  await page.getByRole('button', { name: '展开' }).click();
  await page.getByLabel('预约事项说明').fill('登记');
  await page.getByRole('button', { name: '查询', exact: true }).click();
  await expect(row(page, accepted.number)).toHaveCount(0);

  await row(page, refused.number).getByRole('link', { name: '查看详情' }).click();
  await expect(fact(page, '预约发起人')).toHaveText('税务机关');
  await page.getByRole('button', { name: '拒绝预约' }).click();
  const dialog = page.getByRole('dialog', { name: '拒绝预约' });
  // Without a reason it stays as it is.
  await dialog.getByRole('button', { name: '确定' }).click();
  await expect(dialog).toBeVisible();
  await dialog.getByLabel('拒绝原因').fill('那天我在外地，请改天联系。');
  await dialog.getByRole('button', { name: '确定' }).click();
  await expect(fact(page, '预约状态')).toHaveText('已拒绝');
  await expect(fact(page, '互动状态')).toHaveText('互动失败');
  await expect(fact(page, '拒绝原因')).toHaveText('那天我在外地，请改天联系。');
  const told = await agent.call('GET', `/v1/invitations/${refused.id}`);
  expect(told).toMatchObject({ confirmation: { name: 'refused' }, reason: '那天我在外地，请改天联系。' });

  await page.getByRole('link', { name: '返回税局邀请' }).click();
  await page.getByRole('button', { name: '重置' }).click();
  await row(page, accepted.number).getByRole('link', { name: '查看详情' }).click();
  await expect(fact(page, '互动状态')).toHaveText('—');
  await page.getByRole('button', { name: '接受预约' }).click();
  await expect(fact(page, '预约状态')).toHaveText('预约成功');
  await expect(fact(page, '互动状态')).toHaveText('待互动');
  await expect(main(page).getByRole('button', { name: '接受预约' })).toHaveAttribute('aria-disabled', 'true');
  await expect(main(page).getByRole('button', { name: '取消预约' })).not.toHaveAttribute('aria-disabled');

  // What was accepted may still be let go; the office may not begin it before its time.
  const early = agent.served.send(agent.token, 'POST', `/v1/invitations/${accepted.id}/actions`, {
    action: 'begin',
  });
  expect((await early).status).toBe(409);
  await act(taxpayer, 'invitations', accepted.id, { action: 'cancel' });
  await page.reload();
  await expect(fact(page, '预约状态')).toHaveText('取消预约');
});
