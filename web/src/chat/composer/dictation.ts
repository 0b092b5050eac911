// 语音输入 while it lasts: what is heard goes into the input, and how it goes is told. Loaded when it is
// first wanted.

import { reactive } from 'vue';
import { Problem } from '#/api/problem.ts';
import type { Server } from '#/api/server.ts';
import type { Compose } from '#/chat/composer/compose.ts';
import { chat as w } from '#/chat/words.ts';
import { parts, toldInLine } from '#/parts/words.ts';
import { VoiceIn, type Outcome, type State } from '#/sound/voice_in.ts';

/** Speech lies between these, in decibels below the loudest that can be. */
const QUIET_DB = -55;
const LOUD_DB = -10;
/** When it is said once more how much is left. */
const LAST_SECONDS = 10;
/** As much of an unsure part as one needs to find it. */
const UNSURE_CHARS_SHOWN = 12;

/** What the line under the input shows. */
export type DictationLine = {
  state: State | 'failed';
  told: string;
  /** How loud it is, from 0 to 1. */
  level: number;
  secondsLeft: number;
  canRetry: boolean;
};

export type Around = { server: Server; compose: Compose; secondsMax: number; say: (told: string) => void };

export class Dictation {
  readonly line: DictationLine;
  readonly #around: Around;
  /** What stood in the input before. */
  readonly #typed: string;
  readonly #voice: VoiceIn;
  #isOver = false;
  readonly #leave = new AbortController();

  constructor(around: Around) {
    const { compose, server, secondsMax } = around;
    this.#around = around;
    this.#typed = compose.text.value;
    this.line = reactive({ state: 'asking', told: '', level: 0, secondsLeft: secondsMax, canRetry: false });
    compose.dictate(this.#typed);
    this.#voice = new VoiceIn(server, secondsMax, {
      state: (state) => this.#show(state),
      text: (text) => compose.dictate(this.#typed + text),
      sound: (level, left) => this.#measure(level, left),
      done: (outcome) => this.#finish(wordsOf(outcome)),
      failed: (problem) => this.#fail(problem),
    });
    this.#listen();
    this.#show('asking');
    void this.#voice.begin();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Nothing more is said; what was heard stays. */
  end(): void {
    // Before it began there is nothing to keep.
    if (this.#voice.state === 'asking') this.cancel();
    else this.#voice.end();
  }

  /** As if nothing had been said. */
  cancel(): void {
    if (this.#isOver) return;
    this.#voice.cancel();
    this.#around.compose.dictate(this.#typed);
    this.#finish(w.value.voiceCancelled);
  }

  #listen(): void {
    const { signal } = this.#leave;
    window.addEventListener('pagehide', () => this.cancel(), { signal });
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      this.cancel();
    };
    document.addEventListener('keydown', escape, { signal });
  }

  #show(state: State): void {
    this.line.state = state;
    this.line.canRetry = false;
    const words = w.value.voiceStates[state];
    if (words) this.#tell(words);
  }

  #measure(level: number, left: number): void {
    const db = 20 * Math.log10(Math.max(level, 1e-6));
    this.line.level = Math.max(0, Math.min(1, (db - QUIET_DB) / (LOUD_DB - QUIET_DB)));
    const seconds = Math.ceil(left);
    if (seconds === this.line.secondsLeft) return;
    this.line.secondsLeft = seconds;
    if (seconds === LAST_SECONDS) this.#around.say(w.value.voiceLeft(seconds));
  }

  /** `words` are shown until the next thing is done; without any the line goes. */
  #finish(words: string): void {
    this.#isOver = true;
    this.#leave.abort();
    this.line.state = 'over';
    this.#tell(words);
    this.#around.compose.release();
  }

  #fail(problem: Problem): void {
    this.#finish(toldInLine(parts.value, problem));
    this.line.state = 'failed';
    this.line.canRetry = problem.passes;
  }

  #tell(words: string): void {
    this.line.told = words;
    this.#around.say(words);
  }
}

/** What there is to say of what was heard; nothing when all is well. */
function wordsOf({ reason, heard, unsure, problem }: Outcome): string {
  const said = reason === 'stopped' ? [] : [w.value.voiceEnds[reason] ?? ''];
  if (problem) said.push(w.value.voiceMissed, toldInLine(parts.value, new Problem(problem)));
  else if (!heard) said.push(w.value.voiceNothing);
  if (unsure.length) said.push(w.value.voiceUnsure(unsure.map(short)));
  return said.join('');
}

function short(text: string): string {
  const all = Array.from(text);
  return all.length > UNSURE_CHARS_SHOWN ? `${all.slice(0, UNSURE_CHARS_SHOWN).join('')}…` : text;
}
