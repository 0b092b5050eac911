// Runs beside the page, where sound is: hands on what the microphone gives, so many samples at a time.
// It is served as it stands here, so it imports nothing.

/** What the scope of a worklet has; no library of types knows it. */
const scope = /** @type {any} */ (globalThis);

class Frames extends scope.AudioWorkletProcessor {
  /** @type {Float32Array} */
  #frame;
  #filled = 0;
  #over = false;

  /** @param {{ processorOptions: { samples: number } }} options */
  constructor({ processorOptions: { samples } }) {
    super();
    this.#frame = new Float32Array(samples);
    // The only message there is: that the rest is wanted, and nothing after it.
    this.port.onmessage = () => {
      if (this.#filled) this.#give();
      this.port.postMessage(null);
      this.#over = true;
    };
  }

  /** @param {Float32Array[][]} inputs */
  process([channels = []]) {
    // A microphone without sound has no channels; of several the first is taken.
    const [samples] = channels;
    if (samples && !this.#over) for (const sample of samples) this.#add(sample);
    return !this.#over;
  }

  /** @param {number} sample From -1 to 1. */
  #add(sample) {
    this.#frame[this.#filled] = sample;
    this.#filled += 1;
    if (this.#filled === this.#frame.length) this.#give();
  }

  #give() {
    this.port.postMessage(this.#frame.slice(0, this.#filled));
    this.#filled = 0;
  }
}

scope.registerProcessor('frames', Frames);
