// What this person keeps: known once for the whole page, so that every button tells the same.

import { keepFavorite, requestFavorites } from "./server.js";

/** @typedef {import("./session.js").Session} Session */

export class Favorites {
  /** @type {Set<string>} */
  #kept = new Set();
  /** @type {(() => void)[]} */
  #showing = [];
  /** @type {(() => void)[]} */
  #listing = [];
  #session;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
  }

  /** @param {string} entry */
  has(entry) {
    return this.#kept.has(entry);
  }

  /** For a button, which shows what is known by now. @param {() => void} changed */
  follow(changed) {
    this.#showing.push(changed);
  }

  /** For the list, which is fetched again when something comes or goes. @param {() => void} changed */
  followList(changed) {
    this.#listing.push(changed);
  }

  /**
   * A page of them. Nobody without a conversation has kept anything.
   * @param {string | null} after
   */
  async page(after) {
    const conversation = this.#session.id;
    if (!conversation) return { items: [], next: null };
    const page = await requestFavorites(conversation, after);
    for (const { entry_id } of page.items) this.#kept.add(entry_id);
    this.#show();
    return page;
  }

  /**
   * @param {string} entry
   * @param {boolean} kept
   */
  async keep(entry, kept) {
    await keepFavorite(entry, { conversation: await this.#session.begun(), kept });
    if (kept) this.#kept.add(entry);
    else this.#kept.delete(entry);
    this.#show();
    for (const changed of this.#listing) changed();
  }

  #show() {
    for (const changed of this.#showing) changed();
  }
}
