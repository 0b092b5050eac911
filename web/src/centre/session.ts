// Where sessions are talked in: the chat window.

import { keepToken } from '#/api/visitor.ts';
import { token } from '#/centre/visitor.ts';

export const chatAddress = (session?: string): string =>
  session ? `/chat?session=${encodeURIComponent(session)}` : '/chat';

/** The chat window in this tab knows who comes. */
export function handToken(): void {
  if (token.value) keepToken('chat', token.value);
}
