// Markdown, as much of it as answers use: paragraphs, headings, lists, quotes, tables, code, bold,
// links. Single asterisks stay as they are, because in tax answers they multiply.

import { element, link } from "./dom.js";
import { words } from "./words.js";

/**
 * What a reader makes of the lines from `at` on, and where it stopped; null when it is not its kind.
 * @typedef {(lines: string[], at: number) => { node: Node | null, next: number } | null} Reader
 */

const FENCE = /^\s{0,3}```/;
const HEADING = /^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$/;
const QUOTE = /^\s{0,3}>\s?/;
const RULE = /^\s{0,3}([-*_])(\s*\1){2,}\s*$/;
const ITEM = /^(?<indent>\s*)(?<mark>[-*+]|(?<number>\d{1,9})[.)])(?<gap>\s+)(?<rest>.*)$/;
const HARD_BREAK = /( {2,}|\\)$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

const INLINE = new RegExp(
  [
    "\\\\(?<escaped>[!-/:-@\\[-`{-~])",
    "(?<tick>`+)(?<code>.+?)\\k<tick>",
    "\\*\\*(?<bold>\\S(?:.*?\\S)??)\\*\\*",
    "!?\\[(?<label>[^\\]]+)\\]\\(\\s*(?<target>(?:[^\\s()]|\\([^\\s()]*\\))+)\\s*\\)",
    "(?<bare>https?://[!-~]*[\\w/=&#%~-])",
    "(?<break>\\n)",
  ].join("|"),
  "gs",
);

/**
 * Everything is built as nodes from text, so nothing in it can become markup or script.
 * @param {string} source
 */
export function markdown(source) {
  return element("div", { class: "text" }, ...blocksOf(source.split(/\r\n?|\n/)));
}

/** @type {Reader[]} */
const readers = [readBlank, readFence, readHeading, readQuote, readRule, readList, readTable];

/**
 * @param {string[]} lines
 * @returns {Node[]}
 */
function blocksOf(lines) {
  const nodes = [];
  for (let at = 0; at < lines.length; ) {
    const { node, next } = readSpecial(lines, at) ?? readParagraph(lines, at);
    if (node) nodes.push(node);
    at = next;
  }
  return nodes;
}

/** @type {Reader} */
function readSpecial(lines, at) {
  for (const reader of readers) {
    const read = reader(lines, at);
    if (read) return read;
  }
  return null;
}

/**
 * @param {string[]} lines
 * @param {number} at
 */
function readParagraph(lines, at) {
  let next = at + 1;
  while (next < lines.length && !readSpecial(lines, next)) next += 1;
  return { node: element("p", {}, ...inline(joined(lines.slice(at, next)))), next };
}

/** @type {Reader} */
function readBlank(lines, at) {
  return lines[at].trim() ? null : { node: null, next: at + 1 };
}

/** @type {Reader} */
function readFence(lines, at) {
  if (!FENCE.test(lines[at])) return null;
  const end = lines.findIndex((line, index) => index > at && FENCE.test(line));
  const last = end < 0 ? lines.length : end;
  const code = lines.slice(at + 1, last).join("\n");
  return { node: element("pre", { tabindex: "0" }, element("code", {}, code)), next: last + 1 };
}

/** @type {Reader} */
function readHeading(lines, at) {
  const found = HEADING.exec(lines[at]);
  return found && { node: element("h3", {}, ...inline(found[1])), next: at + 1 };
}

/** @type {Reader} */
function readQuote(lines, at) {
  if (!QUOTE.test(lines[at])) return null;
  let next = at;
  while (next < lines.length && QUOTE.test(lines[next])) next += 1;
  const inner = lines.slice(at, next).map((line) => line.replace(QUOTE, ""));
  return { node: element("blockquote", {}, ...blocksOf(inner)), next };
}

/** A rule only parts what already stands apart. @type {Reader} */
function readRule(lines, at) {
  return RULE.test(lines[at]) ? { node: null, next: at + 1 } : null;
}

/** @type {Reader} */
function readList(lines, at) {
  const first = ITEM.exec(lines[at])?.groups;
  if (!first) return null;
  const ordered = Boolean(first.number);
  const list = ordered ? element("ol", { start: first.number }) : element("ul");
  let next = at;
  while (next < lines.length && continuesList(lines[next], ordered)) {
    const item = readItem(lines, next);
    list.append(item.node);
    next = afterBlanks(lines, item.next);
  }
  return { node: list, next };
}

/**
 * @param {string} line
 * @param {boolean} ordered
 */
function continuesList(line, ordered) {
  const item = ITEM.exec(line)?.groups;
  return Boolean(item) && Boolean(item?.number) === ordered && !RULE.test(line);
}

/**
 * @param {string[]} lines
 * @param {number} at The line of an item.
 */
