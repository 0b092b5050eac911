// What an agent writes down for themselves beside a talk. The server has no place for it, so it stays in
// this tab.

import type { Ref } from 'vue';
import { useKept } from '#/session/kept.ts';

export const useNotes = (sessionId: string): Ref<string> =>
  useKept<string>(
    `wenshui.desk.notes.${sessionId}`,
    (kept) => kept ?? '',
    (now) => now || null,
  );
