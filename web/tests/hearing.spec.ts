// Speech where all is not well: what was not heard for sure, and a server that has no place left.

import { openChat, press, question } from './support/chat.ts';
import { KNOWLEDGE, QUESTION } from './support/knowledge.ts';
import { hears, listening, microphone, MODEL, told } from './support/microphone.ts';
import { expect, test } from './support/test.ts';

test.use({
  setting: {
    // Nobody is as sure as that, and one is heard at a time.
    config: 'streams_max = 1\n[transcription]\nconfidence_min = 1.0',
    knowledge: KNOWLEDGE,
    flags: ['--speech-model', MODEL],
  },
  launchOptions: listening('增值税怎么申报'),
});

test('what was not heard for sure is named', async ({ people }) => {
  const page = await openChat(people.taxpayer());
  await microphone(page).click();
  await expect(question(page)).toHaveValue(QUESTION);
  await microphone(page).click();
  await expect(told(page)).toHaveText(`没有听准，请核对：“${QUESTION}”。`);
  await expect(question(page)).toHaveValue(QUESTION);
  await expect(page.getByRole('button', { name: '发送', exact: true })).toBeEnabled();
});

test('a busy server says when to come again', async ({ people, served }) => {
  const page = await openChat(people.taxpayer());
  const other = new WebSocket(`${served.address.replace('http', 'ws')}/v1/audio/stream`);
  await new Promise((done) => other.addEventListener('message', done, { once: true }));
  await microphone(page).click();
  await expect(told(page)).toHaveText(/^服务繁忙：请在 \d+ 秒后重试。$/);
  await hears(page, false);
  other.close();
  // Once the other one has gone, trying again is enough.
  await expect(async () => {
    await press(page, '重试');
    await expect(question(page)).toHaveValue(QUESTION);
  }).toPass();
});
