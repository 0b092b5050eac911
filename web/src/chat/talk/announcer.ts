// Reads an answer aloud, and marks the sentence that is heard.

import type { Problem } from '#/api/problem.ts';
import type { Server } from '#/api/server.ts';
import { SpokenText } from '#/sound/spoken_text.ts';
import { VoiceOut, type State } from '#/sound/voice_out.ts';

/** The name of the highlight in the style. */
const SPOKEN = 'wenshui-spoken';

export type Reader = { voice: VoiceOut };

type Given = {
  charsMax: number;
  voice: string | undefined;
  state: (state: State) => void;
  failed: (problem: Problem) => void;
};

export class Announcer {
  readonly #server: Server;
  readonly #scroller: () => HTMLElement | null;
  /** Whether the view goes along with what is read; not any more once the person scrolls. */
  #follows = true;

  constructor(server: Server, scroller: () => HTMLElement | null) {
    this.#server = server;
    this.#scroller = scroller;
  }

  read(shown: Element | null, { charsMax, voice: wanted, state, failed }: Given): Reader {
    const text = new SpokenText(shown ? shown.childNodes : []);
    const leave = this.#listen(() => voice.stop());
    const voice = new VoiceOut(this.#server, {
      state: (now) => {
        if (now === 'over') {
          leave();
          mark(null, this.#scroller());
        }
        state(now);
      },
      sentence: (from, to) => this.#mark(text.range(from, to)),
      failed,
    });
    void voice.begin(text.parts(charsMax), wanted);
    return { voice };
  }

  /** Until it is over. */
  #listen(stop: () => void): () => void {
    const over = new AbortController();
    const { signal } = over;
    window.addEventListener('pagehide', stop, { signal });
    for (const way of ['wheel', 'touchmove']) {
      window.addEventListener(way, () => (this.#follows = false), { passive: true, signal });
    }
    return () => over.abort();
  }

  #mark(range: Range | null): void {
    const scroller = this.#scroller();
    mark(range, scroller);
    if (!range || !this.#follows || !scroller) return;
    const { top, bottom } = range.getBoundingClientRect();
    const view = scroller.getBoundingClientRect();
    if (top < view.top) scroller.scrollBy(0, top - view.top - 8);
    else if (bottom > view.bottom)
      scroller.scrollBy(0, Math.min(bottom - view.bottom + 8, top - view.top - 8));
  }
}

/** The words themselves where the browser can paint them, else the lines that hold them. */
function mark(range: Range | null, scroller: HTMLElement | null): void {
  if ('highlights' in CSS) {
    if (range) CSS.highlights.set(SPOKEN, new Highlight(range));
    else CSS.highlights.delete(SPOKEN);
    return;
  }
  for (const line of scroller?.querySelectorAll(`.${SPOKEN}`) ?? []) line.classList.remove(SPOKEN);
  range?.startContainer.parentElement?.classList.add(SPOKEN);
}
