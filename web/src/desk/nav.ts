// The places of the desk, for whom they are, and the sign of each.

import { computed } from 'vue';
import { who } from '#/desk/who.ts';
import { desk } from '#/desk/words.ts';

/** Strokes in a square of 20. */
const ICONS = {
  sessions: 'M3 4h14v9H9l-4 3v-3H3z',
  notes: 'M4 3h9l3 3v11H4zM7 9h6M7 13h6',
  calendar: 'M3 5h14v12H3zM3 9h14M7 3v4M13 3v4',
  invitations: 'M3 5h14v10H3zM3 6l7 5 7-5',
  mediations: 'M10 3v14M5 17h10M4 6h12M4 6l-2 5h4zM16 6l-2 5h4z',
  'work-orders': 'M5 4h10v13H5zM8 3h4v2H8zM8 9h4M8 13h4',
  cases: 'M4 7h11l-3-3M16 13H5l3 3',
  replies: 'M4 4h12v8H4zM7 15h6M7 7h6',
  mine: 'M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c0-3 3-5 6-5s6 2 6 5',
  wall: 'M3 4h14v9H3zM7 17h6M10 13v4M6 10l3-3 2 2 3-3',
  statistics: 'M4 17V9M10 17V4M16 17v-6M3 17h14',
  interceptions: 'M10 2l7 3v5c0 4-3 7-7 8-4-1-7-4-7-8V5zM7 7l6 6',
  audit: 'M9 15a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM13.5 13.5L17 17M6 9h6M9 6v6',
};

export type Place = { name: keyof typeof ICONS; title: string; icon: string };

/** Where whoever works here can go. */
export const places = computed<Place[]>(() => {
  const { serves, leads, audits } = who.value ?? { serves: false, leads: false, audits: false };
  const w = desk.value;
  const works = serves || leads;
  const all: [keyof typeof ICONS, string, boolean][] = [
    ['wall', w.wall, leads || audits],
    ['sessions', w.sessions, true],
    ['notes', w.notes, true],
    ['calendar', w.calendar, true],
    ['invitations', w.invitations, true],
    ['mediations', w.mediations, true],
    ['work-orders', w.orders, true],
    ['cases', w.cases, true],
    ['replies', w.replies, works],
    ['mine', w.mine, serves],
    ['statistics', w.statistics, leads || audits],
    ['interceptions', w.interceptions, leads || audits],
    ['audit', w.audit, leads || audits],
  ];
  return all.filter(([, , shown]) => shown).map(([name, title]) => ({ name, title, icon: ICONS[name] }));
});
