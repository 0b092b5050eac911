// What the calendar says, in English.

import type { zh } from './words.ts';

const en: typeof zh = {
  title: 'Calendar',
  views: { week: 'Week', day: 'Day', list: 'Agenda' },
  view: 'View',
  table: 'Search list',
  previous: { week: 'Previous week', day: 'Previous day', list: 'Previous week' },
  next: { week: 'Next week', day: 'Next day', list: 'Next week' },
  today: 'Today',
  goTo: 'Go to a day',
  period: (from, until) => (from === until ? from : `${from} to ${until}`),
  time: 'Time',
  reservation: 'Reservation',
  invitation: 'Invitation',
  empty: 'There are no reservations or invitations in this time.',
  unassigned: 'Nobody’s yet',
  more: 'There are many; the first 300 are shown. Find others in the search list.',
  legend: 'Colours tell states',
  legends: { open: 'Waiting, under way', done: 'Done', wrong: 'Missed, failed', over: 'Cancelled' },
  now: 'Now',
  count: (count) => `${count} in all`,
};

export default en;
