// The handover packet of a session, read when the session is opened.

import { computed, watch } from 'vue';
import { showSessionPacket } from '#client/sdk.gen.ts';
import type { PacketBody } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { server } from '#/desk/who.ts';
import type { FollowedSession } from '#/session/follow.ts';
import { useLoaded } from '#/parts/task.ts';

/** The packet of a session, once it is known whether there was a conversation before. */
export function usePacket(session: FollowedSession) {
  const loaded = useLoaded((): Promise<PacketBody> =>
    ask(showSessionPacket({ client: server.client, path: { id: session.id } })),
  );
  const hasOne = computed(() => !!session.body.value?.conversation_id);
  watch(hasOne, (has) => has && void loaded.load(), { immediate: true });
  const isNone = computed(() => session.body.value !== null && !hasOne.value);
  return { ...loaded, packet: loaded.value, isNone };
}

export type LoadedPacket = ReturnType<typeof usePacket>;
