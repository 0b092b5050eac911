// The calls of a session: which one is open, how one may begin, and what is done with them. The session's
// stream does not tell of calls, so they are looked for: more often while one rings.

import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { actOnCall, beginCall, listCalls } from '#client/sdk.gen.ts';
import type { CallBody, CallRequest } from '#client/types.gen.ts';
import { ask, type Server } from '#/api/server.ts';
import type { FollowedSession } from '#/session/follow.ts';

const QUIET_MS = 3_000;
const RINGING_MS = 1_000;

/** What means that one wants to be in it here. Whoever only asks for a call is asked again. */
const TAKES_UP = ['invite', 'gather', 'accept', 'choose', 'join'];

export type Calls = ReturnType<typeof useCalls>;

export function useCalls(server: Server, session: FollowedSession) {
  const calls = shallowRef<CallBody[]>([]);
  const mayStart = shallowRef<string[]>([]);
  /** The one that is looked at though it is over. */
  const kept = ref<string | null>(null);
  /** The one that this page goes into as soon as it is connected, since it was taken up here. */
  const mine = ref<string | null>(null);
  let timer = 0;
  let reading: Promise<void> | null = null;
  let gone = false;

  /** The one that is open. */
  const open = computed(() => calls.value.find(({ state }) => state.name !== 'ended') ?? null);
  /** The one to show: what is open and concerns whoever looks, else what did while this page looked. */
  const current = computed(() => {
    const found = open.value ?? calls.value.find(({ id }) => id === kept.value);
    return found && (found.id === kept.value || concerns(found)) ? found : null;
  });
  /** Staff who only look on at a talk have no part in its calls, but for rooms. */
  const concerns = ({ allowed_actions, tracks }: CallBody) =>
    session.side === 'taxpayer' || allowed_actions.length > 0 || tracks != null;

  const runs = computed(() => ['active', 'transferring', 'dropped'].includes(session.state.value ?? ''));

  async function read(): Promise<void> {
    const { client } = server;
    const read = await ask(listCalls({ client, path: { id: session.id } }));
    calls.value = read.items;
    mayStart.value = read.may_start;
    if (open.value && concerns(open.value)) kept.value = open.value.id;
  }

  /** Reads them now; of several wishes at once, one is asked. */
  function refresh(): Promise<void> {
    window.clearTimeout(timer);
    reading ??= read()
      .catch(() => {})
      .finally(() => {
        reading = null;
        if (gone || !(runs.value || open.value)) return;
        const rings = open.value !== null && open.value.state.name !== 'connected';
        timer = window.setTimeout(refresh, rings ? RINGING_MS : QUIET_MS);
      });
    return reading;
  }

  /** Begins one; refused where another one is open. */
  async function start(request: CallRequest): Promise<void> {
    const begun = await ask(beginCall({ client: server.client, path: { id: session.id }, body: request }));
    if (TAKES_UP.includes(request.start)) mine.value = begun.id;
    await refresh();
  }

  /** Does something with the one that is open. */
  async function act(action: string): Promise<void> {
    const id = open.value?.id;
    if (!id) return;
    try {
      await ask(actOnCall({ client: server.client, path: { id }, body: { action } }));
      if (TAKES_UP.includes(action)) mine.value = id;
    } finally {
      await refresh();
    }
  }

  // What happens to the session ends its calls or allows new ones.
  watch([session.state, session.connection], () => runs.value && void refresh(), { immediate: true });
  const seen = () => document.visibilityState === 'visible' && runs.value && void refresh();
  document.addEventListener('visibilitychange', seen);
  onScopeDispose(() => {
    gone = true;
    window.clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  });

  return {
    session,
    side: session.side,
    open,
    current,
    mine,
    mayStart,
    may: (action: string) => open.value?.allowed_actions.includes(action) ?? false,
    start,
    act,
    refresh,
    /** The one that is over is not looked at any more. */
    dismiss: () => (kept.value = null),
  };
}
