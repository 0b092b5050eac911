// What is kept in the browser beyond the page. Storage can be forbidden, full or hold anything; then it is
// kept as long as the page.

class Place {
  readonly #storage: () => Storage;
  readonly #page = new Map<string, string>();

  /** Asked for only within a guard: naming a storage that is forbidden throws. */
  constructor(storage: () => Storage) {
    this.#storage = storage;
  }

  read(name: string): string | null {
    try {
      return this.#page.get(name) ?? this.#storage().getItem(name);
    } catch {
      return null;
    }
  }

  /** Null forgets it. */
  write(name: string, text: string | null): void {
    this.#page.delete(name);
    try {
      if (text === null) this.#storage().removeItem(name);
      else this.#storage().setItem(name, text);
    } catch {
      if (text !== null) this.#page.set(name, text);
    }
  }

  /** What was kept as a value; null where there is none, or nothing that can be read. */
  readValue<T>(name: string): T | null {
    try {
      return JSON.parse(this.read(name) ?? 'null') as T | null;
    } catch {
      return null;
    }
  }

  writeValue(name: string, value: unknown): void {
    this.write(name, value === null ? null : JSON.stringify(value));
  }

  /** Forgets everything whose name begins so. */
  forget(beginning: string): void {
    const ours = (name: string) => name.startsWith(beginning);
    try {
      Object.keys(this.#storage())
        .filter(ours)
        .forEach((name) => this.write(name, null));
    } catch {
      // What is forbidden holds nothing.
    }
    [...this.#page.keys()].filter(ours).forEach((name) => this.#page.delete(name));
  }
}

/** As long as the tab, and nobody else's. */
export const tab = new Place(() => sessionStorage);
/** On this device. */
export const device = new Place(() => localStorage);
