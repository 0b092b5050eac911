// How much waits for the taxpayer: what the menu says behind its names. Read anew after everything that
// is done, and once a minute while the page is looked at.

import { reactive } from 'vue';
import { listMessages, listTodos } from '#client/sdk.gen.ts';
import { ask } from '#/api/server.ts';
import { server, token } from '#/centre/visitor.ts';
import { useFresh } from '#/parts/fresh.ts';

const EVERY_MS = 60_000;

export const counts = reactive({ todos: 0, messages: 0 });

export async function recount(): Promise<void> {
  if (!token.value) return;
  const { client } = server;
  try {
    const [todos, messages] = await Promise.all([
      ask(listTodos({ client, query: { is_done: false } })),
      ask(listMessages({ client })),
    ]);
    counts.todos = todos.open;
    counts.messages = messages.unread.notice + messages.unread.todo;
  } catch {
    // The numbers that stand there stay; the next minute tries again.
  }
}

/** Counts for as long as whoever calls this lives. */
export const keepCounting = (): void => useFresh(recount, EVERY_MS);
