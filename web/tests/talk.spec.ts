// Being put through to a person, and the talk with them, until it is rated.

import { askPerson, line, lines, openChat, say } from './support/chat.ts';
import { expect, test } from './support/test.ts';

test('003 §3.1.1: a person is asked for by the button', async ({ people }) => {
  const agent = await people.agent();
  const taxpayer = await people.taxpayer();
  const page = await openChat(taxpayer);
  await askPerson(page);
  await expect(line(page)).toBeEditable();
  await expect(lines(page)).toContainText('您好');
  const { items } = await agent.call('GET', '/v1/sessions');
  expect(items[0].state.name).toBe('active');
});

test('003 §3.2: texts go both ways and are seen to be read', async ({ people }) => {
  const agent = await people.agent();
  const page = await openChat(people.taxpayer());
  await askPerson(page);
  await say(page, '我想问代开发票的事');
  await expect(lines(page)).toContainText('我想问代开发票的事');
  const session = (await agent.call('GET', '/v1/sessions')).items[0];
  const { items: events } = await agent.call('GET', `/v1/sessions/${session.id}/events`);
  const said = events.find((event: any) => event.line?.text === '我想问代开发票的事');
  await agent.call('PUT', `/v1/sessions/${session.id}/marks`, { read_to: said.number });
  await expect(lines(page)).toContainText('已读');
  await agent.call('POST', `/v1/sessions/${session.id}/actions`, {
    action: 'reply',
    line: { kind: 'text', text: '请先说明开票内容' },
  });
  await expect(lines(page)).toContainText('请先说明开票内容');
});
