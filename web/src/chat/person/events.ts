// What happens in the conversation while a person is asked for or there: that their session changed is
// told there too, also where its own stream is broken.

import { onScopeDispose, watch } from 'vue';
import { follow, type Followed } from '#/api/follow.ts';
import { ask, streamAddress } from '#/api/server.ts';
import type { Chat } from '#/chat/chat.ts';
import { show } from '#client/sdk.gen.ts';
import type { EventBody } from '#client/types.gen.ts';

const KINDS = ['turn', 'feedback', 'attachment', 'handover', 'session', 'ended'];

/** Follows the conversation until the component that asked is gone; `changed` is told of its session. */
export function useConversationEvents({ server, visit, tokens }: Chat, changed: () => void): void {
  let followed: Followed | null = null;
  /** The number of the event that was heard last; those before the beginning are known. */
  let last: number | null = null;

  const begin = (id: string) => {
    last = null;
    const address = async () => {
      last ??= (await ask(show({ client: server.client, path: { id } }))).last_event;
      const url = await streamAddress(server, `/v1/conversations/${id}/events`, { conversation_id: id });
      url.searchParams.set('after', `${last}`);
      return url;
    };
    const hear = (kind: string, data: unknown) => {
      last = (data as EventBody).number;
      if (kind === 'session') changed();
    };
    followed = follow({ address, kinds: KINDS, hear });
  };
  watch(
    visit.conversation,
    (id) => {
      followed?.close();
      if (id) begin(id);
    },
    { immediate: true },
  );
  watch(tokens, () => visit.conversation.value && followed?.restart());
  onScopeDispose(() => followed?.close());
}
