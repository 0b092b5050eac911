// The words within a line of Markdown: bold, code, links, breaks.

export type Inline =
  | string
  | { kind: 'code'; text: string }
  | { kind: 'bold'; inner: Inline[] }
  /** Without an address it is only its words. */
  | { kind: 'link'; url: string | null; label: string }
  | { kind: 'break' };

const HARD_BREAK = /( {2,}|\\)$/;
const MARKS = new RegExp(
  [
    '\\\\(?<escaped>[!-/:-@\\[-`{-~])',
    '(?<tick>`+)(?<code>.+?)\\k<tick>',
    '\\*\\*(?<bold>\\S(?:.*?\\S)??)\\*\\*',
    '!?\\[(?<label>[^\\]]+)\\]\\(\\s*(?<target>(?:[^\\s()]|\\([^\\s()]*\\))+)\\s*\\)',
    '(?<bare>https?://[!-~]*[\\w/=&#%~-])',
    '(?<break>\\n)',
  ].join('|'),
  'gs',
);

export function inlineOf(text: string): Inline[] {
  const parts: Inline[] = [];
  let at = 0;
  for (const found of text.matchAll(MARKS)) {
    parts.push(text.slice(at, found.index), marked(found.groups ?? {}));
    at = found.index + found[0].length;
  }
  return [...parts, text.slice(at)].filter((part) => part !== '');
}

/** `found` are the named groups of `MARKS`. */
function marked(found: Record<string, string | undefined>): Inline {
  if (found.escaped) return found.escaped;
  if (found.code) return { kind: 'code', text: found.code };
  if (found.bold) return { kind: 'bold', inner: inlineOf(found.bold) };
  if (found.label) return { kind: 'link', url: fullAddress(found.target ?? ''), label: found.label };
  if (found.bare) return { kind: 'link', url: found.bare, label: found.bare };
  return { kind: 'break' };
}

/** In running text only full addresses are links: nothing in an answer means the page it stands on. */
const fullAddress = (target: string): string | null => (/^https?:\/\//i.test(target) ? target : null);

/** Chinese lines join without a space; two spaces or a backslash at the end break the line. */
export function joined(lines: string[]): string {
  const trimmed = lines.map((line) =>
    HARD_BREAK.test(line) ? `${line.replace(HARD_BREAK, '').trim()}\u2028` : line.trim(),
  );
  return trimmed
    .join('\n')
    .replace(/(?<=[^ -~\n])\n(?=[^ -~\n])/g, '')
    .replaceAll('\n', ' ')
    .replace(/\u2028 ?/g, '\n')
    .trimEnd();
}
