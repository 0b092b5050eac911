// The composer: the input with its counter, its keys and its suggestions.

import { announce, byId, characters } from "./dom.js";
import { QUESTION_CHARS_MAX } from "./server.js";
import { Suggestions } from "./suggestions.js";
import { words } from "./words.js";

/** @typedef {import("./server.js").Source} Source */
/** @typedef {import("./conversation.js").Ask} Ask */

export class Composer {
  #input = byId("question", HTMLTextAreaElement);
  #counter = byId("counter", HTMLElement);
  #send = byId("send", HTMLButtonElement);
  #over = false;
  #ask;
  #suggestions;

  /** @param {Ask} ask */
  constructor(ask) {
    this.#ask = ask;
    this.#suggestions = new Suggestions(
      this.#input,
      byId("suggestions", HTMLUListElement),
      (question) => this.#put(question, "suggestion"),
    );
    byId("composer", HTMLFormElement).addEventListener("submit", (event) => this.#submit(event));
    this.#input.addEventListener("input", (event) => this.#changed(/** @type {InputEvent} */ (event).isComposing));
    this.#input.addEventListener("compositionend", () => this.#changed(false));
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#measure();
  }

  /** @param {string} text */
  edit(text) {
    this.#input.value = text;
    this.#measure();
    this.#input.focus({ preventScroll: true });
  }

  get text() {
    return this.#input.value;
  }

  /**
   * Puts what is heard; until it is released nobody writes in between and nothing is sent.
   * @param {string} text
   */
  dictate(text) {
    this.#suggestions.close();
    this.#input.readOnly = true;
    this.#input.value = text;
    this.#measure();
    this.#input.scrollTop = this.#input.scrollHeight;
  }

  /** What was heard may be changed and sent. */
  release() {
    this.#input.readOnly = false;
    this.#measure();
    this.#input.setSelectionRange(this.#input.value.length, this.#input.value.length);
    this.settle();
  }

  /** On a touch screen the focus would call up the keyboard, which would hide the answer. */
  settle() {
    if (matchMedia("(pointer: coarse)").matches) this.#input.blur();
    else this.#input.focus({ preventScroll: true });
  }

  /** @param {boolean} composing Half a syllable is not worth suggestions, and its keys are the IME's. */
  #changed(composing) {
    this.#measure();
    if (composing) this.#suggestions.close();
    else this.#suggestions.update(questionIn(this.#input.value));
  }

  #measure() {
    const count = characters(questionIn(this.#input.value)).length;
    const over = count > QUESTION_CHARS_MAX;
    const told = over ? words.counterOver : words.counter;
    this.#counter.textContent = told(count, QUESTION_CHARS_MAX);
    this.#counter.classList.toggle("over", over);
    this.#input.setAttribute("aria-invalid", `${over}`);
    this.#send.disabled = over || count === 0 || this.#input.readOnly;
    if (over && !this.#over) announce(this.#counter.textContent);
    this.#over = over;
    // As high as its text, up to the limit in the style.
    this.#input.style.height = "auto";
    this.#input.style.height = `${this.#input.scrollHeight}px`;
  }

  /**
   * While an IME composes, every key is its own. Safari ends a composition before its Enter arrives
   * and marks that key only by the old code 229.
   * @param {KeyboardEvent} event
   */
  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const sends = event.key === "Enter" && !event.shiftKey;
    const taken = !event.shiftKey && this.#suggestions.takes(event.key);
    if (sends || taken) event.preventDefault();
    if (sends && !taken) this.#submit(event);
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    if (!this.#send.disabled) this.#put(questionIn(this.#input.value), "typed");
  }

  /**
   * @param {string} text
   * @param {Source} source
   */
  #put(text, source) {
    this.#suggestions.close();
    this.#input.value = "";
    this.#measure();
    this.#ask(text, source);
  }
}

/**
 * The question as it will be sent: the server refuses control characters, which come with pasting.
 * @param {string} typed
 */
function questionIn(typed) {
  return typed.replace(/[^\P{Cc}\n]/gu, " ").trim();
}
