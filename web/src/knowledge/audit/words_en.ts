// What is said of who did what, in English.

import type { zh } from './words.ts';

const en: typeof zh = {
  title: 'Audit',
  empty: 'Nothing was done yet.',
  at: 'When',
  actor: 'Account',
  action: 'Action',
  subject: 'What',
  detail: 'More',
  revision: 'The change',
  actions: {
    begin: 'Began a change',
    change: 'Saved a change',
    submit: 'Submitted',
    take_back: 'Took back',
    withdraw: 'Withdrew',
    approve: 'Approved',
    reject: 'Rejected',
    publish: 'Published',
    roll_back: 'Served another version',
  },
};

export default en;
