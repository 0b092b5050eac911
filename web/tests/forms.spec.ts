// Notes and reservations from the window: every rule of their forms, their files, and what comes of them.

import type { Page } from '@playwright/test';
import { dayAhead, fact, fileOf, row } from './support/centre.ts';
import { openChat } from './support/chat.ts';
import { expect, test, type Person } from './support/test.ts';

const mine = async (person: Person, kind: string) => (await person.call('GET', `/v1/${kind}`)).items;

/** Opens one of the forms above the input. */
async function openForm(person: Person, button: string, title: string) {
  const page = await openChat(person);
  await page.getByRole('button', { name: button, exact: true }).click();
  const form = page.getByRole('dialog', { name: title });
  await expect(form).toBeVisible();
  return { page, form };
}

test('003 §1.19: a note is left by every rule of its form', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const { page, form } = await openForm(taxpayer, '留言', '留言');
  const submit = form.getByRole('button', { name: '提交' });
  const content = form.getByLabel('留言内容');
  // The center that serves is filled in.
  await expect(form.getByLabel('留言机构')).toHaveValue('gd-gz');
  await expect(content).toHaveAccessibleDescription('至少 5 个字。 0/2000');

  await submit.click();
  await expect(form.getByLabel('留言类型')).toHaveAccessibleDescription('请选择一项。');
  await expect(form.getByLabel('留言类型')).toBeFocused();
  await expect(content).toHaveAccessibleDescription('请填写这一项。');
  const remind = form.getByRole('radiogroup', { name: '是否需要提醒服务' });
  await expect(remind).toHaveAccessibleDescription('请选择一项。');

  await form.getByLabel('留言类型').selectOption('系统操作');
  await content.fill('四个字呢');
  await submit.click();
  await expect(content).toHaveAccessibleDescription('至少 5 个字。');
  await content.fill('字'.repeat(2001));
  await submit.click();
  await expect(content).toHaveAccessibleDescription('最多 2000 个字。');
  await content.fill('登录以后看不到我的预约，请帮我查一查。');

  // How the reply is to reach somebody is asked of who wants to be reminded alone.
  await expect(form.getByLabel('结果接收方式')).toHaveCount(0);
  await remind.getByLabel('是').check();
  await submit.click();
  await expect(form.getByLabel('结果接收方式')).toHaveAccessibleDescription('请选择一项。');
  await form.getByLabel('结果接收方式').selectOption('短信');
  await form.getByLabel('手机号码').fill('1380');
  await submit.click();
  await expect(form.getByLabel('手机号码')).toHaveAccessibleDescription('请填写 11 位手机号码。');
  // Of nobody whose number is not known a short text can be sent; that only the server knows.
  await form.getByLabel('手机号码').fill('');
  await submit.click();
  await expect(form.getByLabel('手机号码')).toHaveAttribute('aria-invalid', 'true');
  expect(await mine(taxpayer, 'notes')).toEqual([]);

  // What was typed is there again after the page was left.
  await page.reload();
  await page.getByRole('button', { name: '留言', exact: true }).click();
  await expect(form.getByText('已恢复您上次没有提交的内容。')).toBeVisible();
  await expect(content).toHaveValue('登录以后看不到我的预约，请帮我查一查。');
  await form.getByLabel('手机号码').fill('13800138000');
  await submit.click();
  const done = page.getByRole('dialog', { name: '提交留言成功' });
  await expect(done).toBeVisible();
  const [note] = await mine(taxpayer, 'notes');
  await expect(done).toContainText(note.number);
  expect(note).toMatchObject({ note_type: '系统操作', content: '登录以后看不到我的预约，请帮我查一查。' });
  await done.getByRole('button', { name: '确定' }).click();
  await expect(form).toBeHidden();

  // It is confirmed in the personal centre.
  const centre = await taxpayer.open('/centre/notes');
  await row(centre, note.number).getByRole('link', { name: '查看详情' }).click();
  await expect(fact(centre, '结果接收方式')).toHaveText('短信');
  await expect(fact(centre, '留言内容')).toHaveText('登录以后看不到我的预约，请帮我查一查。');
});

const choose = async (page: Page, files: ReturnType<typeof fileOf>[]) => {
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '选择文件' }).click();
  await (await choosing).setFiles(files);
};

