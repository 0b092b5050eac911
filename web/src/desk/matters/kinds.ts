// The kinds of matters that the desk has pages for, by the names that addresses and routes have.

import type { RouteLocationRaw } from 'vue-router';
import type { MatterRef } from '#client/types.gen.ts';

export const kinds = ['notes', 'reservations', 'invitations', 'mediations', 'work-orders', 'cases'] as const;
export type Kind = (typeof kinds)[number];

/** By the kinds that matters refer to each other with. */
const OF_KIND: Record<string, Kind> = {
  note: 'notes',
  reservation: 'reservations',
  invitation: 'invitations',
  mediation: 'mediations',
  work_order: 'work-orders',
  region_case: 'cases',
};

/** Where a matter is shown that another one names; null where the desk has no page of it. */
export function placeOf({ kind, id }: MatterRef): RouteLocationRaw | null {
  if (kind === 'session') return { name: 'sessions', params: { id } };
  const name = OF_KIND[kind];
  return name ? { name: `${name}-one`, params: { number: id } } : null;
}
