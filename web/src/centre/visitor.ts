// Who looks at the page: the token that it was opened with, and the server asked with it.

import { ref } from 'vue';
import { createServer } from '#/api/server.ts';
import { forgetToken, keepToken, takeToken } from '#/api/visitor.ts';
import { keepTime } from '#/parts/clock.ts';

export const token = ref(takeToken('centre'));
/** Whether a token that was good before is not believed any more. */
export const lapsed = ref(false);

export const server = createServer(
  '',
  () => token.value,
  async (refused) => {
    if (refused === token.value) leave();
    return null;
  },
);
keepTime(server);

/** The page asks for another token; what stands in it stays there. */
export function leave(): void {
  if (!token.value) return;
  forgetToken('centre');
  token.value = null;
  lapsed.value = true;
}

export function enter(given: string): void {
  keepToken('centre', given);
  token.value = given;
  lapsed.value = false;
}
