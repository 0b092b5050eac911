// The token of whoever uses the window: handed in by the host as a value or by a function that gives one,
// kept until the server believes it no more, and then asked for once more.

import { ref } from 'vue';

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
    this.#kept = this.#given ?? undefined;
    this.changes.value += 1;
  }

  get given(): string | null {
    return this.#given;
  }

  set supplier(supplier: Supplier | null) {
    this.#supplier = supplier;
    this.#kept = this.#given ?? undefined;
    this.changes.value += 1;
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
   * Another one in the place of one that was refused; null where there is none. The host may have set it
   * while it was told, or its function gives it.
   */
  async renewed(refused: string): Promise<string | null> {
    if (this.#kept === refused) {
      this.#kept = undefined;
      if (this.#given === refused) this.#given = null;
      this.#needed();
    }
    const token = this.#kept ?? this.#given ?? (await this.#ask());
    return token === refused ? null : token;
  }

  /** Several who need it at once ask once. */
  #ask(): Promise<string | null> {
    this.#asking ??= (async () => {
      try {
        const token = (await this.#supplier?.()) || null;
        return (this.#kept = token);
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
