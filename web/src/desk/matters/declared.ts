// Every kind of matter with its declaration, in the language that is spoken.

import type { MatterHead } from '#client/types.gen.ts';
import { invitations, reservations } from '#/desk/matters/bookings.ts';
import { cases } from '#/desk/matters/cases.ts';
import type { Kind } from '#/desk/matters/kinds.ts';
import type { Matter } from '#/desk/matters/matter.ts';
import { mediations } from '#/desk/matters/mediations.ts';
import { notes } from '#/desk/matters/notes.ts';
import { orders } from '#/desk/matters/orders.ts';

export const declared: Record<Kind, () => Matter<MatterHead>> = {
  notes,
  reservations,
  invitations,
  mediations,
  'work-orders': orders,
  cases,
};
