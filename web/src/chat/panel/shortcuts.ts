// 快捷入口 of this person: what there is, and what is shown of it.

import { computed, shallowRef, watch } from 'vue';
import { ask } from '#/api/server.ts';
import type { Chat } from '#/chat/chat.ts';
import { useLoaded, useTask } from '#/parts/task.ts';
import { chooseShortcuts, listShortcuts } from '#client/sdk.gen.ts';
import type { Shortcut, ShortcutList } from '#client/types.gen.ts';

export type Shortcuts = ReturnType<typeof useShortcuts>;

export function useShortcuts({ server, visit, notices }: Chat) {
  const client = server.client;
  const list = shallowRef<ShortcutList | null>(null);
  const { problem, loading, load } = useLoaded(async () => {
    const query = { conversation_id: visit.conversation.value ?? undefined };
    list.value = await ask(listShortcuts({ client, query }));
  });
  const saving = useTask();

  const shown = computed<Shortcut[]>(() =>
    (list.value?.chosen ?? [])
      .map((key) => list.value?.available.find((one) => one.key === key))
      .filter((one) => one !== undefined),
  );
  const others = computed<Shortcut[]>(
    () => list.value?.available.filter(({ key }) => !list.value?.chosen.includes(key)) ?? [],
  );
  const choose = (keys: string[]) =>
    saving.run(async () => {
      // Whoever has no token is known by their conversation.
      const query = { conversation_id: await visit.begun() };
      list.value = await ask(chooseShortcuts({ client, query, body: { keys } }));
    });
  const add = (key: string) => choose([...(list.value?.chosen ?? []), key]);
  const remove = (key: string) => choose((list.value?.chosen ?? []).filter((one) => one !== key));

  watch(notices.isKnown, () => void load(), { immediate: true });
  return { list, problem, loading, load, shown, others, saving, add, remove };
}
