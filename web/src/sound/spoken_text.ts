// What is read of an answer: its words in the order in which they stand, each known by its place on the
// page.

import { sound as w } from '#/sound/words.ts';

/** What stands in a line of its own. */
const LINES = 'p, li, h2, h3, pre, blockquote, tr, div, ul, ol, br';
/** A name begins a line, and its value ends it. */
const BEGIN = `${LINES}, dt`;
const END = `${LINES}, dd`;
/** What parts a cell from the one before it. */
const CELLS = 'td, th';
/** Folded, drawn, or for hearing and not for reading. */
const LEFT_OUT = 'details, figure, button, .unseen, [aria-hidden]';
/** What is read in one breath ends here, where a text has to be parted. */
const ENDS = /[\n。！？；]/u;

/** Characters of the text, and the node they are from. */
type Place = { node: Text; at: number; length: number };

export class SpokenText {
  readonly #places: Place[] = [];
  #text = '';
  #length = 0;
  /** The number of a step, said with its first words. */
  #step = '';

  constructor(nodes: Iterable<Node>) {
    for (const node of nodes) this.#read(node);
  }

  /** The text, in parts that are not too long to be spoken at once. */
  parts(charsMax: number): string[] {
    const all = Array.from(this.#text);
    const parts: string[] = [];
    for (let from = 0; from < all.length; from += Array.from(parts.at(-1) ?? '').length) {
      const part = all.slice(from, from + charsMax);
      const last = from + charsMax < all.length ? part.findLastIndex((char) => ENDS.test(char)) : -1;
      parts.push((last < 0 ? part : part.slice(0, last + 1)).join(''));
    }
    return parts;
  }

  /** Where a stretch of the text stands, by characters; null where nothing of it does. */
  range(from: number, to: number): Range | null {
    const touched = this.#places.filter(({ at, length }) => at < to && at + length > from);
    const [first, last] = [touched[0], touched.at(-1)];
    if (!first || !last) return null;
    const range = document.createRange();
    range.setStart(first.node, unitsIn(first.node, from - first.at));
    range.setEnd(last.node, unitsIn(last.node, to - last.at));
    return range;
  }

  #read(node: Node): void {
    if (node instanceof Text) return this.#say(node);
    if (!(node instanceof Element) || node.matches(LEFT_OUT)) return;
    if (node.matches(BEGIN)) this.#breakLine();
    if (node.matches(CELLS) && !this.#isAtStart()) this.#add(w.value.spokenCell);
    if (node.matches('dd')) this.#add(w.value.spokenValue);
    if (node.matches('ol > li')) this.#step = w.value.spokenStep(numberOf(node));
    for (const child of node.childNodes) this.#read(child);
    if (node.matches(END)) this.#breakLine();
  }

  #say(node: Text): void {
    // Frameworks leave empty nodes where a list begins and ends.
    if (!node.data) return;
    this.#add(this.#step);
    this.#step = '';
    this.#places.push({ node, at: this.#length, length: Array.from(node.data).length });
    this.#add(node.data);
  }

  #breakLine(): void {
    if (!this.#isAtStart()) this.#add('\n');
  }

  #isAtStart(): boolean {
    return this.#text === '' || this.#text.endsWith('\n');
  }

  #add(text: string): void {
    this.#text += text;
    this.#length += Array.from(text).length;
  }
}

/** `item` is of an ordered list, which may begin anywhere. */
function numberOf(item: Element): number {
  const list = item.parentElement as HTMLOListElement;
  return list.start + [...list.children].indexOf(item);
}

const unitsIn = ({ data }: Text, count: number): number =>
  Array.from(data).slice(0, Math.max(0, count)).join('').length;
