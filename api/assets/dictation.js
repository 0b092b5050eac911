// 语音输入: the button, what is heard in the input, and the line that tells how it goes.

import { announce, byId, characters } from "./dom.js";
import { Microphone } from "./microphone.js";
import { VoiceIn } from "./voice_in.js";
import { words } from "./words.js";

/** @typedef {import("./composer.js").Composer} Composer */
/** @typedef {import("./server.js").Failure} Failure */
/** @typedef {import("./server.js").Speech} Speech */
/** @typedef {import("./voice_in.js").Outcome} Outcome */
/** @typedef {import("./voice_in.js").State} State */

/** Speech lies between these, in decibels below the loudest that can be. */
const QUIET_DB = -55;
const LOUD_DB = -10;
/** When it is said once more how much is left. */
const LAST_SECONDS = 10;
/** As much of an unsure part as one needs to find it. */
const UNSURE_CHARS_SHOWN = 12;

export class Dictation {
  #button = byId("voice", HTMLButtonElement);
  #line = byId("voice-line", HTMLElement);
  #told = byId("voice-told", HTMLElement);
  #level = byId("voice-level", HTMLElement);
  #left = byId("voice-left", HTMLElement);
  #cancel = byId("voice-cancel", HTMLButtonElement);
  #again = byId("voice-again", HTMLButtonElement);
  #composer;
  #silence;
  #secondsMax = 0;
  /** What stood in the input before. */
  #typed = "";
  /** @type {VoiceIn | null} */
  #voice = null;

  /**
   * @param {Composer} composer
   * @param {() => void} silence Ends whatever sounds, which the microphone would hear.
   */
  constructor(composer, silence) {
    this.#composer = composer;
    this.#silence = silence;
    this.#button.addEventListener("click", () => (this.#voice ? this.end() : this.#begin()));
    this.#cancel.addEventListener("click", () => this.cancel());
    this.#again.addEventListener("click", () => this.#begin());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#voice) return;
      event.preventDefault();
      this.cancel();
    });
    window.addEventListener("pagehide", () => this.cancel());
  }

  /** @param {Speech} speech */
  offer(speech) {
    this.#button.hidden = !speech.in || !Microphone.isPossible;
    this.#secondsMax = speech.seconds_max;
  }

  /** Nothing more is said; what was heard stays. */
  end() {
    // Before it began there is nothing to keep.
    if (this.#voice?.state === "asking") this.cancel();
    else this.#voice?.end();
  }

  /** As if nothing had been said. */
  cancel() {
    if (!this.#voice) return;
    this.#voice.cancel();
    this.#composer.dictate(this.#typed);
    this.#finish(words.voiceCancelled);
  }

  /** What was told of the last one is of no use any more. */
  forget() {
    if (!this.#voice) this.#line.hidden = true;
  }

  #begin() {
    this.#silence();
    this.#typed = this.#composer.text;
    this.#composer.dictate(this.#typed);
    this.#voice = new VoiceIn(this.#secondsMax, {
      state: (state) => this.#show(state),
      text: (text) => this.#composer.dictate(this.#typed + text),
      sound: (level, left) => this.#measure(level, left),
      done: (outcome) => this.#finish(wordsOf(outcome)),
      failed: (failure) => this.#fail(failure),
    });
    this.#measure(0, this.#secondsMax);
    this.#show("asking");
    this.#voice.begin();
  }

  /** @param {State} state */
  #show(state) {
    this.#button.setAttribute("aria-pressed", `${["asking", "listening"].includes(state)}`);
    this.#line.dataset.state = state;
    this.#line.hidden = false;
    this.#cancel.hidden = state === "over";
    this.#again.hidden = true;
    const told = words.voiceStates[state];
    if (told) this.#tell(told);
  }

  /**
   * @param {number} level
   * @param {number} left
   */
  #measure(level, left) {
    const db = 20 * Math.log10(Math.max(level, 1e-6));
    const part = Math.max(0, Math.min(1, (db - QUIET_DB) / (LOUD_DB - QUIET_DB)));
    this.#level.style.setProperty("--level", part.toFixed(2));
    const seconds = words.voiceLeft(Math.ceil(left));
    if (seconds === this.#left.textContent) return;
    this.#left.textContent = seconds;
    if (Math.ceil(left) === LAST_SECONDS) announce(seconds);
  }

  /** @param {string} told Shown until the next thing is done; without any the line goes. */
  #finish(told) {
    this.#voice = null;
    this.#line.hidden = told === "";
    this.#tell(told);
    this.#composer.release();
  }

  /** @param {Failure} failure */
  #fail({ title, detail, remedy }) {
    this.#finish(words.problem(title, detail));
    this.#line.dataset.state = "failed";
    this.#again.hidden = remedy !== "retry";
  }

  /** @param {string} told */
  #tell(told) {
    this.#told.textContent = told;
    announce(told);
  }
}

/**
 * What there is to say of what was heard; nothing when all is well.
 * @param {Outcome} outcome
 */
function wordsOf({ reason, heard, unsure, problem }) {
  const told = reason === "stopped" ? [] : [words.voiceEnds[reason]];
  if (problem) told.push(words.voiceMissed, words.problem(problem.title, problem.detail));
  else if (!heard) told.push(words.voiceNothing);
  if (unsure.length) told.push(words.voiceUnsure(unsure.map(short)));
  return told.join("");
}

/** @param {string} text */
function short(text) {
  const all = characters(text);
  return all.length > UNSURE_CHARS_SHOWN ? `${all.slice(0, UNSURE_CHARS_SHOWN).join("")}…` : text;
}
