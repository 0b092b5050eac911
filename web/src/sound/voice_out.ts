// Voice out: a text is spoken by the server and heard while it still is. Nothing here knows the page.

import { problemOf, type Problem } from '#/api/problem.ts';
import type { Server } from '#/api/server.ts';
import { speechBroken, speechOf, type Wanted } from '#/sound/speech.ts';
import type { SpeechMark } from '#client/types.gen.ts';

export type State = 'preparing' | 'playing' | 'paused' | 'over';

export type Listener = {
  state: (state: State) => void;
  /** The sentence that is heard now, in characters of the text. */
  sentence: (from: number, to: number) => void;
  failed: (problem: Problem) => void;
};

/** When a piece of the sound is heard, by the clock of the context, and where in the sound it begins; in seconds. */
type Piece = { at: number; from: number; seconds: number };

/** Samples a second of raw sound. */
const RATE = 24_000;
/** So late begins what has to begin now, so that nothing of it is lost. */
const LEAD_S = 0.05;
/** The next part of a long text is asked for when so much is left of the one before. */
const AHEAD_S = 20;

export class VoiceOut {
  readonly #server: Server;
  readonly #listener: Listener;
  readonly #context = new AudioContext({ sampleRate: RATE });
  readonly #abort = new AbortController();
  #state: State = 'preparing';
  readonly #pieces: Piece[] = [];
  /** How much sound there is so far, in seconds. */
  #seconds = 0;
  /** Sentences by their beginnings. */
  readonly #sentences = new Map<number, SpeechMark>();
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

  constructor(server: Server, listener: Listener) {
    this.#server = server;
    this.#listener = listener;
  }

  get state(): State {
    return this.#state;
  }

  /** `parts` is what is spoken, one after the other. */
  async begin(parts: string[], voice: string | undefined): Promise<void> {
    this.#enter('preparing');
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
      this.#listener.failed(problemOf(thrown));
    }
  }

  pause(): void {
    if (this.#isOver() || this.#state === 'paused') return;
    void this.#context.suspend();
    this.#enter('paused');
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    void this.#context.resume();
    this.#enter(this.#pieces.length ? 'playing' : 'preparing');
    this.#follow();
  }

  stop(): void {
    if (this.#isOver()) return;
    this.#abort.abort();
    void this.#context.close();
    this.#enter('over');
    this.#ended();
  }

  /** `chars` is how many are before it. */
  async #speak(wanted: Wanted, chars: number): Promise<void> {
    const startMs = this.#seconds * 1000;
    let isWhole = false;
    for await (const event of speechOf(this.#server, wanted, this.#abort.signal)) {
      if (event.type === 'speech.audio.delta') this.#play(event.audio);
      else if (event.type === 'error') throw speechBroken(event.detail);
      else if (event.type === 'speech.audio.marks') this.#mark(event.sentence, chars, startMs);
      else isWhole = true;
    }
    if (!isWhole) throw speechBroken();
  }

  /** A sentence of several phrases comes with each. */
  #mark({ from, to, start_ms, end_ms }: SpeechMark, chars: number, startMs: number): void {
    const mark = {
      from: from + chars,
      to: to + chars,
      start_ms: start_ms + startMs,
      end_ms: end_ms + startMs,
    };
    this.#sentences.set(mark.from, mark);
  }

  /** `audio` is in base64. */
  #play(audio: string): void {
    const samples = this.#samples(audio);
    if (samples.length === 0 || this.#isOver()) return;
    const buffer = this.#context.createBuffer(1, samples.length, RATE);
    buffer.copyToChannel(samples, 0);
    const last = this.#pieces.at(-1);
    const at = Math.max(last ? last.at + last.seconds : 0, this.#context.currentTime + (last ? 0 : LEAD_S));
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    source.addEventListener('ended', () => this.#over());
    source.connect(this.#context.destination);
    source.start(at);
    this.#pieces.push({ at, from: this.#seconds, seconds: buffer.duration });
    this.#seconds += buffer.duration;
    this.#open += 1;
    if (this.#state !== 'preparing') return;
    this.#enter('playing');
    this.#follow();
  }

  /** Numbers of 16 bits, the low byte first. */
  #samples(audio: string): Float32Array<ArrayBuffer> {
    const came = Uint8Array.from(atob(audio), (char) => char.charCodeAt(0));
    const bytes = new Uint8Array(this.#half.length + came.length);
    bytes.set(this.#half);
    bytes.set(came, this.#half.length);
    const whole = bytes.length - (bytes.length % 2);
    this.#half = bytes.slice(whole);
    const view = new DataView(bytes.buffer);
    return Float32Array.from({ length: whole / 2 }, (_, at) => view.getInt16(2 * at, true) / 32_768);
  }

  #over(): void {
    this.#open -= 1;
    this.#ended();
    this.#finishIfOver();
  }

  #finishIfOver(): void {
    if (!this.#isWhole || this.#open > 0 || this.#isOver()) return;
    // The last of it is still on its way through the device.
    window.setTimeout(() => this.stop(), this.#latency * 1000);
  }

  /** In seconds; not every browser knows it. */
  get #latency(): number {
    return this.#context.outputLatency || 0;
  }

  /** Waits until little is left to be heard. */
  async #runsLow(): Promise<void> {
    while (this.#seconds - this.#position() > AHEAD_S && !this.#isOver()) {
      await new Promise<void>((resolve) => {
        this.#ended = resolve;
      });
    }
    this.#abort.signal.throwIfAborted();
  }

  /** How much of the sound was heard, in seconds. */
  #position(): number {
    // What is played now is heard when it has gone through the device.
    const now = this.#context.currentTime - this.#latency;
    const piece = this.#pieces.findLast(({ at }) => at <= now);
    return piece ? piece.from + Math.min(now - piece.at, piece.seconds) : 0;
  }

  /** Tells each sentence as it is reached. */
  #follow = (): void => {
    if (this.#state !== 'playing') return;
    const now = this.#position() * 1000;
    const sentence = [...this.#sentences.values()].findLast(({ start_ms }) => start_ms <= now);
    if (sentence && sentence.from !== this.#told) {
      this.#told = sentence.from;
      this.#listener.sentence(sentence.from, sentence.to);
    }
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(this.#follow);
  };

  #isOver(): boolean {
    return this.#state === 'over';
  }

  #enter(state: State): void {
    this.#state = state;
    this.#listener.state(state);
  }
}
