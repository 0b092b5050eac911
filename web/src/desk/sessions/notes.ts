// What an agent writes down for themselves beside a talk. The server has no place for it, so it stays in
// this tab, and every part of the page sees the same.

import { effectScope, type Ref } from 'vue';
import { useKept } from '#/session/kept.ts';

const all = new Map<string, Ref<string>>();
/** Notes outlive the panels that show them. */
const scope = effectScope(true);

export function useNotes(sessionId: string): Ref<string> {
  const known = all.get(sessionId);
  if (known) return known;
  const made = scope.run(() =>
    useKept<string>(
      `wenshui.desk.notes.${sessionId}`,
      (kept) => kept ?? '',
      (now) => now || null,
    ),
  )!;
  all.set(sessionId, made);
  return made;
}
