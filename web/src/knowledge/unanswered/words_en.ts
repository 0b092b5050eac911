// What is said of questions that were asked in vain, in English.

import type { zh } from './words.ts';

const en: typeof zh = {
  title: 'Asked in vain',
  lead: 'Questions of a period that found no good answer, put together: nothing found, not told apart, judged useless, handed over; with what would mend them. Nothing personal is in them.',
  conditions: 'Conditions',
  size: 'Asked at least so often',
  begin: 'Put together',
  empty: 'Nothing was put together yet. Choose days and begin; without days it is the last thirty.',
  emptyForOthers:
    'Nothing was put together yet. Who maintains, reviews or publishes begins; the result stands here.',
  nothing: (size) => `Nothing is left to decide. Choose more days, or ask for less than ${size} times.`,
  all: (count) => `All ${count}`,
  kind: 'Suggestion',
  kinds: {
    similar: 'More wordings',
    entry: 'New entry',
    review: 'Look at the answer',
    none: 'No suggestion',
  },
  askedInVain: 'Asked in vain',
  questions: 'Different questions',
  clusters: 'Clusters',
  toDecide: 'To decide',
  decidedBefore: (count) => `${count} more suggestions were decided before and are not listed`,
  times: (count) => `${count}×`,
  days: (from, to) => (from === to ? from : `${from} to ${to}`),
  others: (count) => `${count} more questions`,
  nearest: 'Near:',
  question: 'Standard question',
  similar: 'Other wordings',
  topic: 'Topic',
  reasons: {
    no_answer: 'nothing found',
    low_margin: 'not told apart',
    useless: 'useless',
    transfer: 'handed over',
    none_of_these: 'none of these',
  },
  test: 'Hit test',
  accepts: { similar: 'Add to the entry', entry: 'Draft the entry', review: 'Note for a look' },
  acceptOf: (accept, question) => `${accept}: ${question}`,
  accepted: {
    submitted: 'A change was made and waits for a reviewer',
    draft: 'A draft was made; write its answer and basis',
    noted: 'Noted; open the entry and look at its answer',
  },
  reject: 'Not wanted',
  rejectTitle: 'This is not wanted',
  rejectSure: (question) => `What is suggested for “${question}” does not come again.`,
  rejected: 'Noted; it does not come again',
};

export default en;