test('004 留言: a file is chosen, uploaded, and cancelled while it uploads', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const { page, form } = await openForm(taxpayer, '留言', '留言');
  const files = form.getByRole('group', { name: '附件材料' });
  const file = (name: string) => files.getByRole('listitem').filter({ hasText: name });
  const upload = files.getByRole('button', { name: '点击上传', exact: true });
  await expect(upload).toBeDisabled();
  await expect(files).toHaveAccessibleDescription(/需要点击上传.*可上传 gif、.*最多 20 个/);

  await choose(page, [
    fileOf('说明.txt'),
    fileOf('大的说明.txt', 300_000),
    fileOf('程序.exe'),
    fileOf('空的.txt', 0),
  ]);
  await expect(file('程序.exe')).toContainText('不支持这种文件。');
  await expect(file('空的.txt')).toContainText('这是一个空文件。');
  for (const name of ['程序.exe', '空的.txt'])
    await files.getByRole('button', { name: `移除 ${name}` }).click();
  await expect(file('说明.txt').first()).toContainText('待上传');

  // Chosen is not uploaded yet, and nothing is handed in without.
  await form.getByLabel('留言类型').selectOption('业务咨询');
  await form.getByLabel('留言内容').fill('随附两份说明，请查收。');
  await form.getByLabel('否', { exact: true }).check();
  await form.getByRole('button', { name: '提交' }).click();
  await expect(files).toHaveAccessibleDescription('还有文件没有上传。请点击上传，或者移除。');

  // The second one stays on its way until it is cancelled.
  let held = () => {};
  const isHeld = new Promise<void>((done) => (held = done));
  await page.route(/attachments\?name=%E5%A4%A7/, () => held());
  await upload.click();
  await isHeld;
  await expect(files.getByRole('listitem').first()).toContainText('已上传');
  await expect(file('大的说明.txt')).toContainText('上传中');
  await files.getByRole('button', { name: '取消上传 大的说明.txt' }).click();
  await expect(file('大的说明.txt')).toContainText('已取消上传');
  await page.unroute(/attachments\?name=%E5%A4%A7/);
  await files.getByRole('button', { name: '重新上传 大的说明.txt' }).click();
  await expect(file('大的说明.txt')).toContainText('已上传');
  await choose(page, [fileOf('多余.txt')]);
  await upload.click();
  await expect(file('多余.txt')).toContainText('已上传');
  await files.getByRole('button', { name: '移除 多余.txt' }).click();

  await form.getByRole('button', { name: '提交' }).click();
  await expect(page.getByRole('dialog', { name: '提交留言成功' })).toBeVisible();
  const [{ id }] = await mine(taxpayer, 'notes');
  const { attachments } = await taxpayer.call('GET', `/v1/notes/${id}`);
  expect(attachments.map(({ name }: { name: string }) => name)).toEqual(['说明.txt', '大的说明.txt']);
});

test('003 §1.20: a reservation is made, confirmed and found', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const { page, form } = await openForm(taxpayer, '预约', '预约互动');
  const submit = form.getByRole('button', { name: '提交' });
  await expect(form.getByLabel('预约服务类型')).toHaveValue('综合服务');
  await expect(form.getByLabel('预约业务类别')).toHaveValue('综合服务');
  await expect(form.getByText('广州市运营中心')).toBeVisible();
  await submit.click();
  const way = form.getByRole('radiogroup', { name: '预约互动方式' });
  await expect(way).toHaveAccessibleDescription('请选择一项。');
  await expect(form.getByLabel('预约事项说明')).toHaveAccessibleDescription('请填写这一项。');
  const times = form.getByRole('radiogroup', { name: '时段' });
  await expect(times).toHaveAccessibleDescription('请选择一项。');

  await way.getByLabel('线上').check();
  await expect(form.getByLabel('手机号码')).toHaveCount(0);
  await form.getByLabel('预约服务类型').fill('发票服务');
  await form.getByLabel('日期').fill(dayAhead(2));
  // Space presses what has the focus; the arrow goes to the half hour that follows.
  await times.getByRole('radio', { name: '10:00-10:30' }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await expect(times.getByRole('radio', { name: '10:30-11:00' })).toBeChecked();
  await form.getByLabel('预约事项说明').fill('想了解数电发票怎样红冲。');
  await submit.click();

  const check = page.getByRole('dialog', { name: '请确认预约信息' });
  await expect(fact(check, '预约服务类型')).toHaveText('发票服务');
  await expect(fact(check, '预约互动方式')).toHaveText('线上');
  await expect(fact(check, '预约服务时间')).toContainText('10:30');
  await check.getByRole('button', { name: '取消' }).click();
  expect(await mine(taxpayer, 'reservations')).toEqual([]);
  await submit.click();
  await check.getByRole('button', { name: '确认' }).click();
  const done = page.getByRole('dialog', { name: '预约提示' });
  await expect(done).toContainText('预约成功');
  const [made] = await mine(taxpayer, 'reservations');
  await expect(done).toContainText(made.number);
  expect(Date.parse(made.begins_at)).toBe(Date.parse(`${dayAhead(2)}T10:30:00+08:00`));
  await done.getByRole('button', { name: '确定' }).click();

  const centre = await taxpayer.open('/centre/reservations');
  await expect(row(centre, made.number)).toContainText('待互动');
  await expect(row(centre, made.number)).toContainText('想了解数电发票怎样红冲。');
});

