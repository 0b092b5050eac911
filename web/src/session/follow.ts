// A session as it happens: its state and its newest lines are read once, then everything that follows is
// heard with its number. What stands here after any number of breaks is what a fresh reading would give.

import { computed, onScopeDispose, ref, shallowReactive, shallowRef } from 'vue';
import {
  actOnSession,
  listSessionEvents,
  markSessionRead,
  showSession,
  typeInSession,
} from '#client/sdk.gen.ts';
import type {
  CallList,
  MarksBody,
  SessionAction,
  SessionBody,
  SessionEvent,
  SessionSign,
  TranscriptBody,
} from '#client/types.gen.ts';
import { follow } from '#/api/follow.ts';
import type { Problem } from '#/api/problem.ts';
import { ask, streamAddress, type Server } from '#/api/server.ts';
import { isSaid, shownOf, type Shown } from '#/session/lines.ts';

/** For whom a page speaks. */
export type Side = 'taxpayer' | 'agent';

/** How much is read at once; the server gives at most a hundred. */
const PAGE = 60;
/** The queue moves without events, so who waits looks again. */
const QUEUE_MS = 5_000;
/** As long as the server says that typing is shown, and a sign of it a little before that is over. */
const TYPING_MS = 5_000;
const TYPING_AGAIN_MS = 4_000;
const MARK_MS = 2_000;

export type FollowedSession = ReturnType<typeof useSession>;

/** Follows a session until the component that asked is gone. */
export function useSession(server: Server, id: string, side: Side) {
  const body = shallowRef<SessionBody | null>(null);
  const events = shallowRef<SessionEvent[]>([]);
  const transcripts = shallowReactive(new Map<number, TranscriptBody>());
  const marks = shallowRef<MarksBody>({ taxpayer: 0, agent: 0 });
  /** Whole, as they were told last. */
  const calls = shallowRef<CallList | null>(null);
  const problem = shallowRef<Problem | null>(null);
  /** Everything behind this number is there. */
  const first = ref(-1);
  let last = 0;

  /** The state as it is now; what was asked for first never stands above what came later. */
  const took = (read: SessionBody) => {
    if (!body.value || read.version >= body.value.version) body.value = read;
  };
  const refresh = onceAtATime(async () =>
    took(await ask(showSession({ client: server.client, path: { id } }))),
  );

  const page = async (after: number) =>
    (await ask(listSessionEvents({ client: server.client, path: { id }, query: { after } }))).items;

  /** The newest lines, read once. */
  async function begin(): Promise<void> {
    if (first.value >= 0) return;
    const after = Math.max(0, (body.value?.version ?? 0) - PAGE);
    const read = await page(after);
    last = Math.max(last, read.at(-1)?.number ?? 0, Math.min(body.value?.version ?? 0, after + 100));
    first.value = after;
    put(read);
  }

  /** More of what was said before. */
  async function loadOlder(): Promise<void> {
    const before = first.value;
    const after = Math.max(0, before - PAGE);
    put((await page(after)).filter(({ number }) => number <= before));
    first.value = after;
  }

  function put(read: SessionEvent[]): void {
    const known = new Set(events.value.map(({ number }) => number));
    const fresh = read.filter(({ number }) => !known.has(number));
    if (fresh.length === 0) return;
    for (const { transcript } of fresh) if (transcript) transcripts.set(transcript.number, transcript);
    events.value = [...events.value, ...fresh].sort((a, b) => a.number - b.number);
  }

  const typing = useTyping();

  function hear(data: unknown): void {
    const sign = data as SessionSign;
    if (sign.kind === 'marks' && sign.marks) marks.value = sign.marks;
    else if (sign.kind === 'calls' && sign.calls) calls.value = sign.calls;
    else if (sign.kind === 'typing' && sign.typing) typing.show(sign.typing.side as Side);
    else if (sign.kind === 'event' && sign.event) happened(sign.event);
  }

  function happened(event: SessionEvent): void {
    last = Math.max(last, event.number);
    put([event]);
    if (isSaid(event.action)) typing.hide(event.part === 'owner' ? 'taxpayer' : 'agent');
    // Words leave the state as it was; every move may change it, and what may be done.
    if (!isSaid(event.action) || event.state !== body.value?.state.name) void refresh().catch(() => {});
  }

  const { connection, close, restart } = follow({
    // Who may see it no more hears that here; a stream by itself only ends.
    address: async () => {
      await refresh();
      await begin();
      problem.value = null;
      const url = await streamAddress(server, `/v1/sessions/${id}/stream`, { session_id: id });
      url.searchParams.set('after', `${last}`);
      return url;
    },
    kinds: ['event', 'marks', 'calls', 'typing'],
    hear: (_, data) => hear(data),
    refused: (why) => (problem.value = why),
  });

  const queue = window.setInterval(() => {
    if (body.value?.state.name === 'waiting') void refresh().catch(() => {});
  }, QUEUE_MS);
  onScopeDispose(() => {
    close();
    window.clearInterval(queue);
  });

  /** Does something; what comes of it is heard here and by everybody else. */
  async function act(action: SessionAction): Promise<void> {
    took(await ask(actOnSession({ client: server.client, path: { id }, body: action })));
  }

  const lines = computed<Shown[]>(() =>
    events.value
      .map((event) => shownOf(event, transcripts.get(event.number) ?? null))
      .filter((line) => line !== null),
  );

  const may = (action: string) => body.value?.allowed_actions.includes(action) ?? false;
  // Staff who only look on have read nothing for the taxpayer.
  const speaks = () => side === 'taxpayer' || may('reply');

  return {
    id,
    side,
    body,
    events,
    lines,
    marks,
    calls,
    problem,
    connection,
    /** Who else types just now. */
    typing: typing.who,
    state: computed(() => body.value?.state.name ?? null),
    may,
    hasOlder: computed(() => first.value > 0),
    isRead: computed(() => first.value >= 0),
    loadOlder,
    /** Follows it anew, where another token may see what the one before might not. */
    restart,
    refresh,
    act,
    took,
    seen: marking(server, id, { marked: () => marks.value[side], speaks }),
    types: saying(server, id),
  };
}

