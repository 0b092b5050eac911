// The standard questions of entries that are only named by their ids.

import { reactive } from 'vue';
import { entry } from '#client/sdk.gen.ts';
import { ask } from '#/api/server.ts';
import { server } from '#/knowledge/who.ts';

const known = reactive(new Map<string, string>());
const asked = new Set<string>();

export function rememberQuestion(id: string, question: string): void {
  if (question) known.set(id, question);
}

/** The question; empty until it is known, and where there is no such entry. */
export function questionOf(id: string): string {
  if (!known.has(id) && !asked.has(id)) {
    asked.add(id);
    ask(entry({ client: server.client, path: { id } })).then(
      ({ question }) => known.set(id, question),
      () => {},
    );
  }
  return known.get(id) ?? '';
}
