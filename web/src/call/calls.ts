// The calls of a session: which one is open, how one may begin, and what is done with them. The session's
// stream tells of them whenever they change.

import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import { actOnCall, beginCall } from '#client/sdk.gen.ts';
import type { CallBody, CallList, CallRequest } from '#client/types.gen.ts';
import { ask, type Server } from '#/api/server.ts';

/** What means that one wants to be in it here. Whoever only asks for a call is asked again. */
const TAKES_UP = ['invite', 'gather', 'accept', 'choose', 'join'];

/** What calls need to know of the session that they belong to. */
export type Talk = {
  readonly id: string;
  readonly side: 'taxpayer' | 'agent';
  readonly calls: Ref<CallList | null>;
  /** The name of its state. */
  readonly state: Ref<string | null>;
};

export type Calls = ReturnType<typeof useCalls>;

export function useCalls(server: Server, session: Talk) {
  const calls = shallowRef<CallBody[]>([]);
  const mayStart = computed(() => session.calls.value?.may_start ?? []);
  /** The one that is looked at though it is over. */
  const kept = ref<string | null>(null);
  /** The one that this page goes into as soon as it is connected, since it was taken up here. */
  const mine = ref<string | null>(null);

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

  function put(read: CallBody[]): void {
    calls.value = read;
    if (open.value && concerns(open.value)) kept.value = open.value.id;
  }

  /** What an answer says may be newer than what was told last, and never stands above what came later. */
  function took(body: CallBody): void {
    const known = calls.value.find(({ id }) => id === body.id);
    if (known && known.version > body.version) return;
    put([body, ...calls.value.filter((call) => call !== known)]);
  }

  watch(session.calls, (told) => told && put(told.items), { immediate: true });

  /** Begins one; refused where another one is open. */
  async function start(request: CallRequest): Promise<void> {
    const begun = await ask(beginCall({ client: server.client, path: { id: session.id }, body: request }));
    if (TAKES_UP.includes(request.start)) mine.value = begun.id;
    took(begun);
  }

  /** Does something with the one that is open. */
  async function act(action: string): Promise<void> {
    const id = open.value?.id;
    if (!id) return;
    const changed = await ask(actOnCall({ client: server.client, path: { id }, body: { action } }));
    if (TAKES_UP.includes(action)) mine.value = id;
    took(changed);
  }

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
    /** The one that is over is not looked at any more. */
    dismiss: () => (kept.value = null),
  };
}
