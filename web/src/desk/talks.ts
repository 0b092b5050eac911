// What the agent has in hand, with what was said in it: who waits for an answer and how long, what is
// unread, what each talk is about. The socket says that something happened, this reads what.

import { computed, reactive, watch } from 'vue';
import { listSessionEvents, markSessionRead, showSession, showSessionPacket } from '#client/sdk.gen.ts';
import type { MatterRef, PacketBody, SessionEvent } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { inHand, type InHand } from '#/desk/live.ts';
import { preview } from '#/desk/sessions/lines.ts';
import { server } from '#/desk/who.ts';

export type Talk = InHand & {
  /** What the person asked last before they came. */
  topic: string | null;
  /** What the desk began it for. */
  grown_out_of: MatterRef | null;
  emotion: PacketBody['emotion'];
  last: { side: 'taxpayer' | 'agent'; text: string; at: number } | null;
  /** Since when the taxpayer waits for an answer. */
  waitsSince: number | null;
  /** When somebody was asked to go on. */
  askedAt: number | null;
  unread: number;
  /** Up to where everything was read, and up to where it is known. */
  seen: number;
  known: number;
};

/** How many events one answer has. */
const EVENTS = 100;

/** States of a call that wait for the agent. */
const ASKING = ['asked', 'ringing'];

/** Whether the taxpayer asks for a call and waits for the agent to answer. */
export const asksForCall = ({ part, call }: InHand): boolean =>
  part === 'handler' && call !== null && ASKING.includes(call.state.name);

const talks = reactive(new Map<string, Talk>());
const reading = new Set<string>();
type Hearing = Record<'arrived' | 'said' | 'called', (talk: Talk) => void>;
const hearers = new Set<Hearing>();

/** Hears of talks that come, of what is said in them, and of calls that the taxpayer asks for. */
export function onTalks(hearing: Hearing): () => void {
  hearers.add(hearing);
  return () => hearers.delete(hearing);
}

/** Those who wait for an answer first, the longest wait above; then what stirred last. */
export const ownTalks = computed(() => {
  const mine = [...talks.values()].filter((talk) => talk.part === 'handler');
  const moment = (talk: Talk) => talk.last?.at ?? Date.parse(talk.updated_at);
  return mine.sort((a, b) => {
    if (a.waitsSince !== null && b.waitsSince !== null) return a.waitsSince - b.waitsSince;
    if (a.waitsSince !== null || b.waitsSince !== null) return a.waitsSince !== null ? -1 : 1;
    return moment(b) - moment(a);
  });
});
/** What the agent is asked to go on with. */
export const askedTalks = computed(() => [...talks.values()].filter((talk) => talk.part === 'receiver'));
/** Where the taxpayer waits for the agent to take a call. */
export const callingTalks = computed(() => ownTalks.value.filter(asksForCall));
export const unreadLines = computed(() => ownTalks.value.reduce((sum, talk) => sum + talk.unread, 0));
export const talkOf = (id: string): Talk | undefined => talks.get(id);

/** The agent has looked at all that is known of it. */
export function see(id: string): void {
  const talk = talks.get(id);
  if (!talk) return;
  talk.seen = talk.known;
  talk.unread = 0;
}

function fold(talk: Talk, event: SessionEvent): void {
  const at = Date.parse(event.at);
  talk.known = Math.max(talk.known, event.number);
  switch (event.action) {
    case 'write':
      if (event.line) talk.last = { side: 'taxpayer', text: preview(event.line), at };
      talk.waitsSince ??= at;
      if (event.number > talk.seen) talk.unread++;
      break;
    case 'reply':
      if (event.line) talk.last = { side: 'agent', text: preview(event.line), at };
      talk.waitsSince = null;
      // Whoever answers has read what they answer.
      talk.seen = talk.known;
      talk.unread = 0;
      break;
    case 'connect':
    case 'accept_transfer':
    case 'take_over':
      talk.waitsSince ??= at;
      break;
    case 'transfer':
      talk.askedAt = at;
      break;
  }
}

async function readEvents(talk: Talk): Promise<void> {
  const of = { client: server.client, path: { id: talk.id } };
  for (;;) {
    const { items, version } = await ask(listSessionEvents({ ...of, query: { after: talk.known } }));
    const before = talk.unread;
    items.forEach((event) => fold(talk, event));
    if (talk.unread > before) hearers.forEach(({ said }) => said(talk));
    if (items.length < EVENTS) {
      talk.known = version;
      return;
    }
  }
}

const MEANT = ['answer', 'clarify', 'suggest'];

/** What a person came with: the last question that was understood as one, else the last words. */
export function topicOf(packet: PacketBody | null): string | null {
  const asked = packet?.questions ?? [];
  return (asked.findLast(({ decision }) => MEANT.includes(decision)) ?? asked.at(-1))?.question ?? null;
}

/** What it grew out of: a conversation, of which there is a packet, or another matter. */
async function readOrigin(talk: Talk): Promise<void> {
  const of = { client: server.client, path: { id: talk.id } };
  const session = await ask(showSession(of));
  talk.grown_out_of = session.grown_out_of ?? null;
  if (!session.conversation_id) return;
  const packet = await ask(showSessionPacket(of)).catch(() => null);
  talk.topic = topicOf(packet);
  talk.emotion = packet?.emotion;
}

/** A mark never goes back, so that reading to 0 tells what stands and changes nothing. */
async function readMarks(talk: Talk): Promise<void> {
  const of = { client: server.client, path: { id: talk.id } };
  const marks = await ask(markSessionRead({ ...of, body: { read_to: 0 } })).catch(() => null);
  talk.seen = marks?.agent ?? 0;
}

async function begin(talk: Talk): Promise<void> {
  await Promise.all([readOrigin(talk), talk.part === 'handler' ? readMarks(talk) : null]);
}

/** Reads what is new of a talk, one reading at a time. */
async function read(id: string, isNew: boolean): Promise<void> {
  const talk = talks.get(id);
  if (!talk || reading.has(id)) return;
  reading.add(id);
  try {
    if (isNew) await begin(talk);
    do await readEvents(talk);
    while (talk.known < talk.version);
  } catch {
    // The next sign, or the socket's return, reads it again.
  } finally {
    reading.delete(id);
  }
}

function take(hand: InHand, isFirst: boolean): void {
  const before = talks.get(hand.id);
  if (before && before.part === hand.part) {
    const isCall = asksForCall(hand) && before.call?.id !== hand.call?.id;
    Object.assign(before, hand);
    if (isCall) hearers.forEach(({ called }) => called(before));
    if (before.known < hand.version) void read(hand.id, false);
    return;
  }
  const fresh = {
    topic: null,
    grown_out_of: null,
    emotion: null,
    last: null,
    waitsSince: null,
    askedAt: null,
  };
  talks.set(hand.id, { ...hand, ...fresh, unread: 0, seen: 0, known: 0 });
  void read(hand.id, true);
  if (!isFirst) hearers.forEach(({ arrived }) => arrived(talks.get(hand.id)!));
}

let isFirst = true;
watch(inHand, (hands) => {
  for (const id of talks.keys()) {
    if (!hands.some((hand) => hand.id === id)) talks.delete(id);
  }
  hands.forEach((hand) => take(hand, isFirst));
  isFirst = false;
});
