// Who uses a page that stands by itself: the token that the page was opened with.

export type PageKind = 'chat' | 'centre' | 'desk';

const place = (kind: PageKind) => `wenshui.token.${kind}`;

/**
 * The token of whoever uses the page. The page that leads here hands it over behind `#token=`, which is
 * never sent to a server and is taken out of the address at once. It is kept as long as the tab.
 */
export function takeToken(kind: PageKind): string | null {
  const handed = new URLSearchParams(location.hash.slice(1)).get('token');
  if (handed) {
    keepToken(kind, handed);
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(place(kind));
}

export const keepToken = (kind: PageKind, token: string): void => sessionStorage.setItem(place(kind), token);
export const forgetToken = (kind: PageKind): void => sessionStorage.removeItem(place(kind));

/** Where a page is opened for somebody. */
export const handOver = (address: string, token: string | null | undefined): string =>
  token ? `${address}#token=${encodeURIComponent(token)}` : address;
