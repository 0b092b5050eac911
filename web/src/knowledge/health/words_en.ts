// What is said of what is wrong with the knowledge, in English.

import type { zh } from './words.ts';

const en: typeof zh = {
  title: 'Health',
  tabs: { meaning: 'Meaning and time', form: 'Form' },
  leads: {
    meaning:
      'Looks at what the knowledge in service means and how long it holds: conflicts, doubles, wordings that do not find their entry, what ends soon. A fix that is accepted becomes a change and waits for a reviewer.',
    form: 'Looks at how the knowledge in service is written: missing grounds, what has expired, doubles, numbers, grounds that differ.',
  },
  begin: { meaning: 'Examine now', form: 'Check now' },
  empty: {
    meaning:
      'It was not examined yet. Every wording is asked, which takes a minute or two; you may leave this page.',
    form: 'It was not checked yet. It takes a few seconds.',
  },
  emptyForOthers:
    'It was not examined yet. Who maintains, reviews or publishes begins; the result stands here.',
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

  weights: { high: 'Wrong answers', medium: 'Worse answers', low: 'When there is time' },
  classes: {
    conflicting_answer: 'Conflicting answers',
    not_found: 'Does not find its entry',
    expired: 'Expired',
    basis_expired: 'Basis has ended',
    duplicate_entry: 'Double entry',
    overlapping_wording: 'Overlapping wording',
    expiring: 'Ends soon',
    basis_expiring: 'Basis ends soon',
    dead_link: 'Dead link',
    dead_followup: 'Dead follow-up',
    no_basis: 'No basis',
    no_number: 'No number',
    wanted_topic: 'Asked more than written',
    thin_topic: 'Thin topic',
    review_overdue: 'Review overdue',
    cold: 'Hardly asked',
  },
  looked: (day) => `By the rules of ${day}`,
  ignored: (count) => `${count} more were left as they are and are not listed`,
  fix: 'Fix:',
  test: 'Hit test',
  accept: 'Accept',
  acceptOf: (fix) => `Accept: ${fix}`,
  accepted: (count) =>
    count > 1
      ? `${count} changes were made and wait for a reviewer`
      : 'A change was made and waits for a reviewer',
  mend: 'Mend it',
  leave: 'Leave it',
  leaveTitle: 'Leave it as it is for good',
  left: 'Noted; it is not listed again',
  why: 'Why',
  whyHint: 'Kept with the decision, for whoever asks later',
  coverage: (count) => `Topics (${count})`,
  coverageName: 'Topics',
  topic: 'Topic',
  answering: 'Answering',
  asked: 'Asked',
  askedShare: 'Share of questions',

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