/** Who types, each for as long as it holds. */
function useTyping() {
  const who = shallowRef<Side | null>(null);
  let timer = 0;
  const hide = (side?: Side) => {
    if (side === undefined || who.value === side) who.value = null;
  };
  const show = (side: Side) => {
    who.value = side;
    window.clearTimeout(timer);
    timer = window.setTimeout(hide, TYPING_MS);
  };
  onScopeDispose(() => window.clearTimeout(timer));
  return { who, show, hide };
}

type Marking = { marked: () => number; speaks: () => boolean };

/** Tells the other side how far this one has read, not oftener than every two seconds. */
function marking(server: Server, id: string, { marked, speaks }: Marking) {
  let to = 0;
  let timer = 0;
  const send = async () => {
    timer = 0;
    if (to <= marked() || !speaks()) return;
    const sent = markSessionRead({ client: server.client, path: { id }, body: { read_to: to } });
    // What did not arrive goes with the next mark.
    await ask(sent).catch(() => {});
  };
  onScopeDispose(() => window.clearTimeout(timer));
  return (number: number) => {
    to = Math.max(to, number);
    timer ||= window.setTimeout(send, MARK_MS);
  };
}

/** Tells the other side that this one types. It is a courtesy: where it fails nothing is lost. */
function saying(server: Server, id: string) {
  let next = 0;
  return () => {
    if (Date.now() < next) return;
    next = Date.now() + TYPING_AGAIN_MS;
    void ask(typeInSession({ client: server.client, path: { id } })).catch(() => {});
  };
}

/** Runs a task; asked again meanwhile, it runs once more behind. */
function onceAtATime(task: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const run = (): Promise<void> => {
    running = task().finally(() => (running = null));
    return running;
  };
  return () => {
    if (!running) return run();
    next ??= running
      .catch(() => {})
      .then(() => {
        next = null;
        return run();
      });
    return next;
  };
}
