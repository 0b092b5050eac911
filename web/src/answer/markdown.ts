// Markdown, as much of it as answers use: paragraphs, headings, lists, quotes, tables, code, bold, links.
// Single asterisks stay as they are, because in tax answers they multiply.

import { inlineOf, joined, type Inline } from '#/answer/inline.ts';

export type Side = 'left' | 'right' | 'center';
/** An item's own words stand beside its mark, whatever else it has below them. */
export type Item = { words: Inline[]; below: MarkdownBlock[] };
export type MarkdownBlock =
  | { kind: 'paragraph' | 'heading'; words: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; inner: MarkdownBlock[] }
  | { kind: 'list'; start: number | null; items: Item[] }
  | { kind: 'table'; sides: Side[]; head: Inline[][]; rows: Inline[][][] };

/** What a reader makes of the lines from `at` on, and where it stopped; null when it is not its kind. */
type Read = { block: MarkdownBlock | null; next: number };
type Reader = (lines: string[], at: number, depth: number) => Read | null;

const FENCE = /^\s{0,3}```/;
const HEADING = /^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$/;
const QUOTE = /^\s{0,3}>\s?/;
const RULE = /^\s{0,3}([-*_])(\s*\1){2,}\s*$/;
const ITEM = /^(?<indent>\s*)(?<mark>[-*+]|(?<number>\d{1,9})[.)])(?<gap>\s+)(?<rest>.*)$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** How deep lists and quotes are read into each other; what lies deeper stays as it was written. */
const DEPTH_MAX = 8;

export const markdownOf = (source: string): MarkdownBlock[] => blocksOf(source.split(/\r\n?|\n/), 0);

const readers: Reader[] = [readBlank, readFence, readHeading, readQuote, readRule, readList, readTable];

const line = (lines: string[], at: number): string => lines[at] ?? '';

function blocksOf(lines: string[], depth: number): MarkdownBlock[] {
  if (depth > DEPTH_MAX) return [{ kind: 'paragraph', words: inlineOf(joined(lines)) }];
  const blocks: MarkdownBlock[] = [];
  for (let at = 0; at < lines.length;) {
    const { block, next } = readSpecial(lines, at, depth) ?? readParagraph(lines, at);
    if (block) blocks.push(block);
    at = next;
  }
  return blocks;
}

function readSpecial(lines: string[], at: number, depth: number): Read | null {
  for (const reader of readers) {
    const read = reader(lines, at, depth);
    if (read) return read;
  }
  return null;
}

/** Whether something else than a paragraph begins: told by the line, so that what it holds is read once. */
function beginsSpecial(lines: string[], at: number): boolean {
  const text = line(lines, at);
  return (
    !text.trim() ||
    [FENCE, HEADING, QUOTE, RULE, ITEM].some((mark) => mark.test(text)) ||
    beginsTable(lines, at)
  );
}

function readParagraph(lines: string[], at: number): Read {
  let next = at + 1;
  while (next < lines.length && !beginsSpecial(lines, next)) next += 1;
  return { block: { kind: 'paragraph', words: inlineOf(joined(lines.slice(at, next))) }, next };
}

function readBlank(lines: string[], at: number): Read | null {
  return line(lines, at).trim() ? null : { block: null, next: at + 1 };
}

function readFence(lines: string[], at: number): Read | null {
  if (!FENCE.test(line(lines, at))) return null;
  const end = lines.findIndex((text, index) => index > at && FENCE.test(text));
  const last = end < 0 ? lines.length : end;
  return { block: { kind: 'code', text: lines.slice(at + 1, last).join('\n') }, next: last + 1 };
}

function readHeading(lines: string[], at: number): Read | null {
  const found = HEADING.exec(line(lines, at));
  return found && { block: { kind: 'heading', words: inlineOf(found[1] ?? '') }, next: at + 1 };
}

function readQuote(lines: string[], at: number, depth: number): Read | null {
  let next = at;
  while (next < lines.length && QUOTE.test(line(lines, next))) next += 1;
  if (next === at) return null;
  const inner = lines.slice(at, next).map((text) => text.replace(QUOTE, ''));
  return { block: { kind: 'quote', inner: blocksOf(inner, depth + 1) }, next };
}

/** A rule only parts what already stands apart. */
function readRule(lines: string[], at: number): Read | null {
  return RULE.test(line(lines, at)) ? { block: null, next: at + 1 } : null;
}

function readList(lines: string[], at: number, depth: number): Read | null {
  const first = ITEM.exec(line(lines, at))?.groups;
  if (!first) return null;
  const ordered = Boolean(first.number);
  const items: Item[] = [];
  let next = at;
  while (next < lines.length && continuesList(line(lines, next), ordered)) {
    const read = readItem(lines, next, depth);
    items.push(read.item);
    next = afterBlanks(lines, read.next);
  }
  return { block: { kind: 'list', start: ordered ? Number(first.number) : null, items }, next };
}

function continuesList(text: string, ordered: boolean): boolean {
  const item = ITEM.exec(text)?.groups;
  return Boolean(item) && Boolean(item?.number) === ordered && !RULE.test(text);
}

/** `at` is the line of an item. */
function readItem(lines: string[], at: number, depth: number): { item: Item; next: number } {
  const { indent = '', mark = '', gap = '', rest = '' } = ITEM.exec(line(lines, at))?.groups ?? {};
  const width = indent.length + mark.length + gap.length;
  const inner = [rest];
  let next = at + 1;
  while (next < lines.length && belongsToItem(lines, next, indent.length)) {
    inner.push(line(lines, next).slice(Math.min(indentOf(line(lines, next)), width)));
    next += 1;
  }
  return { item: itemOf(blocksOf(inner, depth + 1)), next };
}

/**
 * Lines set deeper belong to the item above, blank lines when such a line follows, and unmarked lines
 * right under its words.
 */
function belongsToItem(lines: string[], at: number, indent: number): boolean {
  const shown = afterBlanks(lines, at);
  if (shown === lines.length) return false;
  const deeper = indentOf(line(lines, shown)) > indent + 1;
  return deeper || (shown === at && Boolean(line(lines, at - 1).trim()) && !beginsSpecial(lines, at));
}

function itemOf(blocks: MarkdownBlock[]): Item {
  const [first, ...others] = blocks;
  return first?.kind === 'paragraph' ? { words: first.words, below: others } : { words: [], below: blocks };
}

const indentOf = (text: string): number => text.length - text.trimStart().length;

function afterBlanks(lines: string[], at: number): number {
  let next = at;
  while (next < lines.length && !line(lines, next).trim()) next += 1;
  return next;
}

function beginsTable(lines: string[], at: number): boolean {
  const rule = line(lines, at + 1);
  return line(lines, at).includes('|') && rule.includes('|') && TABLE_RULE.test(rule);
}

function readTable(lines: string[], at: number): Read | null {
  if (!beginsTable(lines, at)) return null;
  const rule = line(lines, at + 1);
  let next = at + 2;
  while (next < lines.length && line(lines, next).includes('|')) next += 1;
  const sides = cellsOf(rule).map(sideOf);
  // As many cells as the head has, whatever the line holds.
  const row = (text: string) => {
    const cells = cellsOf(text);
    return sides.map((_, column) => inlineOf(cells[column] ?? ''));
  };
  const rows = lines.slice(at + 2, next).map(row);
  return { block: { kind: 'table', sides, head: row(line(lines, at)), rows }, next };
}

function cellsOf(text: string): string[] {
  const inner = text
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim());
}

/** `cell` is of the line under a table's head. */
function sideOf(cell: string): Side {
  if (!cell.endsWith(':')) return 'left';
  return cell.startsWith(':') ? 'center' : 'right';
}
