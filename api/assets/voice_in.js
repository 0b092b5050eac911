// Voice in: what is said goes to the server as it is said, and what was heard comes back. Nothing here
// knows the page.

import { Failure, SPEECH_RATE, requestWhyDeaf, speechAddress } from "./server.js";
import { Microphone } from "./microphone.js";
import { words } from "./words.js";

/** @typedef {import("./microphone.js").Frame} Frame */
/** @typedef {{ title: string, detail?: string | null }} Problem */
/**
 * What comes back, as docs/speech.md has it.
 * @typedef {{ type: "ready", seconds_max: number }
 *   | { type: "partial", text: string }
 *   | { type: "final", text: string, confident: boolean }
 *   | { type: "problem", problem: Problem }
 *   | { type: "done", text: string, reason: Reason }} Told
 */
/** @typedef {"stopped" | "limit" | "idle"} Reason */
/** @typedef {"asking" | "listening" | "ending" | "over"} State */
/** @typedef {{ reason: Reason, heard: boolean, unsure: string[], problem: Problem | null }} Outcome */
/**
 * @typedef {object} Listener
 * @property {(state: State) => void} state
 * @property {(text: string) => void} text All that was heard so far.
 * @property {(level: number, secondsLeft: number) => void} sound
 * @property {(outcome: Outcome) => void} done
 * @property {(failure: Failure) => void} failed The text so far stays.
 */

/** How long the server has to take the sound, and to tell the last words. */
const READY_WITHIN_MS = 10_000;
const DONE_WITHIN_MS = 30_000;

export class VoiceIn {
  /** @type {State} */
  #state = "asking";
  #listener;
  /** @type {Microphone | null} */
  #microphone = null;
  /** @type {WebSocket | null} */
  #socket = null;
  /** What was said before the server was ready; null once it is. @type {Frame[] | null} */
  #early = [];
  /** Told when nothing more may be waited for. */
  #timer = 0;
  #seconds = 0;
  #secondsMax;
  #heard = "";
  /** @type {string[]} */
  #unsure = [];
  /** @type {Problem | null} */
  #problem = null;

  /**
   * @param {number} secondsMax
   * @param {Listener} listener
   */
  constructor(secondsMax, listener) {
    this.#secondsMax = secondsMax;
    this.#listener = listener;
  }

  get state() {
    return this.#state;
  }

  async begin() {
    const hearer = { frame: this.#take, rest: this.#sayStop, gone: () => this.end() };
    try {
      const microphone = await Microphone.open(hearer);
      // Whoever left while the browser asked leaves nothing open.
      if (this.#state !== "asking") return microphone.close();
      this.#microphone = microphone;
      this.#connect();
      this.#enter("listening");
    } catch (thrown) {
      this.#fail(/** @type {Failure} */ (thrown));
    }
  }

  /** Nothing more is said; the last words come. */
  end() {
    if (this.#state !== "listening") return;
    this.#await();
    this.#microphone?.finish();
  }

  /** Whatever was said is not wanted. */
  cancel() {
    if (this.#state !== "over") this.#leave();
  }

  #connect() {
    const socket = new WebSocket(speechAddress());
    this.#socket = socket;
    this.#timer = window.setTimeout(() => this.#fail(new Failure(words.offline, "retry")), READY_WITHIN_MS);
    socket.addEventListener("message", ({ data }) => this.#hear(JSON.parse(data)));
    socket.addEventListener("close", () => this.#lost());
  }

  /** @param {Frame} frame */
  #take = (frame) => {
    // Of what comes after the end only the rest of the last frame counts.
    if (!["listening", "ending"].includes(this.#state)) return;
    this.#seconds += frame.samples.length / SPEECH_RATE;
    this.#listener.sound(frame.level, Math.max(0, this.#secondsMax - this.#seconds));
    if (this.#early) this.#early.push(frame);
    else this.#socket?.send(frame.samples);
    // The server ends it by the same count, and says so.
    if (this.#state === "listening" && this.#seconds >= this.#secondsMax) this.#full();
  };

  #full() {
    this.#microphone?.close();
    this.#await();
  }

  #await() {
    this.#enter("ending");
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#fail(new Failure(words.voiceLost, "retry")), DONE_WITHIN_MS);
  }

  #sayStop = () => {
    this.#microphone?.close();
    this.#microphone = null;
    if (!this.#early) this.#socket?.send(JSON.stringify({ type: "stop" }));
  };

  /** @param {Told} told */
  #hear(told) {
    if (this.#state === "over") return;
    switch (told.type) {
      case "ready": return this.#ready(told.seconds_max);
      case "partial": return this.#listener.text(this.#heard + told.text);
      case "final": return this.#final(told);
      case "problem":
        this.#problem = told.problem;
        return;
      case "done": return this.#done(told);
    }
  }

  /** @param {number} secondsMax */
  #ready(secondsMax) {
    this.#secondsMax = secondsMax;
    if (this.#state === "listening") window.clearTimeout(this.#timer);
    for (const { samples } of this.#early ?? []) this.#socket?.send(samples);
    this.#early = null;
    // Who ended before that still has to say so.
    if (this.#state === "ending" && !this.#microphone) this.#sayStop();
  }

  /** @param {{ text: string, confident: boolean }} told */
  #final({ text, confident }) {
    this.#heard += text;
    if (text && !confident) this.#unsure.push(text);
    this.#listener.text(this.#heard);
  }

  /** @param {{ text: string, reason: Reason }} told */
  #done({ text, reason }) {
    this.#listener.text(text);
    this.#leave();
    this.#listener.done({ reason, heard: text !== "", unsure: this.#unsure, problem: this.#problem });
  }

  /** The line broke, or was never there. */
  async #lost() {
    if (this.#state === "over") return;
    if (!this.#early) return this.#fail(new Failure(words.voiceLost, "retry"));
    this.#microphone?.close();
    this.#await();
    this.#fail(await requestWhyDeaf());
  }

  /** @param {Failure} failure */
  #fail(failure) {
    if (this.#state === "over") return;
    this.#leave();
    this.#listener.failed(failure);
  }

  #leave() {
    window.clearTimeout(this.#timer);
    this.#microphone?.close();
    this.#socket?.close();
    this.#enter("over");
  }

  /** @param {State} state */
  #enter(state) {
    this.#state = state;
    this.#listener.state(state);
  }
}
