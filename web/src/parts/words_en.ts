// What the common parts say by themselves, in English.

import { zh } from './words.ts';

const en: typeof zh = {
  languages: zh.languages,
  close: 'Close',
  cancel: 'Cancel',
  sure: 'OK',
  retry: 'Try again',
  loading: 'Loading',
  query: 'Search',
  reset: 'Reset',
  fold: 'Fewer filters',
  unfold: 'More filters',
  all: 'All',
  required: 'required',
  serial: 'No.',
  actions: 'Actions',
  filters: 'Filters',
  pages: 'Pages',
  page: (n) => `Page ${n}`,
  previous: 'Previous page',
  next: 'Next page',
  total: (n) => `${n} in all`,
  perPage: (n) => `${n} a page`,
  jumpTo: 'Go to',
  jump: 'Page number',
  nothing: 'Nothing fits. Change the conditions and search again.',
  showAll: 'Show all',
  save: 'Download',
  saveNamed: (name) => `Download ${name}`,
  noFiles: 'No attachments',
  problems: {
    offline: { title: 'The service cannot be reached', detail: 'Check the network, then try again.' },
    timeout: { title: 'No answer came in time', detail: 'The service may be busy. Try again later.' },
    cancelled: { title: 'Cancelled', detail: 'Try again when you need it.' },
    part_missing: {
      title: 'This part could not be loaded',
      detail: 'Try again. If it stays so, reload the page.',
    },
    unreadable: {
      title: 'What came back cannot be shown',
      detail: 'Try again. If it stays so, tell whoever runs the service.',
    },
  },
  retryAfter: (seconds) => `Try again in ${seconds} seconds.`,
  named: (name, said) => `${name}: ${said}`,
  listed: (items) => items.join(', '),
  aside: (said) => ` (${said})`,
};

export default en;