test('003 §1.20.3: by telephone a number is asked for', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const { page, form } = await openForm(taxpayer, '预约', '预约互动');
  const submit = form.getByRole('button', { name: '提交' });
  await form.getByLabel('电话', { exact: true }).check();
  await form.getByLabel('日期').fill(dayAhead(3));
  await form.getByText('15:00-15:30').click();
  await form.getByLabel('预约事项说明').fill('请来电说明需要带的资料。');
  await submit.click();
  const mobile = form.getByLabel('手机号码');
  await expect(mobile).toHaveAccessibleDescription('请填写这一项。');
  await mobile.fill('020-8888');
  await submit.click();
  await expect(mobile).toHaveAccessibleDescription('请填写 11 位手机号码。');
  await mobile.fill('13900139000');
  await submit.click();
  const check = page.getByRole('dialog', { name: '请确认预约信息' });
  await expect(fact(check, '手机号码')).toHaveText('13900139000');
  await check.getByRole('button', { name: '确认' }).click();
  await expect(page.getByRole('dialog', { name: '预约提示' })).toBeVisible();
  const [made] = await mine(taxpayer, 'reservations');
  expect(made).toMatchObject({ way: { name: 'phone' }, mobile: '139****9000' });
});

test('that a day has no times is said only once it was asked', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  let answer = () => {};
  const asked = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/slots?*', async (route) => {
    await asked;
    await route.fulfill({
      json: { day: new URL(route.request().url()).searchParams.get('day'), begins_at: [] },
    });
  });
  const asking = page.waitForRequest('**/slots?*');
  await page.getByRole('button', { name: '预约', exact: true }).click();
  await asking;
  const none = page.getByText('这一天没有可选的时段，请另选日期。');
  await expect(none).toHaveCount(0);
  answer();
  await expect(none).toBeVisible();
});

test('what the server finds wrong after the last look has the focus', async ({ people }) => {
  const taxpayer = people.taxpayer();
  const { page, form } = await openForm(taxpayer, '预约', '预约互动');
  await page.route('**/v1/reservations', (route) =>
    route.fulfill({
      status: 422,
      contentType: 'application/problem+json',
      json: {
        code: 'form',
        title: '表单有误',
        detail: '',
        status: 422,
        faults: [{ field: 'form.subject_matter', rule: 'words', detail: '请换一种说法。' }],
      },
    }),
  );
  await form.getByLabel('线上').check();
  await form
    .getByRole('radio', { name: /^\d\d:\d\d/ })
    .and(form.locator(':enabled'))
    .first()
    .check({ force: true });
  const matter = form.getByLabel('预约事项说明');
  await matter.fill('咨询发票红冲的步骤');
  await form.getByRole('button', { name: '提交' }).click();
  const sure = page.getByRole('dialog', { name: '请确认预约信息' });
  await sure.getByRole('button', { name: '确认' }).click();
  await expect(matter).toHaveAccessibleDescription(/请换一种说法/);
  await expect(matter).toBeFocused();
});
