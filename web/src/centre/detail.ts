// One thing of a list: read by its number, read again after what is done with it and when the page is
// looked at again.

import { onScopeDispose, watch } from 'vue';
import { Problem } from '#/api/problem.ts';
import { recount } from '#/centre/counts.ts';
import { token } from '#/centre/visitor.ts';
import { centre } from '#/centre/words.ts';
import { useLoaded } from '#/parts/task.ts';

export type Detail<Body> = ReturnType<typeof useLoaded<Body>> & {
  /** Does something with it; what is shown then is what it has become. */
  act: (doing: Promise<Body>) => Promise<void>;
};

export function useDetail<Body>(read: () => Promise<Body>): Detail<Body> {
  const loaded = useLoaded(read);
  const again = () => {
    if (!document.hidden && token.value) void loaded.load();
  };
  watch(token, again, { immediate: true });
  document.addEventListener('visibilitychange', again);
  onScopeDispose(() => document.removeEventListener('visibilitychange', again));

  async function act(doing: Promise<Body>): Promise<void> {
    try {
      loaded.value.value = await doing;
    } catch (thrown) {
      // Somebody else may have been faster: what is shown has to be what is.
      void loaded.load();
      throw thrown;
    } finally {
      void recount();
    }
  }
  return { ...loaded, act };
}

type Numbered = { items: { id: string }[] };

/**
 * What people call by a number; the server gives it alone by its id.
 *
 * @throws {Problem} Where there is none of that number.
 */
export async function byNumber<Body>(
  list: Promise<Numbered>,
  show: (id: string) => Promise<Body>,
): Promise<Body> {
  const [found] = (await list).items;
  if (found) return await show(found.id);
  const { title, lead } = centre.value.none;
  throw new Problem({ code: 'unknown_matter', status: 404, title, detail: lead });
}
