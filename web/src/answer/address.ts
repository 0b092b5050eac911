// Addresses that come with answers and notices.

/**
 * The address when it is one of the web, else nothing. Relative ones mean the serving site, which is `base`.
 */
export function webAddress(url: string | null | undefined, base?: string): URL | null {
  if (!url) return null;
  try {
    const address = new URL(url, base);
    return ['http:', 'https:'].includes(address.protocol) ? address : null;
  } catch {
    return null;
  }
}
