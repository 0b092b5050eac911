// The operating centers as a taxpayer may see them, in the order of their tree.

import { showMyAuthority } from '#client/sdk.gen.ts';
import type { AuthorityBody, CenterBody } from '#client/types.gen.ts';
import { ask, useServer } from '#/api/server.ts';
import { useFresh } from '#/parts/fresh.ts';
import { useLoaded } from '#/parts/task.ts';

/** A center with how deep it stands under others. */
export type Branch = CenterBody & { depth: number };

/** Parents before their children; a center whose parent is not among them is a root. */
export function asTree(centers: CenterBody[]): Branch[] {
  const ids = new Set(centers.map(({ id }) => id));
  const under = (parent: string | null, depth: number): Branch[] =>
    centers
      .filter((center) => (center.parent && ids.has(center.parent) ? center.parent : null) === parent)
      .flatMap((center) => [{ ...center, depth }, ...under(center.id, depth + 1)]);
  return under(null, 0);
}

/** Every center that is known to the taxpayer: those that may be chosen, else the one that serves. */
export function knownCenters({ center, centers, pending }: AuthorityBody): CenterBody[] {
  if (centers.length) return centers;
  const known = [center, pending].filter((known) => known !== null && known !== undefined);
  return known.filter(({ id }, at) => known.findIndex((other) => other.id === id) === at);
}

/** The taxpayer's authority, read for each who logs in. */
export function useAuthority() {
  const server = useServer();
  const loaded = useLoaded(() => ask(showMyAuthority({ client: server.client })));
  useFresh(loaded.load);
  return loaded;
}
