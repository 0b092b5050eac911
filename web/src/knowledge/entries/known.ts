// What entries have as topics already, for choosing; read once a page.

import { ref } from 'vue';
import { topics } from '#client/sdk.gen.ts';
import { ask } from '#/api/server.ts';
import { server } from '#/knowledge/who.ts';

export const topicNames = ref<string[]>([]);

let asked = false;

/** Without them a topic is written. */
export async function readTopics(): Promise<void> {
  if (asked) return;
  asked = true;
  const got = await ask(topics({ client: server.client })).catch(() => null);
  topicNames.value = got?.items.map(({ name }) => name) ?? [];
}
