// The token of whoever uses the window: handed in by the host as a value or by a function that gives one,
// kept until the server believes it no more, and then asked for once more.

import { shallowRef, type ShallowRef } from 'vue';

export type Supplier = () => string | null | undefined | Promise<string | null | undefined>;

export class TokenKeeper {
  /** What is known; undefined before anybody was asked. */
  readonly kept: ShallowRef<string | null | undefined> = shallowRef(undefined);
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
    this.kept.value = this.#given ?? (this.#supplier ? undefined : null);
  }

  get given(): string | null {
    return this.#given;
  }

  set supplier(supplier: Supplier | null) {
    this.#supplier = supplier;
    if (!this.#given) this.kept.value = undefined;
  }

  get supplier(): Supplier | null {
    return this.#supplier;
  }

  /** The token to be sent; null for people without one. */
  current = async (): Promise<string | null> => {
    if (this.kept.value !== undefined) return this.kept.value;
    if (!this.#supplier) return (this.kept.value = this.#given);
    return this.#ask();
  };

  /**
   * Another one in the place of one that was refused; null where there is none. The host may have set it
   * while it was told, or its function gives it.
   */
  async renewed(refused: string): Promise<string | null> {
    if (this.kept.value === refused) {
      this.kept.value = undefined;
      this.#needed();
      if (this.#given === refused) this.#given = null;
    }
    const token = this.#given ?? (await this.#ask());
    return token === refused ? null : token;
  }

  /** Several who need it at once ask once. */
  #ask(): Promise<string | null> {
    this.#asking ??= (async () => {
      try {
        const token = (await this.#supplier?.()) || null;
        return (this.kept.value = token);
      } finally {
        this.#asking = null;
      }
    })();
    return this.#asking;
  }
}

/** How requests are made: one that was refused for its token is made once more with another. */
export function fetchWith(keeper: TokenKeeper): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const sent = request.headers.get('Authorization')?.replace(/^Bearer /, '');
    const again = sent ? request.clone() : null;
    const response = await fetch(request);
    if (response.status !== 401 || !again || !sent) return response;
    const token = await keeper.renewed(sent);
    if (!token) return response;
    again.headers.set('Authorization', `Bearer ${token}`);
    return fetch(again);
  };
}
