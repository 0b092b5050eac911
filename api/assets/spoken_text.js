// What is read of an answer: its words in the order in which they stand, each known by its place on the
// page.

import { characters } from "./dom.js";
import { words } from "./words.js";

/** What stands in a line of its own. */
const LINES = "p, li, h2, h3, pre, blockquote, tr, div, ul, ol, br";
/** A name begins a line, and its value ends it. */
const BEGIN = `${LINES}, dt`;
const END = `${LINES}, dd`;
/** What parts a cell from the one before it. */
const CELLS = "td, th";
/** Folded, drawn, or for hearing and not for reading. */
const LEFT_OUT = "details, figure, button, .unseen, [aria-hidden]";
/** What is read in one breath ends here, where a text has to be parted. */
const ENDS = /[\n。！？；]/u;

/** @typedef {{ node: Text, at: number, length: number }} Place Characters of the text, and the node they are from. */

export class SpokenText {
  /** @type {Place[]} */
  #places = [];
  #text = "";
  #length = 0;
  /** The number of a step, said with its first words. */
  #step = "";

  /** @param {Iterable<Node>} nodes */
  constructor(nodes) {
    for (const node of nodes) this.#read(node);
  }

  /**
   * The text, in parts that are not too long to be spoken at once.
   * @param {number} charsMax
   */
  parts(charsMax) {
    const all = characters(this.#text);
    const parts = [];
    for (let from = 0; from < all.length; from += characters(parts[parts.length - 1]).length) {
      const part = all.slice(from, from + charsMax);
      const last = from + charsMax < all.length ? part.findLastIndex((char) => ENDS.test(char)) : -1;
      parts.push((last < 0 ? part : part.slice(0, last + 1)).join(""));
    }
    return parts;
  }

  /**
   * Where a stretch of the text stands; null where nothing of it does.
   * @param {number} from In characters.
   * @param {number} to
   */
  range(from, to) {
    const touched = this.#places.filter(({ at, length }) => at < to && at + length > from);
    const [first, last] = [touched[0], touched[touched.length - 1]];
    if (!first || !last) return null;
    const range = document.createRange();
    range.setStart(first.node, unitsIn(first.node, from - first.at));
    range.setEnd(last.node, unitsIn(last.node, to - last.at));
    return range;
  }

  /** @param {Node} node */
  #read(node) {
    if (node instanceof Text) return this.#say(node);
    if (!(node instanceof Element) || node.matches(LEFT_OUT)) return;
    if (node.matches(BEGIN)) this.#breakLine();
    if (node.matches(CELLS) && !this.#isAtStart()) this.#add(words.spokenCell);
    if (node.matches("dd")) this.#add(words.spokenValue);
    if (node.matches("ol > li")) this.#step = words.spokenStep(numberOf(node));
    for (const child of node.childNodes) this.#read(child);
    if (node.matches(END)) this.#breakLine();
  }

  /** @param {Text} node */
  #say(node) {
    this.#add(this.#step);
    this.#step = "";
    this.#places.push({ node, at: this.#length, length: characters(node.data).length });
    this.#add(node.data);
  }

  #breakLine() {
    if (!this.#isAtStart()) this.#add("\n");
  }

  #isAtStart() {
    return this.#text === "" || this.#text.endsWith("\n");
  }

  /** @param {string} text */
  #add(text) {
    this.#text += text;
    this.#length += characters(text).length;
  }
}

/** @param {Element} item Of an ordered list, which may begin anywhere. */
function numberOf(item) {
  const list = /** @type {HTMLOListElement} */ (item.parentElement);
  return list.start + [...list.children].indexOf(item);
}

/**
 * @param {Text} node
 * @param {number} count Characters.
 */
const unitsIn = ({ data }, count) => characters(data).slice(0, Math.max(0, count)).join("").length;
