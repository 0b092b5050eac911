// 预约 and 邀请 as staff have them; the two differ in who begins them.

import {
  actOnInvitation,
  actOnReservation,
  invite,
  listInvitations,
  listReservations,
  showInvitation,
  showReservation,
} from '#client/sdk.gen.ts';
import type { BookingBody, InvitationRequest } from '#client/types.gen.ts';
import { ask } from '#/api/server.ts';
import { deskRules } from '#/api/service.ts';
import {
  choices,
  factsOf,
  matter,
  stepsOf,
  type Field,
  type Matter,
  type Move,
} from '#/desk/matters/matter.ts';
import { handlerColumn } from '#/desk/matters/shared.ts';
import { matters as words } from '#/desk/matters/words.ts';
import { nameOf } from '#/desk/people.ts';
import { server } from '#/desk/who.ts';
import { mobileFault, textFault } from '#/forms/rules.ts';
import { labelText } from '#/parts/states.ts';
import { now } from '#/parts/clock.ts';
import { moment, stretch } from '#/words/moments.ts';

const { client } = server;

function whyNot({ confirmation, progress, begins_at, ends_at }: BookingBody): string | null {
  const w = words.value.bookings;
  if (confirmation.name === 'pending') return w.beginPending;
  const isAhead = progress?.name === 'waiting' && Date.parse(begins_at) > now.value;
  return isAhead ? w.beginEarly(stretch(begins_at, ends_at)) : null;
}

function moves(): Move<BookingBody>[] {
  const w = words.value.bookings;
  return [
    { action: 'begin', title: w.begin, primary: true, why: whyNot, talks: true },
    { action: 'end', title: w.end, lead: w.endLead, asks: true, primary: true },
    { action: 'unmet', title: w.unmet, lead: w.unmetLead, asks: true, danger: true },
  ];
}

type Differs = Pick<Matter<BookingBody>, 'title' | 'one' | 'empty' | 'list' | 'show' | 'act' | 'create'>;

function booking(differs: Differs) {
  const w = words.value.bookings;
  return matter<BookingBody>({
    ...differs,
    filters: [
      { key: 'number', title: w.number, as: 'number' },
      { key: 'begins_from', title: w.timeFrom, as: 'day' },
      { key: 'begins_until', title: w.timeUntil, as: 'day' },
      { key: 'confirmation', title: w.confirmation, as: 'choice', options: choices(w.confirmations) },
      { key: 'progress', title: w.progress, as: 'choice', options: choices(w.progresses), more: true },
      { key: 'way', title: w.way, as: 'choice', options: choices(w.ways), more: true },
      { key: 'service_type', title: w.service, as: 'text', more: true },
      { key: 'business_category', title: w.category, as: 'text', more: true },
      { key: 'subject_matter', title: w.subject, as: 'text', more: true },
    ],
    columns: [
      { key: 'number', title: w.number, text: ({ number }) => number, plain: true },
      { key: 'unit', title: w.unit, text: ({ center_name }) => center_name, plain: true },
      {
        key: 'time',
        title: w.time,
        text: ({ begins_at, ends_at }) => stretch(begins_at, ends_at),
        plain: true,
      },
      { key: 'service', title: w.service, text: ({ service_type }) => service_type },
      { key: 'way', title: w.way, text: ({ way }) => labelText(way), plain: true },
      { key: 'subject', title: w.subject, text: ({ subject_matter }) => subject_matter },
      handlerColumn(),
      { key: 'states', title: w.confirmation, plain: true },
    ],
    states: ({ confirmation, progress }) => [confirmation, progress],
    moments: ({ begins_at, ends_at }) => [begins_at, ends_at],
    facts: (booking) =>
      factsOf([
        [w.number, booking.number],
        [w.time, stretch(booking.begins_at, booking.ends_at)],
        [w.way, labelText(booking.way)],
        [w.mobile, booking.mobile],
        [w.service, booking.service_type],
        [w.category, booking.business_category],
        [w.unit, booking.center_name],
        [words.value.handler, booking.handler ? nameOf(booking.handler) : words.value.unassigned],
        [w.absent, labelText(booking.absent)],
        [words.value.created, moment(booking.created_at)],
        [w.subject, booking.subject_matter, true],
        [w.refusal, booking.reason, true],
      ]),
    files: ({ attachments }) => [{ title: words.value.files, files: attachments }],
    steps: ({ created_at }) => stepsOf([[created_at, differs.one]]),
    moves: moves(),
  });
}

function invitationFields(): Field[] {
  const w = words.value.bookings;
  const check = (value: string) => textFault(value);
  const within = 'form';
  const begins = deskRules.value?.booking.service_default;
  return [
    { key: 'invitee', title: w.invitee, hint: words.value.taxpayerHint, as: 'line', check },
    { key: 'way', within, title: w.way, as: 'choice', options: choices(w.ways) },
    {
      key: 'mobile',
      within,
      title: w.mobile,
      as: 'line',
      shown: ({ way }) => way === 'phone',
      check: (value) => textFault(value) ?? mobileFault(value),
    },
    { key: 'begins_at', within, title: w.time, as: 'slot' },
    { key: 'service_type', within, title: w.service, as: 'line', begins, check },
    { key: 'business_category', within, title: w.category, as: 'line', begins, check },
    { key: 'subject_matter', within, title: w.subject, as: 'text', check },
    { key: 'attachments', within, title: words.value.files, as: 'files', optional: true },
  ];
}

const postInvitation = (filled: Record<string, unknown>, client_id: string) =>
  ask(invite({ client, body: { ...filled, client_id } as InvitationRequest }));

export const reservations = () => {
  const w = words.value.bookings;
  return booking({
    title: w.reservations,
    one: w.reservations,
    empty: w.emptyReservations,
    list: (query, page) => ask(listReservations({ client, query: { ...query, page } })),
    show: (id) => ask(showReservation({ client, path: { id } })),
    act: (id, action) => ask(actOnReservation({ client, path: { id }, body: { action } })),
  });
};

export const invitations = () => {
  const w = words.value.bookings;
  return booking({
    title: w.invitations,
    one: w.invitations,
    empty: w.emptyInvitations,
    list: (query, page) => ask(listInvitations({ client, query: { ...query, page } })),
    show: (id) => ask(showInvitation({ client, path: { id } })),
    act: (id, action) => ask(actOnInvitation({ client, path: { id }, body: { action } })),
    create: { title: w.create, fields: invitationFields(), post: postInvitation },
  });
};
