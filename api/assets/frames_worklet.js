// Runs beside the page, where sound is: makes frames of what the microphone gives, in the form that the
// server takes.

import { Resampler } from "./resampler.js";

/** What the scope of a worklet has; no library of types knows it. */
const scope = /** @type {any} */ (globalThis);

class Frames extends scope.AudioWorkletProcessor {
  #resampler;
  #frame;
  #filled = 0;
  #power = 0;
  #over = false;

  /** @param {{ processorOptions: { rate: number, samples: number } }} options */
  constructor({ processorOptions: { rate, samples } }) {
    super();
    this.#resampler = new Resampler(scope.sampleRate, rate);
    this.#frame = new Int16Array(samples);
    // The only message there is: that the rest is wanted, and nothing after it.
    this.port.onmessage = () => {
      if (this.#filled) this.#give();
      this.port.postMessage(null);
      this.#over = true;
    };
  }

  /** @param {Float32Array[][]} inputs */
  process([channels]) {
    // A microphone without sound has no channels; of several the first is taken.
    if (channels.length && !this.#over) for (const sample of this.#resampler.take(channels[0])) this.#add(sample);
    return !this.#over;
  }

  /** @param {number} sample From -1 to 1. */
  #add(sample) {
    const bounded = Math.max(-1, Math.min(1, sample));
    this.#frame[this.#filled] = Math.round(bounded * 32_767);
    this.#filled += 1;
    this.#power += bounded * bounded;
    if (this.#filled === this.#frame.length) this.#give();
  }

  #give() {
    const level = Math.sqrt(this.#power / this.#filled);
    this.port.postMessage({ samples: this.#frame.slice(0, this.#filled), level });
    this.#filled = 0;
    this.#power = 0;
  }
}

scope.registerProcessor("frames", Frames);
