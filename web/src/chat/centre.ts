// 个人中心 in a window of its own. It gets the token, so that nobody logs in twice.

import { handOver } from '#/api/visitor.ts';
import type { Chat } from '#/chat/chat.ts';

/** `page` is a place in it, such as `messages`. */
export async function openCentre({ settings, server }: Chat, page = ''): Promise<void> {
  const address = page ? `${settings.centre}/${page}` : settings.centre;
  window.open(handOver(address, await server.token()), '_blank', 'noopener');
}
