// How many messages and to-dos wait to be read, for the badge of the icon and the tabs.

import { onScopeDispose, ref, watch, type Ref } from 'vue';
import { ask, type Server } from '#/api/server.ts';
import type { TokenKeeper } from '#/chat/token.ts';
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

export function useNotices(server: Server, keeper: TokenKeeper): Notices {
  const unread = ref<UnreadBody>({ notice: 0, todo: 0 });
  const isKnown = ref<boolean | null>(null);

  const look = async () => {
    isKnown.value = Boolean(await server.token());
    if (!isKnown.value) {
      unread.value = { notice: 0, todo: 0 };
      return;
    }
    unread.value = (await ask(listMessages({ client: server.client }))).unread;
  };
  /** A count that does not come is looked for again; nothing is said of it. */
  const lookQuietly = () => void look().catch(() => {});
  const timer = window.setInterval(() => {
    if (document.visibilityState === 'visible') lookQuietly();
  }, LOOK_AGAIN_MS);
  onScopeDispose(() => window.clearInterval(timer));
  watch(keeper.changes, lookQuietly);
  lookQuietly();
  return { unread, isKnown, look };
}
