// Reservations and invitations of a stretch of days, all of them, for the calendar.

import { listInvitations, listReservations } from '#client/sdk.gen.ts';
import type { BookingBody } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { halfOf } from '#/desk/calendar/days.ts';
import { server } from '#/desk/who.ts';
import { dayOf } from '#/words/moments.ts';

export type Booked = BookingBody & { kind: 'reservations' | 'invitations'; day: string; half: number };

/** As many pages of each list are read at most. */
const PAGES_MAX = 15;

const LISTS = { reservations: listReservations, invitations: listInvitations };

async function all(kind: Booked['kind'], from: string, until: string) {
  const found: Booked[] = [];
  for (let page = 1; page <= PAGES_MAX; page++) {
    const query = { begins_from: from, begins_until: until, page };
    const { items, total } = await ask(LISTS[kind]({ client: server.client, query }));
    const placed = items.map((one) => ({
      ...one,
      kind,
      day: dayOf(one.begins_at),
      half: halfOf(one.begins_at),
    }));
    found.push(...placed);
    if (!items.length || found.length >= total) return { found, isAll: true };
  }
  return { found, isAll: false };
}

/** In the order of their time. */
export async function bookingsOf(from: string, until: string) {
  const [reservations, invitations] = await Promise.all([
    all('reservations', from, until),
    all('invitations', from, until),
  ]);
  const items = [...reservations.found, ...invitations.found];
  items.sort((a, b) => a.begins_at.localeCompare(b.begins_at) || a.number.localeCompare(b.number));
  return { items, isAll: reservations.isAll && invitations.isAll };
}

/** Which role its state has: waiting or under way, done, gone wrong, or taken back. */
export function toneOf({ confirmation, progress }: BookingBody): 'open' | 'done' | 'wrong' | 'over' {
  if (confirmation.name === 'cancelled') return 'over';
  if (confirmation.name === 'kept' || progress?.name === 'done') return 'done';
  return progress?.name === 'failed' || confirmation.name === 'no_show' ? 'wrong' : 'open';
}

/** What people see of it: how it goes, once that has begun, else whether it stands. */
export const stateOf = ({ confirmation, progress }: BookingBody) =>
  progress && progress.name !== 'failed' ? progress : confirmation;
