// What the center that serves is called, as far as whoever asks may know.

import { computed, shallowRef, watch, type Ref } from 'vue';
import { showMyAuthority } from '#client/sdk.gen.ts';
import type { CenterBody } from '#client/types.gen.ts';
import { ask, type Server } from '#/api/server.ts';

/** The name of a center, null while it is not known; people without a token have no authority to look up. */
export function useCenterName(server: Server, center: Ref<string | undefined>) {
  const known = shallowRef<CenterBody[]>([]);
  watch(
    center,
    async (id) => {
      if (!id || known.value.some((one) => one.id === id) || !(await server.token())) return;
      const mine = await ask(showMyAuthority({ client: server.client })).catch(() => null);
      if (mine) known.value = [...(mine.center ? [mine.center] : []), ...mine.centers];
    },
    { immediate: true },
  );
  return computed(() => known.value.find(({ id }) => id === center.value)?.name ?? null);
}
