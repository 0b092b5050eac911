// What the page knows of this visit: the conversation, who asks, and from which page of the host.

import { beginConversation } from "./server.js";

/** @typedef {import("./profile.js").Profile} Profile */
/** @typedef {import("./server.js").Reply} Reply */

const KEY = "wenshui.conversation";
/** As much as the server takes of it. */
const SCENE_CHARS_MAX = 100;

export class Session {
  /** @type {string | null} */
  #id = null;
  /** @type {string | null} */
  #token = null;

  /** @param {Profile} profile */
  constructor(profile) {
    this.profile = profile;
    const query = new URLSearchParams(location.search);
    this.scene = Array.from((query.get("scene") ?? "").trim()).slice(0, SCENE_CHARS_MAX).join("");
    /** The token of a link to somebody's answer. */
    this.shared = query.get("shared");
    /** Whether figures for developers stand under replies. */
    this.details = query.has("details");
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
      this.#id = typeof kept.id === "string" ? kept.id : null;
      this.#token = typeof kept.token === "string" ? kept.token : null;
    } catch {
      // Storage can be switched off or hold anything; then this visit begins anew.
    }
  }

  get id() {
    return this.#id;
  }

  get token() {
    return this.#token;
  }

  /** @param {Pick<Reply, "conversation_id" | "conversation_token">} reply */
  goOn({ conversation_id, conversation_token }) {
    this.#keep(conversation_id, conversation_token ?? null);
  }

  /** For what needs a conversation before anything was asked. */
  async begun() {
    if (this.#id) return this.#id;
    const { id } = await beginConversation(this);
    this.#keep(id, null);
    return id;
  }

  /**
   * After a refusal: what the server no longer takes is not sent again.
   * @param {string} code
   * @returns {boolean} Whether something was forgotten, so that asking again may succeed.
   */
  forget(code) {
    if (code === "bad_conversation_token" && this.#token) this.#keep(this.#id, null);
    else if (["conversation_ended", "unknown_conversation"].includes(code) && this.#id) this.#keep(null, null);
    else return false;
    return true;
  }

  /**
   * A visit lasts as long as its tab, so that nobody after this person reads the conversation.
   * @param {string | null} id
   * @param {string | null} token
   */
  #keep(id, token) {
    this.#id = id;
    this.#token = token;
    try {
      if (id) sessionStorage.setItem(KEY, JSON.stringify({ id, token }));
      else sessionStorage.removeItem(KEY);
    } catch {
      // The conversation then lasts until the page is left.
    }
  }
}
