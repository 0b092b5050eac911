// Properties that mean the attribute of the same name, for frameworks that set properties.

type Kind = 'text' | 'flag';

const REFLECTED: Record<string, { attribute: string; kind: Kind }> = {
  address: { attribute: 'address', kind: 'text' },
  centre: { attribute: 'centre', kind: 'text' },
  scene: { attribute: 'scene', kind: 'text' },
  region: { attribute: 'region', kind: 'text' },
  taxpayerType: { attribute: 'taxpayer-type', kind: 'text' },
  shared: { attribute: 'shared', kind: 'text' },
  session: { attribute: 'session', kind: 'text' },
  theme: { attribute: 'theme', kind: 'text' },
  size: { attribute: 'size', kind: 'text' },
  maximised: { attribute: 'maximised', kind: 'flag' },
  fixed: { attribute: 'fixed', kind: 'flag' },
  details: { attribute: 'details', kind: 'flag' },
};

export const REFLECTED_NAMES = Object.keys(REFLECTED);

export function reflect(prototype: HTMLElement): void {
  for (const [name, { attribute, kind }] of Object.entries(REFLECTED)) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement): string | boolean {
        return kind === 'flag' ? this.hasAttribute(attribute) : (this.getAttribute(attribute) ?? '');
      },
      set(this: HTMLElement, value: unknown): void {
        if (kind === 'flag') this.toggleAttribute(attribute, Boolean(value));
        else if (value) this.setAttribute(attribute, String(value));
        else this.removeAttribute(attribute);
      },
    });
  }
}

/** What a page set before the element was defined would hide the accessors. */
export function takeEarly(element: HTMLElement, names: string[]): void {
  for (const name of names) {
    if (!Object.hasOwn(element, name)) continue;
    const given: unknown = Reflect.get(element, name);
    Reflect.deleteProperty(element, name);
    Reflect.set(element, name, given);
  }
}
