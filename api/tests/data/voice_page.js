// What the proofs of speech do in the page: they press what a person can press, and look at what a person sees.

const LOOKS = 800;
const WAIT_MS = 25;

const nameOf = (button) => button.getAttribute('aria-label') ?? button.textContent;

Object.assign(globalThis, {
  /** The names of the buttons that are seen. */
  buttons: () => [...document.querySelectorAll('button')].filter((one) => one.checkVisibility()).map(nameOf),

  /** Presses the last button of this name that is seen. */
  press: (name) => {
    const seen = [...document.querySelectorAll('button')].filter((one) => one.checkVisibility() && !one.disabled);
    const button = seen.findLast((one) => nameOf(one) === name);
    if (!button) throw new Error(`nobody can press ${name}: ${seen.map(nameOf)}`);
    button.focus();
    button.click();
  },

  key: (name) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true })),

  type: (text) => {
    const input = document.querySelector('#question');
    input.value = text;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  },

  /** What stands in the input, and what is told of speech. */
  input: () => document.querySelector('#question').value,
  told: () => (document.querySelector('#voice-told').checkVisibility() ? document.querySelector('#voice-told').textContent : ''),
  hears: () => document.querySelector('#voice').getAttribute('aria-pressed') === 'true',
  announcer: () => document.querySelector('#announcer').checkVisibility(),

  /** The sentence that is marked; nothing while none is. */
  marked: () => {
    const range = [...(CSS.highlights.get('spoken') ?? [])][0];
    return range ? range.toString() : null;
  },

  /** Keeps every sentence that is marked from now on, and `null` where none is any more. */
  watch: () => {
    const kept = [];
    const look = () => {
      if (kept.at(-1) !== marked()) kept.push(marked());
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    globalThis.watched = kept;
  },

  /** Looks until something holds, and gives what it is; `null` when patience ends. */
  until: async (wanted) => {
    for (let look = 0; look < LOOKS; look += 1) {
      const seen = wanted();
      if (seen) return seen;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
    return null;
  },
});
