// Addresses within what is said.

/** What ends an address in Chinese text, where no space stands around it. */
const ADDRESS = /https?:\/\/[^\s，。；：！？、（）《》“”]+/gu;

export type Part = { text: string; isAddress: boolean };

/** The text in parts, of which some are addresses. */
export function addresses(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    if (index > from) parts.push({ text: text.slice(from, index), isAddress: false });
    parts.push({ text: found, isAddress: true });
    from = index + found.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), isAddress: false });
  return parts;
}

/** Where an address leads. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}

/** The address that a text is and nothing else, null for other texts. */
export function onlyAddress(text: string): string | null {
  const [first, ...rest] = addresses(text.trim());
  const is = first?.isAddress === true && rest.length === 0 && URL.canParse(first.text);
  return is ? first.text : null;
}
