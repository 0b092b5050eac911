// Sound in the form that the server takes: numbers of 16 bits at 16 kHz, a tenth of a second at a time.

import { Resampler } from '#/sound/resampler.ts';

/** Samples a second of what is said to the server. */
export const SPEECH_RATE = 16_000;
const FRAME_SAMPLES = SPEECH_RATE / 10;

/** Samples, and how loud they are, from 0 to 1. */
export type Frame = { samples: Int16Array<ArrayBuffer>; level: number };

export class Frames {
  readonly #resampler: Resampler;
  readonly #give: (frame: Frame) => void;
  readonly #frame = new Int16Array(FRAME_SAMPLES);
  #filled = 0;
  #power = 0;

  /** `rate` is that of what comes. */
  constructor(rate: number, give: (frame: Frame) => void) {
    this.#resampler = new Resampler(rate, SPEECH_RATE);
    this.#give = give;
  }

  take(samples: Float32Array): void {
    for (const sample of this.#resampler.take(samples)) this.#add(sample);
  }

  /** Gives what is left of the last frame. */
  rest(): void {
    if (this.#filled) this.#full();
  }

  /** `sample` lies between -1 and 1. */
  #add(sample: number): void {
    const bounded = Math.max(-1, Math.min(1, sample));
    this.#frame[this.#filled] = Math.round(bounded * 32_767);
    this.#filled += 1;
    this.#power += bounded * bounded;
    if (this.#filled === this.#frame.length) this.#full();
  }

  #full(): void {
    const level = Math.sqrt(this.#power / this.#filled);
    this.#give({ samples: this.#frame.slice(0, this.#filled), level });
    this.#filled = 0;
    this.#power = 0;
  }
}
