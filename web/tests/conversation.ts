// One conversation from its first to its last request, through the generated client alone.
//
// Run as `node tests/conversation.ts <address> <token>`. It prints what was said and done, with ids
// and times replaced, so that the same conversation prints the same lines wherever it is held.

import { client } from '../client/client.gen.ts';
import * as wenshui from '../client/sdk.gen.ts';
import type { AnswerResponse, EventBody } from '../client/types.gen.ts';

const [baseUrl, token] = process.argv.slice(2);
if (baseUrl === undefined || token === undefined) {
  throw new Error('usage: node tests/conversation.ts <address> <token>');
}
client.setConfig({ baseUrl, auth: () => token });

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The body of a reply that was no refusal. */
function body<T>(reply: { data?: T; error?: unknown }): T {
  if (reply.data === undefined) {
    throw new Error(`refused: ${JSON.stringify(reply.error)}`);
  }
  return reply.data;
}

/** The status of a reply, which a broken connection does not have. */
function status(reply: { response?: Response; error?: unknown }): number {
  if (reply.response === undefined) {
    throw new Error(`no reply: ${String(reply.error)}`);
  }
  return reply.response.status;
}

function show(reply: AnswerResponse): void {
  for (const block of reply.say) {
    say(`  ${reply.decision}: ${'markdown' in block ? block.markdown : block.type}`);
  }
  for (const option of reply.clarification?.options ?? []) {
    say(`  [${option.label}]`);
  }
  for (const block of reply.answer?.blocks ?? []) {
    say(`  ${reply.answer?.id}: ${'markdown' in block ? block.markdown : block.type}`);
  }
  for (const basis of reply.answer?.basis ?? []) {
    say(`  by ${basis.title}`);
  }
}

const begun = body(await wenshui.begin({ body: { entry_scene: '电票平台-税务数字账户' } }));
const conversation_id = begun.id;
say(`begun: ${begun.status}, ${begun.entry_scene}, may ${begun.allowed_actions.join(' and ')}`);

// The events are followed from the beginning and read at the end.
const leave = new AbortController();
const signal = AbortSignal.any([leave.signal, AbortSignal.timeout(60_000)]);
const { stream } = await wenshui.events({
  path: { id: conversation_id },
  query: { after: 0 },
  signal,
});

async function ask(question: string, option?: string): Promise<AnswerResponse> {
  say(`> ${question}`);
  const turn = { conversation_id, question, option, client_id: crypto.randomUUID() };
  const first = body(await wenshui.answer({ body: turn }));
  const again = body(await wenshui.answer({ body: turn }));
  if (again.answer_id !== first.answer_id) {
    throw new Error('a turn that is sent again is another turn');
  }
  show(first);
  return first;
}

const vague = await ask('多久申报一次');
const option = vague.clarification?.options.at(1);
if (option === undefined) {
  throw new Error('nothing is asked back');
}
const settled = await ask(option.label, option.id);

const judged = body(await wenshui.judge({ path: { answer_id: settled.answer_id }, body: { useful: true } }));
say(`judged useful: ${judged.say.map((block) => ('markdown' in block ? block.markdown : '')).join('')}`);

const entry_id = settled.answer?.id ?? '';
const favorites = async () => body(await wenshui.listFavorites()).items;
say(`kept: ${status(await wenshui.keepFavorite({ path: { entry_id } }))}`);
for (const kept of await favorites()) {
  say(`  ${kept.entry_id} ${kept.question}`);
}
say(`let go: ${status(await wenshui.releaseFavorite({ path: { entry_id } }))}`);
say(`  ${(await favorites()).length} left`);

const page = body(await wenshui.turns({ path: { id: conversation_id }, query: { limit: 1 } }));
const earlier = body(
  await wenshui.turns({
    path: { id: conversation_id },
    query: { limit: 1, before: page.next_before ?? undefined },
  }),
);
say('history:');
for (const turn of [...page.items, ...earlier.items]) {
  say(`  ${turn.seq} ${turn.source} ${turn.question} → ${turn.reply.decision}`);
}

const suggested = body(await wenshui.suggestions({ query: { q: 'fapiao', seq: 7 } }));
say(`suggested for fapiao (${suggested.seq}):`);
for (const item of suggested.items) {
  say(`  ${item.question} ${JSON.stringify(item.highlights)}`);
}

const shortcuts = body(await wenshui.listShortcuts());
const chosen = [...shortcuts.chosen, 'downloads'];
const changed = body(await wenshui.chooseShortcuts({ body: { keys: chosen } }));
say(`quick entries: ${changed.chosen.join(', ')}`);

const ended = body(await wenshui.end({ path: { id: conversation_id } }));
say(`ended: ${ended.status} after ${ended.last_event} events`);

const late = await wenshui.answer({ body: { conversation_id, question: '征收率是多少' } });
say(`late: ${status(late)} ${late.error?.code}, the conversation is ${late.error?.state}`);
const wrong = await wenshui.answer({ body: { question: '税'.repeat(301) } });
say(`too long: ${status(wrong)} ${wrong.error?.code} in ${wrong.error?.field}`);

function told(event: EventBody): string {
  const turn = event.turn ? ` ${event.turn.question}` : '';
  const feedback = event.feedback ? ` useful: ${event.feedback.useful}` : '';
  return `  ${event.number} ${event.kind}${turn}${feedback}`;
}

say('events:');
for await (const event of stream) {
  say(told(event));
  if (event.kind === 'ended') {
    break;
  }
}
const { stream: rest } = await wenshui.events({
  path: { id: conversation_id },
  query: { after: 3 },
  signal,
});
say('events after 3:');
for await (const event of rest) {
  say(told(event));
  break;
}
leave.abort();
