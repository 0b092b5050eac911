// Voice out: a text is spoken by the server and heard while it still is. Nothing here knows the page.

import { Failure, requestSpeech } from "./server.js";
import { words } from "./words.js";

/** @typedef {import("./server.js").Mark} Mark */
/** @typedef {"preparing" | "playing" | "paused" | "over"} State */
/**
 * @typedef {object} Listener
 * @property {(state: State) => void} state
 * @property {(from: number, to: number) => void} sentence The one that is heard now, in characters of the text.
 * @property {(thrown: unknown) => void} failed
 */
/** When a piece of the sound is heard, by the clock of the context, and where in the sound it begins; in seconds. @typedef {{ at: number, from: number, seconds: number }} Piece */

/** Samples a second of raw sound. */
const RATE = 24_000;
/** So late begins what has to begin now, so that nothing of it is lost. */
const LEAD_S = 0.05;
/** The next part of a long text is asked for when so much is left of the one before. */
const AHEAD_S = 20;

export class VoiceOut {
  #context = new AudioContext({ sampleRate: RATE });
  #abort = new AbortController();
  #listener;
  /** @type {State} */
  #state = "preparing";
  /** @type {Piece[]} */
  #pieces = [];
  /** How much sound there is so far, in seconds. */
  #seconds = 0;
  /** Sentences by their beginnings. @type {Map<number, Mark>} */
  #sentences = new Map();
  /** The beginning of the sentence that was told last. */
  #told = -1;
  /** Pieces that are not over yet. */
  #open = 0;
  #isWhole = false;
  #frame = 0;
  /** The lower half of a sample whose upper half comes with the next piece. */
  #half = new Uint8Array();
  /** Called when a piece is over. */
  #ended = () => {};

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
  }

  get state() {
    return this.#state;
  }

  /**
   * @param {string[]} parts What is spoken, one after the other.
   * @param {string | undefined} voice
   */
  async begin(parts, voice) {
    this.#enter("preparing");
    try {
      let chars = 0;
      for (const input of parts) {
        await this.#runsLow();
        await this.#speak({ input, voice }, chars);
        chars += Array.from(input).length;
      }
      this.#isWhole = true;
      this.#finishIfOver();
    } catch (thrown) {
      if (this.#isOver()) return;
      this.stop();
      this.#listener.failed(thrown);
    }
  }

  pause() {
    if (this.#isOver() || this.#state === "paused") return;
    this.#context.suspend();
    this.#enter("paused");
  }

  resume() {
    if (this.#state !== "paused") return;
    this.#context.resume();
    this.#enter(this.#pieces.length ? "playing" : "preparing");
    this.#follow();
  }

  stop() {
    if (this.#isOver()) return;
    this.#abort.abort();
    this.#context.close();
    this.#enter("over");
    this.#ended();
  }

  /**
   * @param {{ input: string, voice?: string }} wanted
   * @param {number} chars How many are before it.
   */
  async #speak(wanted, chars) {
    const startMs = this.#seconds * 1000;
    let isWhole = false;
    for await (const event of requestSpeech(wanted, this.#abort.signal)) {
      if (event.type === "speech.audio.delta") this.#play(event.audio);
      else if (event.type === "error") throw new Failure({ title: words.speechBroken, detail: event.detail }, "retry");
      else if (event.type === "speech.audio.marks") this.#mark(event.sentence, { chars, startMs });
      else isWhole = true;
    }
    if (!isWhole) throw new Failure({ title: words.speechBroken, detail: "" }, "retry");
  }

  /**
   * A sentence of several phrases comes with each.
   * @param {Mark} mark
   * @param {{ chars: number, startMs: number }} before
   */
  #mark({ from, to, start_ms, end_ms }, { chars, startMs }) {
    const mark = { from: from + chars, to: to + chars, start_ms: start_ms + startMs, end_ms: end_ms + startMs };
    this.#sentences.set(mark.from, mark);
  }

  /** @param {string} audio In base64. */
  #play(audio) {
    const samples = this.#samples(audio);
    if (samples.length === 0 || this.#isOver()) return;
    const buffer = this.#context.createBuffer(1, samples.length, RATE);
    buffer.copyToChannel(samples, 0);
    const last = this.#pieces[this.#pieces.length - 1];
    const at = Math.max(last ? last.at + last.seconds : 0, this.#context.currentTime + (last ? 0 : LEAD_S));
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    source.addEventListener("ended", () => this.#over());
    source.connect(this.#context.destination);
    source.start(at);
    this.#pieces.push({ at, from: this.#seconds, seconds: buffer.duration });
    this.#seconds += buffer.duration;
    this.#open += 1;
    if (this.#state !== "preparing") return;
    this.#enter("playing");
    this.#follow();
  }

  /**
   * Numbers of 16 bits, the low byte first.
   * @param {string} audio
   */
  #samples(audio) {
    const came = Uint8Array.from(atob(audio), (char) => char.charCodeAt(0));
    const bytes = new Uint8Array(this.#half.length + came.length);
    bytes.set(this.#half);
    bytes.set(came, this.#half.length);
    const whole = bytes.length - (bytes.length % 2);
    this.#half = bytes.slice(whole);
    const view = new DataView(bytes.buffer);
    return Float32Array.from({ length: whole / 2 }, (_, at) => view.getInt16(2 * at, true) / 32_768);
  }

  #over() {
    this.#open -= 1;
    this.#ended();
    this.#finishIfOver();
  }

  #finishIfOver() {
    if (!this.#isWhole || this.#open > 0 || this.#isOver()) return;
    // The last of it is still on its way through the device.
    window.setTimeout(() => this.stop(), this.#latency * 1000);
  }

  /** In seconds; not every browser knows it. */
  get #latency() {
    return this.#context.outputLatency || 0;
  }

  /** Waits until little is left to be heard. */
  async #runsLow() {
    while (this.#seconds - this.#position() > AHEAD_S && !this.#isOver()) {
      await new Promise((resolve) => {
        this.#ended = () => resolve(undefined);
      });
    }
    this.#abort.signal.throwIfAborted();
  }

  /** How much of the sound was heard, in seconds. */
  #position() {
    // What is played now is heard when it has gone through the device.
    const now = this.#context.currentTime - this.#latency;
    const piece = this.#pieces.findLast(({ at }) => at <= now);
    return piece ? piece.from + Math.min(now - piece.at, piece.seconds) : 0;
  }

  /** Tells each sentence as it is reached. */
  #follow = () => {
    if (this.#state !== "playing") return;
    const now = this.#position() * 1000;
    const sentence = [...this.#sentences.values()].findLast(({ start_ms }) => start_ms <= now);
    if (sentence && sentence.from !== this.#told) {
      this.#told = sentence.from;
      this.#listener.sentence(sentence.from, sentence.to);
    }
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(this.#follow);
  };

  #isOver() {
    return this.#state === "over";
  }

  /** @param {State} state */
  #enter(state) {
    this.#state = state;
    this.#listener.state(state);
  }
}
