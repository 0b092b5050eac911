// What is said of work that takes long, in English.

import type { zh } from './words.ts';

const en: typeof zh = {
  title: 'Jobs',
  number: 'No.',
  numbered: (n) => `#${n}`,
  kind: 'Kind',
  kinds: { evaluate: 'Evaluation', own_wordings: 'Own wordings', check: 'Check of the knowledge' },
  asked: 'Asked with',
  params: { suite: 'suite', kb_version: 'version', half: 'half', as_of: 'day', seed: 'seed' },
  by: 'By',
  at: 'Asked at',
  lasted: 'Took',
  state: 'State',
  states: { queued: 'Queued', running: 'Running', done: 'Done', failed: 'Failed', cancelled: 'Cancelled' },
  empty: 'There are no jobs yet. Evaluations, checks and publications leave their traces here.',
  progress: 'Progress',
  steps: (done, all) => `${done} / ${all}`,
  queuedHint: 'Others are before it; it begins by itself, and you may leave this page.',
  cancel: 'Cancel',
  stopping: 'Stopping',
  cancelledBy: 'Cancelled by',
  outputs: 'Files',
  openReport: 'Read the report',
  openProblems: 'See what was found',
  placed: (file, line, field) => [file, line && `line ${line}`, field].filter(Boolean).join(' '),
};

export default en;
