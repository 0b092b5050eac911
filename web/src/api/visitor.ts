// Who uses a page that stands by itself: the token that the page was opened with.

import { tab } from '#/api/storage.ts';

export type PageKind = 'chat' | 'centre' | 'desk' | 'knowledge';

const place = (kind: PageKind) => `wenshui.token.${kind}`;

/**
 * The token of whoever uses the page. The page that leads here hands it over behind `#token=`, which is
 * never sent to a server and is taken out of the address at once. It is kept as long as the tab.
 */
export function takeToken(kind: PageKind): string | null {
  const handed = new URLSearchParams(location.hash.slice(1)).get('token');
  if (handed) {
    history.replaceState(history.state, '', location.pathname + location.search);
    keepToken(kind, handed);
  }
  return tab.read(place(kind));
}

export const keepToken = (kind: PageKind, token: string): void => tab.write(place(kind), token);
export const forgetToken = (kind: PageKind): void => tab.write(place(kind), null);

/** Where a page is opened for somebody. */
export const handOver = (address: string, token: string | null | undefined): string =>
  token ? `${address}#token=${encodeURIComponent(token)}` : address;
