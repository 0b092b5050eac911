// 快捷入口 as the taxpayer chose them in the chat: read once for each who enters.

import { ref, watch } from 'vue';
import { listShortcuts } from '#client/sdk.gen.ts';
import type { Shortcut } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { server, token } from '#/centre/visitor.ts';

export const shortcuts = ref<Shortcut[]>([]);

async function read(): Promise<void> {
  try {
    const { available, chosen } = await ask(listShortcuts({ client: server.client }));
    const known = new Map(available.map((shortcut) => [shortcut.key, shortcut]));
    shortcuts.value = chosen.flatMap((key) => known.get(key) ?? []);
  } catch {
    // The menu does without them.
    shortcuts.value = [];
  }
}

watch(token, (given) => void (given && read()), { immediate: true });
