// What is said of sayings and what a change of them would do, in English.

import type { zh } from './words.ts';

const en: typeof zh = {
  title: 'Sayings',
  files: { 'own.tsv': 'Sayings', 'removed.tsv': 'Not valid', 'fillers.tsv': 'Left out' },
  leads: {
    'own.tsv':
      'What people say, and how the law says it. Where the left stands in a question or an entry, it is read as the right too; it goes before the bundled lexicon.',
    'removed.tsv': 'Pairs of the bundled lexicon that do not hold. What is not in it does nothing here.',
    'fillers.tsv': 'Common phrases that mean nothing; they are left out before anything is read.',
  },
  empty: {
    'own.tsv': 'There are none yet. Write one above and add it, or paste several lines.',
    'removed.tsv': 'There are none; the whole bundled lexicon holds.',
    'fillers.tsv': 'There are none yet. Write one above and add it, or paste several lines.',
  },
  said: { 'own.tsv': 'What people say', 'removed.tsv': 'What people say', 'fillers.tsv': 'Phrase' },
  law: 'How the law says it',
  saidOf: (n) => `Line ${n}, what people say`,
  lawOf: (n) => `Line ${n}, how the law says it`,
  addTitle: 'A new line',
  add: 'Add',
  pasteHint: 'Several lines may be pasted, with a tab, “→” or “=” between both sides.',
  search: 'Find',
  nothingFound: 'No line has this.',
  new: 'New',
  removeOf: (said) => `Remove “${said}”`,
  count: (count) => `${count} lines`,
  noteHint: 'For the reviewer, such as: from what was asked in vain',
  faults: {
    missing: 'Both sides are needed.',
    short: 'Two characters at least; one alone would touch other questions.',
    same: 'Both sides are the same, which does nothing.',
    double: 'This saying stands twice.',
    chained: 'This saying is how another one is read, and would be rewritten twice.',
  },
  differs: 'What differs from what is in service',

  impact: 'What it would do',
  impactHint:
    'Before it is saved: suites and what people asked, in service and with the change. Nothing in service changes.',
  conditions: 'Conditions',
  suites: 'Suites',
  noSuites: 'There are no suites; it is tried on what people asked alone. Upload one in Evaluation.',
  gates: 'Gates',
  gatesHint: 'May be empty; such as hit@1>=0.8, several with spaces between them',
  gateBroken: 'Broken',
  tryOut: 'Try it',
  notReady: 'Add, change or remove lines and mend what is wrong; then it can be tried.',
  stale: 'Something was changed after the trial; what follows is not of it.',
  doubtful: 'A case breaks or a gate is not kept. Look at it before you submit.',
  fixed: 'Fixed cases',
  broken: 'Broken cases',
  changed: 'Changed cases',
  turned: 'Questions that turn',
  ofQuestions: (count) => `of ${count}`,
  wordings: 'Wordings read otherwise',
  cases: 'Cases of suites',
  questions: 'What people asked',
  confirmTitle: 'Submit it all the same',
  confirmSure: 'The trial says that a case breaks or a gate is not kept. Submit it to a reviewer?',
};

export default en;
