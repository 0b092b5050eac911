// Reservations and invitations: the same in two lists, which differ in who began them.

import {
  actOnInvitation,
  actOnReservation,
  listInvitations,
  listReservations,
  showInvitation,
  showReservation,
} from '#client/sdk.gen.ts';
import type { BookingAction, BookingBody } from '#client/types.gen.ts';
import { ask, type Server } from '#/api/server.ts';
import type { Act } from '#/centre/acts.ts';
import { desk } from '#/centre/words_desk.ts';
import type { Conditions, Filter } from '#/parts/list.ts';
import { optionsOf } from '#/centre/options.ts';

export type BookingKind = 'reservations' | 'invitations';

/** The routes of one kind. */
export function bookings({ client }: Server, kind: BookingKind) {
  const own = kind === 'reservations';
  return {
    list: (query: Conditions & { page?: never }, page = 1) =>
      ask((own ? listReservations : listInvitations)({ client, query: { ...query, page } })),
    show: (id: string) => ask((own ? showReservation : showInvitation)({ client, path: { id } })),
    act: (id: string, body: BookingAction) =>
      ask((own ? actOnReservation : actOnInvitation)({ client, path: { id }, body })),
  };
}

/** The conditions of P-15; only invitations wait to be confirmed, refused or left to lapse. */
export function bookingFilters(kind: BookingKind): Filter[] {
  const t = desk.value.bookings;
  const { pending, refused, lapsed, ...own } = t.confirmations;
  const confirmations = kind === 'reservations' ? own : { pending, ...own, refused, lapsed };
  return [
    { key: 'number', title: t.number, as: 'number' },
    { key: 'begins_from', title: t.from, as: 'day' },
    { key: 'begins_until', title: t.until, as: 'day' },
    { key: 'service_type', title: t.service, as: 'text', more: true },
    { key: 'way', title: t.way, as: 'choice', options: optionsOf(t.ways), more: true },
    { key: 'business_category', title: t.category, as: 'text', more: true },
    { key: 'subject_matter', title: t.matter, as: 'text', more: true },
    {
      key: 'confirmation',
      title: t.confirmation,
      as: 'choice',
      options: optionsOf(confirmations),
      more: true,
    },
    { key: 'progress', title: t.progress, as: 'choice', options: optionsOf(t.progresses), more: true },
  ];
}

type Do = (action: string, reason?: string) => unknown;

/** What a taxpayer can do with one. */
export function bookingActs(kind: BookingKind, { allowed_actions }: BookingBody, run: Do): Act[] {
  const t = desk.value.bookings;
  const on = (key: string) => allowed_actions.includes(key);
  const accept: Act = {
    key: 'accept',
    title: t.accept,
    on: on('accept'),
    why: t.acceptNot,
    primary: true,
    run: () => run('accept'),
    done: t.accepted,
  };
  const refuse: Act = {
    key: 'refuse',
    title: t.refuse,
    on: on('refuse'),
    why: t.refuseNot,
    danger: true,
    ask: { title: t.refuse, reason: t.refuseReason },
    run: (reason) => run('refuse', reason),
    done: t.refused,
  };
  const arrive: Act = {
    key: 'arrive',
    title: t.arrive,
    on: on('arrive'),
    why: t.arriveNot,
    primary: true,
    run: () => run('arrive'),
    done: t.arrived,
  };
  const cancel: Act = {
    key: 'cancel',
    title: t.cancel,
    on: on('cancel'),
    why: t.cancelNot,
    danger: true,
    ask: { title: t.cancel, lead: t.cancelAsk },
    run: () => run('cancel'),
    done: t.cancelled,
  };
  return kind === 'invitations' ? [accept, refuse, arrive, cancel] : [arrive, cancel];
}
