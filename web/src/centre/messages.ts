// What can be done with notices, wherever they are listed.

import { actOnMessage } from '#client/sdk.gen.ts';
import type { MessageBody } from '#client/types.gen.ts';
import { ask, type Server } from '#/api/server.ts';
import { recount } from '#/centre/counts.ts';
import type { Filter } from '#/parts/list.ts';
import { optionsOf } from '#/centre/options.ts';
import { centre } from '#/centre/words.ts';

export async function doToMessage(server: Server, id: string, action: string): Promise<MessageBody> {
  const asked = actOnMessage({ client: server.client, path: { id }, body: { action } });
  const message = await ask(asked);
  void recount();
  return message;
}

/** The conditions of H-08, by what notices are called in the list. */
export function messageFilters(name: string): Filter[] {
  const w = centre.value.messages;
  return [
    { key: 'name', title: name, as: 'text' },
    { key: 'system', title: w.system, as: 'text' },
    { key: 'is_read', title: w.state, as: 'choice', options: optionsOf(w.states) },
    { key: 'received_from', title: w.from, as: 'from', more: true },
    { key: 'received_until', title: w.until, as: 'until', more: true },
  ];
}

/** A condition that is yes or no on the wire. */
export const asked = (value: string | undefined): boolean | undefined =>
  value ? value === 'true' : undefined;

/** Where a to-do is dealt with, as a page of this room where it is one. */
export function pageOf(handle: string): string | null {
  const url = new URL(handle, location.origin);
  const isHere = url.origin === location.origin && url.pathname.startsWith('/centre/');
  return isHere ? url.pathname.slice('/centre'.length) + url.search : null;
}
