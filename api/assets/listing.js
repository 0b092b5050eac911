// Lists that are fetched: each says in words that it loads, that it is empty, why it failed, and where
// it ends.

import { announce, button, element, problem } from "./dom.js";
import { failureOf } from "./server.js";
import { words } from "./words.js";

/** A shorter wait is not worth a word. */
export const WAITING_AFTER_MS = 300;

/**
 * Shows after a while that something is waited for.
 * @param {HTMLElement} place
 * @param {string} told
 * @returns {() => void} To be called when the wait is over.
 */
export function waitIn(place, told = words.loading) {
  const line = element("p", { class: "waiting" }, told);
  const timer = window.setTimeout(() => place.append(line), WAITING_AFTER_MS);
  return () => {
    window.clearTimeout(timer);
    line.remove();
  };
}

/**
 * A page of a list, and where the next one begins; null at the end.
 * @template Item
 * @typedef {{ items: Item[], next: string | null }} Page
 */

/**
 * A list that grows page by page.
 * @template Item
 */
export class Listing {
  /** Numbers the lists that were begun; a page of another one is stale. */
  #begun = 0;
  /** Where the next page begins; null before the first. @type {string | null} */
  #next = null;
  #list;
  #foot = element("div", { class: "foot" });
  #given;

  /**
   * @param {HTMLElement} place
   * @param {{ page: (after: string | null) => Promise<Page<Item>>, item: (item: Item) => Node, empty: string,
   *   look?: string }} given
   */
  constructor(place, given) {
    this.#given = given;
    this.#list = element("ul", { class: given.look ?? "rows" });
    place.replaceChildren(this.#list, this.#foot);
  }

  /** From its beginning. */
  reload() {
    this.#begun += 1;
    this.#next = null;
    return this.#more();
  }

  async #more() {
    const begun = this.#begun;
    this.#foot.replaceChildren();
    const done = waitIn(this.#foot);
    try {
      const page = await this.#given.page(this.#next);
      if (begun === this.#begun) this.#show(page);
    } catch (thrown) {
      if (begun === this.#begun) this.#fail(thrown);
    } finally {
      done();
    }
  }

  /** @param {Page<Item>} page */
  #show({ items, next }) {
    const made = items.map(this.#given.item);
    const first = this.#next === null;
    if (first) this.#list.replaceChildren(...made);
    else this.#list.append(...made);
    this.#next = next;
    this.#foot.replaceChildren(this.#closing(first));
  }

  /**
   * What stands under the list. One that fits into a page needs no word about its end.
   * @param {boolean} first
   */
  #closing(first) {
    if (this.#next !== null) return button(words.more, "plain", () => this.#more());
    if (this.#list.childElementCount === 0) return element("p", { class: "quiet" }, this.#given.empty);
    return first ? "" : element("p", { class: "quiet" }, words.end);
  }

  /** @param {unknown} thrown */
  #fail(thrown) {
    // A list that fails from its beginning does not leave the one before it standing.
    if (this.#next === null) this.#list.replaceChildren();
    this.#foot.replaceChildren(problem(failureOf(thrown), button(words.retry, "boxed", () => this.#more())));
  }
}

/**
 * What is offered a few at a time, with another few on demand.
 * @template Item
 */
export class Batches {
  /** @type {string | null} */
  #cursor = null;
  #begun = 0;
  #place;
  #given;

  /**
   * @param {HTMLUListElement} place
   * @param {{ batch: (cursor: string | null) => Promise<{ items: Item[], next_cursor: string | null, restarted: boolean }>,
   *   item: (item: Item) => HTMLElement, empty: string, another: HTMLButtonElement }} given
   */
  constructor(place, given) {
    this.#place = place;
    this.#given = given;
    given.another.addEventListener("click", () => this.next());
  }

  /** For somebody else, so from the beginning. */
  reload() {
    this.#cursor = null;
    return this.next();
  }

  async next() {
    const { another, batch } = this.#given;
    const begun = (this.#begun += 1);
    another.disabled = true;
    const waiting = element("li", {});
    const done = waitIn(waiting);
    if (this.#place.childElementCount === 0) this.#place.append(waiting);
    try {
      const got = await batch(this.#cursor);
      if (begun === this.#begun) this.#show(got);
    } catch (thrown) {
      if (begun === this.#begun) this.#fail(thrown);
    } finally {
      done();
      if (begun === this.#begun) another.disabled = false;
    }
  }

  /** @param {{ items: Item[], next_cursor: string | null, restarted: boolean }} got */
  #show({ items, next_cursor, restarted }) {
    this.#cursor = next_cursor;
    const { item, empty, another } = this.#given;
    const made = items.length ? items.map(item) : [element("li", { class: "quiet" }, empty)];
    this.#place.replaceChildren(...made);
    this.#place.scrollLeft = 0;
    another.hidden = next_cursor === null;
    if (restarted) announce(words.restarted);
  }

  /** @param {unknown} thrown */
  #fail(thrown) {
    const { title, detail } = failureOf(thrown);
    const again = button(words.retry, "plain", () => this.next());
    this.#given.another.hidden = true;
    this.#place.replaceChildren(element("li", { class: "failed" }, element("span", { title: detail }, title), again));
  }
}
