// Live data: numbered events over a stream that is opened anew after each break, from the last number on.

import { ref, type Ref } from 'vue';
import { problemOf, type Problem } from '#/api/problem.ts';

/** Whether what is shown is what is: being connected, connected, or cut off until the network comes back. */
export type Connection = 'connecting' | 'open' | 'offline';

const AGAIN_FIRST_MS = 500;
const AGAIN_MOST_MS = 15_000;

export type Followed = {
  connection: Ref<Connection>;
  close: () => void;
  /** Opens it anew at once, also after a refusal: somebody may be allowed by now what they were not. */
  restart: () => void;
};

/** How a stream is followed. */
export type Following = {
  /** Where to open it next, behind what was already heard. A refusal ends the following. */
  address: () => Promise<URL>;
  /** The names of its events; those without a name are heard as `message`. */
  kinds: string[];
  hear: (kind: string, data: unknown) => void;
  /** It will not be opened again by itself: the server refused it for good. */
  refused?: (problem: Problem) => void;
  /** It was opened, the first time or again. */
  opened?: () => void;
};

/**
 * Follows a stream of server-sent events until it is closed. A break is mended by opening it anew, with a
 * ticket of its own, after a growing wait and at once when the network comes back.
 */
export function follow({ address, kinds, hear, refused, opened }: Following): Followed {
  const connection = ref<Connection>('connecting');
  let source: EventSource | undefined;
  let timer = 0;
  let waitMs = AGAIN_FIRST_MS;
  /** Numbers the openings; of several at once only the last one comes about. */
  let attempt = 0;

  const open = async () => {
    const mine = (attempt += 1);
    window.clearTimeout(timer);
    source?.close();
    try {
      const url = await address();
      if (mine === attempt) listen(new EventSource(url));
    } catch (thrown) {
      if (mine !== attempt) return;
      const problem = problemOf(thrown);
      if (problem.passes) later();
      else {
        close();
        refused?.(problem);
      }
    }
  };
  const listen = (made: EventSource) => {
    source = made;
    made.onopen = () => {
      connection.value = 'open';
      waitMs = AGAIN_FIRST_MS;
      opened?.();
    };
    // The browser's own way of trying again would use the old ticket.
    made.onerror = later;
    for (const kind of kinds) {
      made.addEventListener(kind, (event) => hear(kind, JSON.parse((event as MessageEvent<string>).data)));
    }
  };
  const later = () => {
    attempt += 1;
    source?.close();
    connection.value = navigator.onLine ? 'connecting' : 'offline';
    window.clearTimeout(timer);
    // Those who were cut off together do not come back together.
    timer = window.setTimeout(open, waitMs * (0.5 + Math.random() / 2));
    waitMs = Math.min(waitMs * 2, AGAIN_MOST_MS);
  };
  const close = () => {
    attempt += 1;
    window.clearTimeout(timer);
    source?.close();
    window.removeEventListener('online', open);
    window.removeEventListener('offline', later);
  };
  const restart = () => {
    window.addEventListener('online', open);
    window.addEventListener('offline', later);
    void open();
  };
  restart();
  return { connection, close, restart };
}
