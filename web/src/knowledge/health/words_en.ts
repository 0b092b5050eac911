// What is said of faults in the knowledge, in English.

import type { zh } from './words.ts';

const en: typeof zh = {
  title: 'Health',
  lead: 'Everything that a program can find in the knowledge in service: missing grounds, what has expired, doubles, numbers, grounds that differ.',
  begin: 'Check now',
  empty: 'It was not checked yet. It takes a few seconds.',
  entries: 'Entries',
  wordings: 'Wordings',
  errors: 'Errors',
  warnings: 'Hints',
  severity: 'Weight',
  severities: { error: 'Error', warning: 'Hint' },
  kind: 'Kind',
  detail: 'What',
  place: 'Where',
  all: (count) => `All ${count}`,
  nothing: 'Nothing found.',
  kinds: {
    double_id: 'Double id',
    double_wording: 'Double wording',
    own_double_wording: 'Double in one entry',
    near_wording: 'Differs in particles only',
    unknown_followup: 'Unknown entry next',
    odd_number: 'Odd number',
    expired: 'Expired',
    no_review: 'Not reviewed',
    no_answer: 'No answer',
    no_basis: 'No basis',
    differing_basis: 'Basis differs',
    few_similar: 'Few wordings',
    no_wording: 'Empty wording',
  },
};

export default en;
