// 语音播报: the buttons under each answer, the announcer that appears while one is read, and the sentence
// that is read.

import { announce, button, byId, element } from "./dom.js";
import { SpokenText } from "./spoken_text.js";
import { VoiceOut } from "./voice_out.js";
import { words } from "./words.js";

/** @typedef {import("./server.js").Speech} Speech */
/** @typedef {import("./voice_out.js").State} State */
/** @typedef {{ main: HTMLButtonElement, again: HTMLButtonElement }} Buttons */
/** @typedef {{ shown: Node[], buttons: Buttons, fail: (thrown: unknown) => void }} Offer An answer that can be read. */
/** @typedef {Offer & { text: SpokenText, voice: VoiceOut }} Reading */

const KEY = "wenshui.voice";
/** The name of the highlight in the style. */
const SPOKEN = "spoken";

export class Announcer {
  #card = byId("announcer", HTMLElement);
  #told = byId("announcer-told", HTMLElement);
  #voices = byId("announcer-voice", HTMLSelectElement);
  #hush;
  #charsMax = 0;
  /** @type {Reading | null} */
  #reading = null;
  /** Whether the page goes along with what is read; not any more once the person scrolls. */
  #follows = true;
  /** Told when the server says that it can speak. @type {(value?: unknown) => void} */
  #speaks = () => {};
  #isThere = new Promise((resolve) => {
    this.#speaks = resolve;
  });

  /** @param {() => void} hush Ends whatever listens. */
  constructor(hush) {
    this.#hush = hush;
    byId("announcer-hide", HTMLButtonElement).addEventListener("click", () => this.#hide());
    this.#voices.addEventListener("change", () => this.#choose());
    window.addEventListener("pagehide", () => this.stop());
    for (const way of ["wheel", "touchmove"]) window.addEventListener(way, () => (this.#follows = false), { passive: true });
  }

  /** @param {Speech} speech */
  offer({ out, voices, input_chars_max }) {
    if (!out) return;
    this.#charsMax = input_chars_max;
    const options = voices.map(({ id, name }) => element("option", { value: id }, name));
    this.#voices.replaceChildren(...options);
    this.#voices.hidden = voices.length < 2;
    const kept = keptVoice();
    if (voices.some(({ id }) => id === kept)) this.#voices.value = kept;
    this.#speaks();
  }

  /**
   * The buttons of an answer, seen once it is known that it can be read.
   * @param {Node[]} shown What is read.
   * @param {(thrown: unknown) => void} fail
   */
  offered(shown, fail) {
    const main = button(words.speak, "plain", () => this.#press(offer));
    const again = button(words.speakAgain, "plain", () => {
      this.#begin(offer);
      main.focus({ preventScroll: true });
    });
    const offer = { shown, fail, buttons: { main, again } };
    main.hidden = again.hidden = true;
    this.#isThere.then(() => {
      main.hidden = false;
    });
    return element("span", { class: "speak" }, main, again);
  }

  stop() {
    this.#reading?.voice.stop();
  }

  /** @param {Offer} offer */
  #press(offer) {
    const reading = this.#reading;
    if (reading?.buttons !== offer.buttons) this.#begin(offer);
    else if (reading.voice.state === "paused") reading.voice.resume();
    else reading.voice.pause();
  }

  /**
   * From the beginning, by the announcer, who then is seen.
   * @param {Offer} offer
   */
  #begin(offer) {
    this.stop();
    this.#hush();
    const text = new SpokenText(offer.shown);
    const voice = new VoiceOut({
      state: (state) => this.#show(offer, state),
      sentence: (from, to) => this.#mark(text.range(from, to)),
      failed: offer.fail,
    });
    this.#reading = { ...offer, text, voice };
    this.#follows = true;
    this.#card.hidden = false;
    voice.begin(text.parts(this.#charsMax), this.#voices.value || undefined);
  }

  /**
   * @param {Offer} offer
   * @param {State} state
   */
  #show({ buttons: { main, again } }, state) {
    const labels = { preparing: words.speakPause, playing: words.speakPause, paused: words.speakResume, over: words.speak };
    main.textContent = labels[state];
    again.hidden = state !== "paused";
    this.#told.textContent = words.speaking[state];
    announce(words.speaking[state]);
    if (state !== "over") return;
    this.#reading = null;
    this.#card.hidden = true;
    this.#mark(null);
  }

  /** It is heard on; only who reads it is not seen. */
  #hide() {
    this.#card.hidden = true;
    this.#reading?.buttons.main.focus({ preventScroll: true });
  }

  /** Another voice begins anew. */
  #choose() {
    try {
      localStorage.setItem(KEY, this.#voices.value);
    } catch {
      // It is then chosen for this visit only.
    }
    if (this.#reading) this.#begin(this.#reading);
  }

  /** @param {Range | null} range */
  #mark(range) {
    highlight(range);
    if (!range || !this.#follows) return;
    const { top, bottom } = range.getBoundingClientRect();
    const [head, composer] = ["head", "composer"].map((id) => byId(id, HTMLElement).getBoundingClientRect());
    const [upper, lower] = [Math.max(0, head.bottom), Math.min(window.innerHeight, composer.top)];
    if (top < upper) window.scrollBy(0, top - upper - 8);
    else if (bottom > lower) window.scrollBy(0, Math.min(bottom - lower + 8, top - upper - 8));
  }
}

/** Storage can be switched off or hold anything. */
function keptVoice() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/**
 * The words themselves where the browser can paint them, else the lines that hold them.
 * @param {Range | null} range
 */
function highlight(range) {
  if ("highlights" in CSS) {
    if (range) CSS.highlights.set(SPOKEN, new Highlight(range));
    else CSS.highlights.delete(SPOKEN);
    return;
  }
  for (const line of document.querySelectorAll(`.${SPOKEN}`)) line.classList.remove(SPOKEN);
  range?.startContainer.parentElement?.classList.add(SPOKEN);
}
