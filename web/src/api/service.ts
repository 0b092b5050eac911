// What the service says of itself and what its forms and lines keep to, read once a page.

import { computed, shallowRef } from 'vue';
import { about } from '#client/sdk.gen.ts';
import type { ServiceBody } from '#client/types.gen.ts';
import { ask, type Server } from '#/api/server.ts';

const service = shallowRef<ServiceBody | null>(null);
const asked = new WeakMap<Server, Promise<ServiceBody>>();

/**
 * What the service says.
 *
 * @throws {Problem} Why it did not come; the next call asks again.
 */
export function serviceOf(server: Server): Promise<ServiceBody> {
  const before = asked.get(server);
  if (before) return before;
  const coming = ask(about({ client: server.client }));
  asked.set(server, coming);
  coming.then(
    (come) => (service.value = come),
    () => asked.delete(server),
  );
  return coming;
}

/** What may be sent beside words; null until it came. */
export const attachmentLimits = computed(() => service.value?.attachments ?? null);

/** What forms and lines keep to; null until it came, and until then only the server refuses anything. */
export const deskRules = computed(() => service.value?.desk ?? null);