function readItem(lines, at) {
  /** @type {Record<string, string>} */
  const { indent = "", mark = "", gap = "", rest = "" } = ITEM.exec(lines[at])?.groups ?? {};
  const width = indent.length + mark.length + gap.length;
  const inner = [rest];
  let next = at + 1;
  while (next < lines.length && belongsToItem(lines, next, indent.length)) {
    inner.push(lines[next].slice(Math.min(indentOf(lines[next]), width)));
    next += 1;
  }
  return { node: itemOf(blocksOf(inner)), next };
}

/**
 * Lines set deeper belong to the item above, blank lines when such a line follows, and unmarked lines
 * right under its words.
 * @param {string[]} lines
 * @param {number} at
 * @param {number} indent
 */
function belongsToItem(lines, at, indent) {
  const shown = afterBlanks(lines, at);
  if (shown === lines.length) return false;
  const deeper = indentOf(lines[shown]) > indent + 1;
  return deeper || (shown === at && !lines[at - 1].match(/^\s*$/) && !readSpecial(lines, at));
}

/**
 * The words of an item stand beside its mark, not in a paragraph below it.
 * @param {Node[]} nodes
 */
function itemOf([first, ...others]) {
  const own = first instanceof HTMLParagraphElement ? [...first.childNodes] : first ? [first] : [];
  return element("li", {}, ...own, ...others);
}

/** @param {string} line */
const indentOf = (line) => line.length - line.trimStart().length;

/**
 * @param {string[]} lines
 * @param {number} at
 */
function afterBlanks(lines, at) {
  let next = at;
  while (next < lines.length && !lines[next].trim()) next += 1;
  return next;
}

/** @type {Reader} */
function readTable(lines, at) {
  const rule = lines[at + 1];
  if (!lines[at].includes("|") || !rule?.includes("|") || !TABLE_RULE.test(rule)) return null;
  let next = at + 2;
  while (next < lines.length && lines[next].includes("|")) next += 1;
  const sides = cellsOf(rule).map(sideOf);
  const head = element("thead", {}, row("th", cellsOf(lines[at]), sides));
  const rows = lines.slice(at + 2, next).map((line) => row("td", cellsOf(line), sides));
  const table = element("table", {}, head, element("tbody", {}, ...rows));
  // The frame scrolls when the table is too wide, so the keyboard must reach it.
  const frame = { class: "table", role: "group", tabindex: "0", "aria-label": words.table };
  return { node: element("div", frame, table), next };
}

/** @param {string} line */
function cellsOf(line) {
  const inner = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim());
}

/** @param {string} cell Of the line under a table's head. */
function sideOf(cell) {
  if (!cell.endsWith(":")) return "";
  return cell.startsWith(":") ? "center" : "right";
}

/**
 * As many cells as the head has, whatever the line holds.
 * @param {"th" | "td"} tag
 * @param {string[]} cells
 * @param {string[]} sides
 */
function row(tag, cells, sides) {
  const made = sides.map((side, column) => {
    /** @type {Record<string, string>} */
    const attributes = tag === "th" ? { scope: "col" } : {};
    if (side) attributes.class = side;
    return element(tag, attributes, ...inline(cells[column] ?? ""));
  });
  return element("tr", {}, ...made);
}

/**
 * Chinese lines join without a space; two spaces or a backslash at the end break the line.
 * @param {string[]} lines
 */
function joined(lines) {
  const trimmed = lines.map((line) => {
    return HARD_BREAK.test(line) ? `${line.replace(HARD_BREAK, "").trim()}\u2028` : line.trim();
  });
  return trimmed
    .join("\n")
    .replace(/(?<=[^ -~\n])\n(?=[^ -~\n])/g, "")
    .replaceAll("\n", " ")
    .replace(/\u2028 ?/g, "\n")
    .trimEnd();
}

/**
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function inline(text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(text.slice(at, found.index), marked(/** @type {Record<string, string>} */ (found.groups)));
    at = found.index + found[0].length;
  }
  return [...nodes, text.slice(at)].filter((node) => node !== "");
}

/**
 * @param {Record<string, string>} found The named groups of `INLINE`.
 * @returns {Node | string}
 */
function marked(found) {
  if (found.escaped) return found.escaped;
  if (found.code) return element("code", {}, found.code);
  if (found.bold) return element("strong", {}, ...inline(found.bold));
  if (found.label) return markedLink(found.label, found.target);
  if (found.bare) return link(found.bare, found.bare);
  return element("br");
}

/**
 * In running text only full addresses are links: nothing in an answer means the page it stands on.
 * @param {string} label
 * @param {string} target
 */
function markedLink(label, target) {
  return link(/^https?:\/\//i.test(target) ? target : null, label);
}
