// One thing of a list: read by its number, and read again while it goes on, after what is done with it and
// when the page is looked at again.

import { Problem } from '#/api/problem.ts';
import { recount } from '#/centre/counts.ts';
import { centre } from '#/centre/words.ts';
import { useFresh } from '#/parts/fresh.ts';
import { useMoving, type Moving } from '#/parts/moving.ts';
import { useLoaded, type Loaded } from '#/parts/task.ts';

export type Detail<Body> = Loaded<Body> & {
  /** Does something with it; what is shown then is what it has become. */
  act: (doing: Promise<Body>) => Promise<void>;
};

/** `moving` is how it goes on by what others do. */
export function useDetail<Body>(read: () => Promise<Body>, moving?: Moving<Body>): Detail<Body> {
  const loaded = useLoaded(read);
  if (moving) useMoving(loaded, moving);
  else useFresh(loaded.load);

  async function act(doing: Promise<Body>): Promise<void> {
    try {
      loaded.put(await doing);
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
