// The agent's own socket: it says that the agent is there, and tells what they have in hand whenever that
// changes. It is opened anew after each break.

import { ref, shallowRef } from 'vue';
import { showPresence } from '#client/sdk.gen.ts';
import type { AgentBody, Label } from '#client/types.gen.ts';
import type { Connection } from '#/api/follow.ts';
import { problemOf } from '#/api/problem.ts';
import { ask, streamAddress } from '#/api/server.ts';
import { server } from '#/desk/who.ts';
import { now } from '#/parts/clock.ts';

/** A session that concerns the agent, as the socket tells it. */
export type InHand = {
  id: string;
  number: string;
  /** A larger one than before says that something happened. */
  version: number;
  state: Label;
  /** `receiver` where a transfer asks the agent to go on. */
  part: 'handler' | 'receiver';
  center: string;
  updated_at: string;
  /** The call that is open in it. */
  call: { id: string; kind: Label; state: Label } | null;
};
type AgentSign = { kind: 'in_hand'; agent: AgentBody; sessions: InHand[] };

const AGAIN_FIRST_MS = 500;
const AGAIN_MOST_MS = 15_000;

/** The agent as the server knows them; null before they have said what they take. */
export const me = shallowRef<AgentBody | null>(null);
export const inHand = shallowRef<InHand[]>([]);
export const connection = ref<Connection>('connecting');
/** Since when the socket is broken. */
export const brokenSince = ref<number | null>(null);

let socket: WebSocket | undefined;
/** Counts openings: what an older one brings is not wanted any more. */
let opening = 0;
let timer = 0;
let waitMs = AGAIN_FIRST_MS;
let wanted = false;

function hear({ data }: MessageEvent<string>): void {
  const sign = JSON.parse(data) as AgentSign;
  if (sign.kind !== 'in_hand') return;
  me.value = sign.agent;
  inHand.value = sign.sessions;
}

/** Lets the socket go, with whatever is under way to open one: nothing of these is heard any more. */
function drop(): void {
  const broken = socket;
  socket = undefined;
  opening++;
  window.clearTimeout(timer);
  broken?.close();
}

async function open(): Promise<void> {
  drop();
  const mine = opening;
  try {
    const url = await streamAddress(server, '/v1/agents/me/socket', { agent: true });
    if (mine !== opening) return;
    url.protocol = url.protocol.replace('http', 'ws');
    const made = new WebSocket(url);
    socket = made;
    made.onopen = () => {
      if (socket !== made) return;
      connection.value = 'open';
      brokenSince.value = null;
      waitMs = AGAIN_FIRST_MS;
    };
    made.onmessage = (message: MessageEvent<string>) => {
      if (socket === made) hear(message);
    };
    made.onclose = () => {
      if (socket === made) later();
    };
  } catch (thrown) {
    // Without a token that holds, the login opens it again.
    if (mine === opening && !problemOf(thrown).isUnknown) later();
  }
}

function later(): void {
  drop();
  brokenSince.value ??= now.value;
  connection.value = navigator.onLine ? 'connecting' : 'offline';
  // Those who were cut off together do not come back together.
  timer = window.setTimeout(open, waitMs * (0.5 + Math.random() / 2));
  waitMs = Math.min(waitMs * 2, AGAIN_MOST_MS);
}

/**
 * Begins to work, where the agent has said before what they take.
 *
 * @throws {Problem} When that is not known.
 */
export async function beginWork(): Promise<void> {
  if (socket) return;
  try {
    me.value = await ask(showPresence({ client: server.client }));
  } catch (thrown) {
    const problem = problemOf(thrown);
    if (problem.code === 'not_present') return;
    throw problem;
  }
  // It may have come back by itself meanwhile.
  if (!socket) connect();
}

/** Opens the socket, and keeps it open. */
export function connect(): void {
  if (!wanted) {
    window.addEventListener('online', open);
    window.addEventListener('offline', later);
  }
  wanted = true;
  waitMs = AGAIN_FIRST_MS;
  void open();
}

/** The agent goes; nobody is told of anything any more. */
export function disconnect(): void {
  wanted = false;
  drop();
  window.removeEventListener('online', open);
  window.removeEventListener('offline', later);
}
