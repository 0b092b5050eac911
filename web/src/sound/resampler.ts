// Sound brought from one rate to another: each sample that is wanted is the sum of those around its
// moment, weighed by a windowed sinc (J. O. Smith, "Digital Audio Resampling"), which keeps out what the
// new rate cannot hold.

/** How many zeros of the sinc stand on each side; more is sharper. */
const ZEROS = 16;
/** The part of the band that is kept; above it the weights need room to fall. */
const KEPT = 0.92;

export class Resampler {
  readonly #up: number;
  readonly #down: number;
  /** The width of the kernel on each side, in samples that come. */
  readonly #width: number;
  readonly #cutoff: number;
  /** The weights for each place between two samples. */
  readonly #weights: Float32Array[] = [];
  /** What came and is still needed. */
  #kept: Float32Array;
  /** Where the next sample lies: after so many of those kept, and so many parts of `#up` of one. */
  #at: number;
  #part = 0;

  /** `from` and `to` are samples a second. */
  constructor(from: number, to: number) {
    const common = divisor(from, to);
    this.#up = to / common;
    this.#down = from / common;
    this.#cutoff = KEPT * Math.min(1, to / from);
    this.#width = Math.ceil(ZEROS / this.#cutoff);
    // Silence before the beginning, so that the first sample has something around it.
    this.#kept = new Float32Array(this.#width);
    this.#at = this.#width;
  }

  /** As much as is known by now. */
  take(samples: Float32Array): Float32Array {
    if (this.#up === this.#down) return samples;
    const all = new Float32Array(this.#kept.length + samples.length);
    all.set(this.#kept);
    all.set(samples, this.#kept.length);
    const made: number[] = [];
    while (this.#at + this.#width < all.length) {
      made.push(this.#sum(all));
      this.#part += this.#down;
      this.#at += Math.floor(this.#part / this.#up);
      this.#part %= this.#up;
    }
    const first = this.#at - this.#width;
    this.#kept = all.slice(first);
    this.#at -= first;
    return Float32Array.from(made);
  }

  #sum(all: Float32Array): number {
    const weights = (this.#weights[this.#part] ??= this.#weigh(this.#part / this.#up));
    const first = this.#at - this.#width + 1;
    return weights.reduce((sum, weight, tap) => sum + weight * (all[first + tap] ?? 0), 0);
  }

  /** `fraction` is how far behind a sample the moment lies. */
  #weigh(fraction: number): Float32Array {
    const weights = new Float32Array(2 * this.#width).map((_, tap) => {
      const far = tap - this.#width + 1 - fraction;
      const window = Math.cos((Math.PI / 2) * (far / this.#width)) ** 2;
      return sinc(this.#cutoff * far) * window;
    });
    // A steady sound stays as loud as it is.
    const sum = weights.reduce((so, weight) => so + weight, 0);
    return weights.map((weight) => weight / sum);
  }
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
