// Who uses the window. What somebody said and typed is not for whoever comes after them.

import { watch } from 'vue';
import { subjectOf } from '#/api/subject.ts';
import type { Chat } from '#/chat/chat.ts';
import type { TokenKeeper } from '#/chat/token.ts';

/**
 * Begins anew for somebody else. A host may say who it is a while after the element stands, and may fail to
 * say it; both decide nothing.
 */
export function watchWho(
  keeper: TokenKeeper,
  { visit, settings }: Pick<Chat, 'visit' | 'settings'>,
  leave: () => void,
): void {
  const look = async (asked: number) => {
    const token = await keeper.current().catch(() => undefined);
    if (token === undefined || asked !== keeper.changes.value) return;
    if (!visit.meet(subjectOf(token))) return;
    settings.closing = false;
    leave();
  };
  // What could not be said before may be when the window is opened.
  watch([keeper.changes, () => settings.open], ([changes]) => void (changes && look(changes)), {
    immediate: true,
  });
}
