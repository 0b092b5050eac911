// The conversation read back, page by page above what stands there.

import { byId, button, element, problem } from "./dom.js";
import { failureOf, requestTurns } from "./server.js";
import { waitIn } from "./listing.js";
import { words } from "./words.js";

/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("./session.js").Session} Session */

export class History {
  #place = byId("past", HTMLElement);
  #head = byId("older", HTMLElement);
  /** Where the next older page ends; null is the newest. @type {number | null} */
  #before = null;
  #over = false;
  /** Whether something of the conversation may stand nowhere on the page. */
  #offered;
  #conversation;
  #session;
  #loaded;

  /**
   * @param {Conversation} conversation
   * @param {Session} session
   * @param {() => void} loaded
   */
  constructor(conversation, session, loaded) {
    this.#conversation = conversation;
    this.#session = session;
    this.#loaded = loaded;
    this.#offered = session.id !== null;
    this.show();
  }

  get isEmpty() {
    return this.#place.childElementCount === 0;
  }

  /** What was read back goes from the view as well; it can be read back again. */
  clear() {
    this.#place.replaceChildren();
    this.#before = null;
    this.#over = false;
    this.#offered = true;
    this.show();
  }

  /** What stands above the turns. While the whole conversation does, there is nothing to be loaded. */
  show() {
    this.#head.hidden = !this.#offered || !this.#session.id;
    const ended = this.isEmpty ? words.olderNone : words.olderEnd;
    const load = this.isEmpty ? words.older : words.olderMore;
    this.#head.replaceChildren(this.#over
      ? element("p", { class: "quiet" }, ended)
      : button(load, "plain", () => this.#load()));
  }

  async #load() {
    this.#head.replaceChildren();
    const done = waitIn(this.#head);
    try {
      await this.#older();
      this.show();
      this.#loaded();
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (this.#session.forget(failure.code)) return this.show();
      this.#head.replaceChildren(problem(failure, button(words.retry, "boxed", () => this.#load())));
    } finally {
      done();
    }
  }

  /** A page may hold only what stands there already; then the one before it is meant. */
  async #older() {
    for (let made = []; made.length === 0 && !this.#over; ) {
      const id = /** @type {string} */ (this.#session.id);
      const { items, next_before } = await requestTurns(id, this.#before);
      made = items.map((turn) => this.#conversation.past(turn)).filter((turn) => turn !== null);
      this.#before = next_before;
      this.#over = next_before === null;
      this.#prepend(made.reverse());
    }
  }

  /**
   * What was on the screen stays where it was.
   * @param {HTMLElement[]} turns
   */
  #prepend(turns) {
    const height = document.documentElement.scrollHeight;
    this.#place.prepend(...turns);
    window.scrollBy(0, document.documentElement.scrollHeight - height);
  }
}
