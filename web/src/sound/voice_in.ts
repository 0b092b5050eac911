// Voice in: what is said goes to the server as it is said, and what was heard comes back. Nothing here
// knows the page.

import { Problem, problemOf } from '#/api/problem.ts';
import { ask, type Server } from '#/api/server.ts';
import { SPEECH_RATE, type Frame } from '#/sound/frames.ts';
import { Microphone } from '#/sound/microphone.ts';
import { sound as w } from '#/sound/words.ts';
import { transcribeLive } from '#client/sdk.gen.ts';
import type { Problem as ProblemBody } from '#client/types.gen.ts';

export type Reason = 'stopped' | 'limit' | 'idle';
export type State = 'asking' | 'listening' | 'ending' | 'over';
export type Outcome = { reason: Reason; heard: boolean; unsure: string[]; problem: ProblemBody | null };

/** What comes back, as docs/speech.md has it. */
type Told =
  | { type: 'ready'; seconds_max: number }
  | { type: 'partial'; text: string }
  | { type: 'final'; text: string; confident: boolean }
  | { type: 'problem'; problem: ProblemBody }
  | { type: 'done'; text: string; reason: Reason };

export type Listener = {
  state: (state: State) => void;
  /** All that was heard so far. */
  text: (text: string) => void;
  sound: (level: number, secondsLeft: number) => void;
  done: (outcome: Outcome) => void;
  /** The text so far stays. */
  failed: (problem: Problem) => void;
};

const LIVE = '/v1/audio/stream';
/** How long the server has to take the sound, and to tell the last words. */
const READY_WITHIN_MS = 10_000;
const DONE_WITHIN_MS = 30_000;

export class VoiceIn {
  readonly #server: Server;
  readonly #listener: Listener;
  #state: State = 'asking';
  #microphone: Microphone | null = null;
  #socket: WebSocket | null = null;
  /** What was said before the server was ready; null once it is. */
  #early: Frame[] | null = [];
  /** Told when nothing more may be waited for. */
  #timer = 0;
  #seconds = 0;
  #secondsMax: number;
  #heard = '';
  readonly #unsure: string[] = [];
  #problem: ProblemBody | null = null;

  constructor(server: Server, secondsMax: number, listener: Listener) {
    this.#server = server;
    this.#secondsMax = secondsMax;
    this.#listener = listener;
  }

  get state(): State {
    return this.#state;
  }

  async begin(): Promise<void> {
    const hearer = { frame: this.#take, rest: this.#sayStop, gone: () => this.end() };
    try {
      const microphone = await Microphone.open(hearer);
      // Whoever left while the browser asked leaves nothing open.
      if (this.#state !== 'asking') return microphone.close();
      this.#microphone = microphone;
      this.#connect();
      this.#enter('listening');
    } catch (thrown) {
      this.#fail(problemOf(thrown));
    }
  }

  /** Nothing more is said; the last words come. */
  end(): void {
    if (this.#state !== 'listening') return;
    this.#await();
    this.#microphone?.finish();
  }

  /** Whatever was said is not wanted. */
  cancel(): void {
    if (this.#state !== 'over') this.#leave();
  }

  #connect(): void {
    const address = new URL(LIVE, this.#server.address);
    address.protocol = address.protocol.replace('http', 'ws');
    const socket = new WebSocket(address);
    this.#socket = socket;
    this.#timer = window.setTimeout(() => this.#fail(new Problem({ code: 'offline' })), READY_WITHIN_MS);
    socket.addEventListener('message', ({ data }: MessageEvent<string>) => this.#hear(JSON.parse(data)));
    socket.addEventListener('close', () => void this.#lost());
  }

  #take = (frame: Frame): void => {
    // Of what comes after the end only the rest of the last frame counts.
    if (!['listening', 'ending'].includes(this.#state)) return;
    this.#seconds += frame.samples.length / SPEECH_RATE;
    this.#listener.sound(frame.level, Math.max(0, this.#secondsMax - this.#seconds));
    if (this.#early) this.#early.push(frame);
    else this.#socket?.send(frame.samples);
    // The server ends it by the same count, and says so.
    if (this.#state === 'listening' && this.#seconds >= this.#secondsMax) this.#full();
  };

  #full(): void {
    this.#microphone?.close();
    this.#await();
  }

  #await(): void {
    this.#enter('ending');
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#fail(lost()), DONE_WITHIN_MS);
  }

  #sayStop = (): void => {
    this.#microphone?.close();
    this.#microphone = null;
    if (!this.#early) this.#socket?.send(JSON.stringify({ type: 'stop' }));
  };

  #hear(told: Told): void {
    if (this.#state === 'over') return;
    switch (told.type) {
      case 'ready':
        return this.#ready(told.seconds_max);
      case 'partial':
        return this.#listener.text(this.#heard + told.text);
      case 'final':
        return this.#final(told);
      case 'problem':
        this.#problem = told.problem;
        return;
      case 'done':
        return this.#done(told);
    }
  }

  #ready(secondsMax: number): void {
    this.#secondsMax = secondsMax;
    if (this.#state === 'listening') window.clearTimeout(this.#timer);
    for (const { samples } of this.#early ?? []) this.#socket?.send(samples);
    this.#early = null;
    // Who ended before that still has to say so.
    if (this.#state === 'ending' && !this.#microphone) this.#sayStop();
  }

  #final({ text, confident }: { text: string; confident: boolean }): void {
    this.#heard += text;
    if (text && !confident) this.#unsure.push(text);
    this.#listener.text(this.#heard);
  }

  #done({ text, reason }: { text: string; reason: Reason }): void {
    this.#listener.text(text);
    this.#leave();
    this.#listener.done({ reason, heard: text !== '', unsure: this.#unsure, problem: this.#problem });
  }

  /** The line broke, or was never there. */
  async #lost(): Promise<void> {
    if (this.#state === 'over') return;
    if (!this.#early) return this.#fail(lost());
    this.#microphone?.close();
    this.#await();
    this.#fail(await whyDeaf(this.#server));
  }

  #fail(problem: Problem): void {
    if (this.#state === 'over') return;
    this.#leave();
    this.#listener.failed(problem);
  }

  #leave(): void {
    window.clearTimeout(this.#timer);
    this.#microphone?.close();
    this.#socket?.close();
    this.#enter('over');
  }

  #enter(state: State): void {
    this.#state = state;
    this.#listener.state(state);
  }
}

const lost = (): Problem => new Problem({ code: 'voice_lost', ...w.value.voiceLost });

/** A browser does not tell why a socket was refused; the same address, asked plainly, does. */
async function whyDeaf(server: Server): Promise<Problem> {
  const problem = await ask(transcribeLive({ client: server.client })).then(() => null, problemOf);
  // It would take a socket by now.
  return !problem || problem.code === 'upgrade_required' ? lost() : problem;
}
