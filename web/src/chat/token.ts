// The token of whoever uses the window: handed in by the host as a value or by a function that gives one,
// kept until the server believes it no more, and then asked for once more.

import { ref } from 'vue';
import { subjectOf } from '#/api/subject.ts';

export type Supplier = () => string | null | undefined | Promise<string | null | undefined>;

export class TokenKeeper {
  /** Rises when the host hands in something else. */
  readonly changes = ref(0);
  /** What is known; undefined before anybody was asked. */
  #kept: string | null | undefined;
  #given: string | null = null;
  #supplier: Supplier | null = null;
  #asking: Promise<string | null> | null = null;
  readonly #needed: () => void;

  /** `needed` tells the host that the token does not hold any more. */
  constructor(needed: () => void) {
    this.#needed = needed;
  }

  /** The host's value; it stands above the function. */
  set given(token: string | null) {
    this.#given = token || null;
    this.#beginAnew();
  }

  get given(): string | null {
    return this.#given;
  }

  set supplier(supplier: Supplier | null) {
    this.#supplier = supplier;
    this.#beginAnew();
  }

  get supplier(): Supplier | null {
    return this.#supplier;
  }

  /** The token to be sent; null for people without one. */
  current = async (): Promise<string | null> => {
    if (this.#kept !== undefined) return this.#kept;
    return this.#supplier ? this.#ask() : (this.#kept = this.#given);
  };

  /**
   * Another one in the place of one that was refused; null where there is none, or only somebody else's. The
   * host may have set it while it was told, or its function gives it.
   */
  async renewed(refused: string): Promise<string | null> {
    if (this.#kept === refused) {
      this.#kept = undefined;
      if (this.#given === refused) this.#given = null;
      this.#needed();
    }
    const token = this.#kept ?? this.#given ?? (await this.#ask());
    return token === refused || subjectOf(token) !== subjectOf(refused) ? null : token;
  }

  /** What was asked before is no answer to who is there now. */
  #beginAnew(): void {
    this.#kept = this.#given ?? undefined;
    this.#asking = null;
    this.changes.value += 1;
  }

  /** Several who need it at once ask once. */
  #ask(): Promise<string | null> {
    if (this.#asking) return this.#asking;
    const asking = this.#supplied().finally(() => {
      if (this.#asking === asking) this.#asking = null;
    });
    return (this.#asking = asking);
  }

  /** Whoever was handed in while it was asked stands above the answer. */
  async #supplied(): Promise<string | null> {
    const asked = this.changes.value;
    try {
      const token = (await this.#supplier?.()) || null;
      if (asked === this.changes.value) return (this.#kept = token);
    } catch (thrown) {
      if (asked === this.changes.value) throw thrown;
    }
    return this.current();
  }
}
