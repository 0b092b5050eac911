// Suggestions while typing.

import { announce, characters, element } from "./dom.js";
import { QUESTION_CHARS_MAX, requestSuggestions } from "./server.js";
import { words } from "./words.js";

/** @typedef {import("./server.js").Suggestion} Suggestion */

const SUGGEST_AFTER_MS = 80;

export class Suggestions {
  /** Numbers the questions put to the server; a reply with another number is stale. */
  #seq = 0;
  #timer = 0;
  #active = -1;
  /** @type {Suggestion[]} */
  #items = [];
  #input;
  #list;
  #choose;

  /**
   * @param {HTMLTextAreaElement} input
   * @param {HTMLUListElement} list
   * @param {(question: string) => void} choose
   */
  constructor(input, list, choose) {
    this.#input = input;
    this.#list = list;
    this.#choose = choose;
    input.addEventListener("blur", () => this.close());
    // Pressing must not take the focus away, or the list would close before the click.
    list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /** @param {string} text What stands in the input now. */
  update(text) {
    this.#forget();
    const count = characters(text).length;
    if (count === 0 || count > QUESTION_CHARS_MAX) this.close();
    else this.#timer = window.setTimeout(() => this.#fetch(text, this.#seq), SUGGEST_AFTER_MS);
  }

  close() {
    this.#forget();
    this.#show([]);
  }

  /**
   * Whether the key was meant for the list.
   * @param {string} key
   */
  takes(key) {
    if (this.#items.length === 0) return false;
    if (key === "ArrowDown") this.#activate(this.#active + 1);
    else if (key === "ArrowUp") this.#activate(this.#active < 0 ? this.#items.length - 1 : this.#active - 1);
    else if (key === "Escape") this.close();
    else if (key === "Enter" && this.#active >= 0) this.#pick(this.#active);
    else return false;
    return true;
  }

  #forget() {
    window.clearTimeout(this.#timer);
    this.#seq += 1;
  }

  /**
   * @param {string} text
   * @param {number} seq
   */
  async #fetch(text, seq) {
    // A failure leaves no list and says nothing: the question can be asked without it.
    const reply = await requestSuggestions(text, seq).catch(() => ({ seq, items: [] }));
    if (Number(reply.seq) !== this.#seq || document.activeElement !== this.#input) return;
    this.#show(reply.items);
    if (reply.items.length) announce(words.suggestionsFound(reply.items.length));
  }

  /** @param {Suggestion[]} items */
  #show(items) {
    this.#items = items;
    this.#list.replaceChildren(...items.map((item, index) => this.#option(item, index)));
    this.#list.hidden = items.length === 0;
    this.#activate(-1);
  }

  /**
   * @param {Suggestion} item
   * @param {number} index
   */
  #option({ question, highlights }, index) {
    const attributes = { role: "option", id: `suggestion-${index}`, "aria-selected": "false" };
    const option = element("li", attributes, ...highlighted(question, highlights));
    option.addEventListener("click", () => this.#pick(index));
    return option;
  }

  /** Past the last one comes none, then the first. @param {number} index */
  #activate(index) {
    this.#active = index < this.#items.length ? index : -1;
    for (const [at, option] of [...this.#list.children].entries()) {
      option.setAttribute("aria-selected", `${at === this.#active}`);
      if (at === this.#active) option.scrollIntoView({ block: "nearest" });
    }
    if (this.#active < 0) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", `suggestion-${this.#active}`);
  }

  /** @param {number} index */
  #pick(index) {
    const { question } = this.#items[index];
    this.close();
    this.#choose(question);
  }
}

/**
 * @param {string} text
 * @param {[number, number][]} spans In characters, the end not included.
 * @returns {(Node | string)[]}
 */
function highlighted(text, spans) {
  const all = characters(text);
  const nodes = [];
  let at = 0;
  for (const [start, end] of [...(spans ?? [])].sort(([a], [b]) => a - b)) {
    const from = Math.max(at, start);
    if (end <= from) continue;
    nodes.push(all.slice(at, from).join(""), element("mark", {}, all.slice(from, end).join("")));
    at = end;
  }
  return [...nodes, all.slice(at).join("")];
}
