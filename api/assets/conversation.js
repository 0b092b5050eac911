// The conversation: one turn a question, newest last.

import { button, element, problem } from "./dom.js";
import { failureOf, newClientId, requestAnswer } from "./server.js";
import { WAITING_AFTER_MS } from "./listing.js";
import { askPerson } from "./exits.js";
import { replyParts } from "./reply.js";
import { words } from "./words.js";

/** @typedef {import("./server.js").Failure} Failure */
/** @typedef {import("./server.js").Source} Source */
/** @typedef {import("./server.js").Turn} Turn */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./favorites.js").Favorites} Favorites */
/** @typedef {import("./announcer.js").Announcer} Announcer */
/** @typedef {(text: string, source: Source, option?: string) => void} Ask */
/**
 * A question as it was put. `clientId` stays the same when it is put again, so that it counts once.
 * @typedef {{ text: string, source: Source, option?: string, clientId: string }} Asked
 */

const WAITING_LONG_AFTER_MS = 5_000;
const GIVE_UP_AFTER_MS = 30_000;

export class Conversation {
  /** The question that waits for its reply. @type {{ asked: Asked, abort: AbortController } | null} */
  #pending = null;
  /** The answers that stand on the page, by their ids. @type {Set<string>} */
  #shown = new Set();
  #log;
  #page;

  /**
   * @param {HTMLElement} log
   * @param {{ session: Session, favorites: Favorites, announcer: Announcer, asked: () => void, changed: () => void,
   *   edit: (text: string) => void }} page
   */
  constructor(log, page) {
    this.#log = log;
    this.#page = page;
  }

  /** @type {Ask} */
  ask = (text, source, option) => {
    // A second press on the same button is no second question.
    if (this.#pending?.asked.text === text) return;
    this.#pending?.abort.abort();
    this.#page.asked();
    const asked = { text, source, option, clientId: newClientId() };
    this.#answer(asked, this.open(text));
  };

  /** By the button; what is said to it stands in a turn of its own. */
  askPerson = () => {
    const place = element("div", { class: "prompt" });
    this.open(words.askPerson).append(place);
    askPerson(place, { session: this.#page.session, signal: null });
  };

  /** Only what is seen; the conversation goes on. */
  clear() {
    this.#pending?.abort.abort();
    this.#log.replaceChildren();
    this.#shown.clear();
    this.#page.changed();
  }

  get isEmpty() {
    return this.#log.childElementCount === 0;
  }

  /**
   * A turn at the end, at whose top the screen then begins.
   * @param {string} text What the person said or did.
   * @returns {HTMLElement} Where the answer goes.
   */
  open(text) {
    const { turn, place } = turnOf(text);
    this.#log.append(turn);
    this.#page.changed();
    turn.scrollIntoView({ block: "start" });
    return place;
  }

  /**
   * A turn that was read back; null when it stands there already.
   * @param {Turn} turn
   * @returns {HTMLElement | null}
   */
  past({ question, reply }) {
    if (this.#shown.has(reply.answer_id)) return null;
    this.#shown.add(reply.answer_id);
    const { turn, place } = turnOf(question);
    const around = { ...this.#page, ask: this.ask, past: true };
    place.append(...replyParts(reply, { asked: question, tookMs: null }, around));
    return turn;
  }

  /**
   * @param {Asked} asked
   * @param {HTMLElement} place
   */
  async #answer(asked, place) {
    const abort = new AbortController();
    const pending = { asked, abort };
    this.#pending = pending;
    const stopWaiting = startWaiting(place, abort);
    try {
      place.replaceChildren(...(await this.#reply(asked, abort.signal)));
    } catch (thrown) {
      place.replaceChildren(this.#problem(failureOf(thrown), asked, place));
    } finally {
      stopWaiting();
      if (this.#pending === pending) this.#pending = null;
    }
  }

  /**
   * @param {Asked} asked
   * @param {AbortSignal} signal
   */
  async #reply(asked, signal) {
    const { session, favorites, announcer } = this.#page;
    const { reply, tookMs } = await requestAnswer(this.#question(asked), signal);
    session.goOn(reply);
    this.#shown.add(reply.answer_id);
    return replyParts(reply, { asked: asked.text, tookMs }, { ask: this.ask, session, favorites, announcer });
  }

  /**
   * What is undefined is not sent.
   * @param {Asked} asked
   */
  #question({ text, source, option, clientId }) {
    const { id, token, profile, scene } = this.#page.session;
    return {
      question: option === undefined ? text : undefined,
      option,
      source,
      client_id: clientId,
      conversation_id: id ?? undefined,
      conversation_token: token ?? undefined,
      entry_scene: scene || undefined,
      region: profile.region || undefined,
      taxpayer_type: profile.taxpayerType || undefined,
    };
  }

  /**
   * @param {Failure} failure
   * @param {Asked} asked
   * @param {HTMLElement} place
   */
  #problem(failure, asked, place) {
    // What was refused for what is now forgotten can be put again as it is.
    const again = this.#page.session.forget(failure.code) || failure.remedy === "retry";
    const remedy = again
      ? button(words.retry, "boxed", () => this.#again(asked, place))
      : button(words.edit, "boxed", () => this.#page.edit(asked.text));
    return problem(failure, remedy);
  }

  /**
   * The old words go first, so that failing again is seen to be new.
   * @param {Asked} asked
   * @param {HTMLElement} place
   */
  #again(asked, place) {
    place.replaceChildren();
    this.#page.changed();
    this.#answer(asked, place);
  }
}

/** @param {string} text */
function turnOf(text) {
  const place = element("div", { class: "answer" });
  const question = element("p", { class: "asked" }, text);
  return { turn: element("article", { class: "turn", "aria-label": text }, question, place), place };
}

/**
 * Says after a while that it waits, later that it waits long, and gives up in the end.
 * @param {HTMLElement} place
 * @param {AbortController} abort
 * @returns {() => void} To be called when the wait is over.
 */
function startWaiting(place, abort) {
  const waiting = element("p", { class: "waiting" }, words.waiting);
  const timers = [
    window.setTimeout(() => place.replaceChildren(waiting), WAITING_AFTER_MS),
    window.setTimeout(() => {
      waiting.replaceChildren(words.waitingLong, button(words.cancel, "plain", () => abort.abort()));
    }, WAITING_LONG_AFTER_MS),
    window.setTimeout(() => abort.abort(new DOMException("", "TimeoutError")), GIVE_UP_AFTER_MS),
  ];
  return () => timers.forEach((timer) => window.clearTimeout(timer));
}
