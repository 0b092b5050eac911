// The handover packet of a session, read when the session is opened.

import { computed, type InjectionKey } from 'vue';
import { showSessionPacket } from '#client/sdk.gen.ts';
import type { PacketBody } from '#client/types.gen.ts';
import { problemOf } from '#/api/problem.ts';
import { ask } from '#/api/server.ts';
import { server } from '#/desk/who.ts';
import { useLoaded } from '#/parts/task.ts';

/** Where there was no conversation before, there is no packet. */
export function usePacket(id: string) {
  const loaded = useLoaded(async (): Promise<PacketBody | 'none'> => {
    try {
      return await ask(showSessionPacket({ client: server.client, path: { id } }));
    } catch (thrown) {
      if (problemOf(thrown).status === 404) return 'none';
      throw thrown;
    }
  });
  void loaded.load();
  const packet = computed(() => (loaded.value.value === 'none' ? null : loaded.value.value));
  return { ...loaded, packet, isNone: computed(() => loaded.value.value === 'none') };
}

export type LoadedPacket = ReturnType<typeof usePacket>;
export const PACKET: InjectionKey<LoadedPacket> = Symbol('packet');
