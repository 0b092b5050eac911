// How many messages and to-dos wait to be read, for the badge of the icon and the tabs.

import { onScopeDispose, ref, watch, type Ref } from 'vue';
import { ask, type Server } from '#/api/server.ts';
import type { TokenKeeper } from '#/chat/token.ts';
import type { Visit } from '#/chat/visit.ts';
import { listMessages } from '#client/sdk.gen.ts';
import type { UnreadBody } from '#client/types.gen.ts';

/** Nothing tells a window of new messages, so it looks. */
const LOOK_AGAIN_MS = 60_000;

export type Notices = {
  unread: Ref<UnreadBody>;
  /** Whether there is somebody to have messages; null while that is not known. */
  isKnown: Ref<boolean | null>;
  look: () => Promise<void>;
};

export function useNotices(server: Server, keeper: TokenKeeper, visit: Visit): Notices {
  const unread = ref<UnreadBody>({ notice: 0, todo: 0 });
  const isKnown = ref<boolean | null>(null);

  const none = () => (unread.value = { notice: 0, todo: 0 });
  /** Numbers the looks; only what the last one finds is shown. */
  let last = 0;

  const look = async () => {
    const mine = (last += 1);
    const known = Boolean(await server.token());
    if (mine !== last) return;
    isKnown.value = known;
    if (!known) return void none();
    const found = await ask(listMessages({ client: server.client }));
    if (mine === last) unread.value = found.unread;
  };
  /** A count that does not come is looked for again; nothing is said of it. */
  const lookQuietly = () => void look().catch(() => {});
  const timer = window.setInterval(() => {
    if (document.visibilityState === 'visible') lookQuietly();
  }, LOOK_AGAIN_MS);
  onScopeDispose(() => window.clearInterval(timer));
  watch(keeper.changes, lookQuietly);
  // What waits for somebody else is not counted while it is looked for anew.
  watch(visit.subject, none);
  lookQuietly();
  return { unread, isKnown, look };
}
