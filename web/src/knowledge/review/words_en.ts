// What is said where changes are judged, in English.

import type { zh } from './words.ts';

const en: typeof zh = {
  title: 'Review',
  state: 'State',
  author: 'Author',
  mine: 'Mine only',
  subject: 'Entry or id',
  empty: 'Nothing waits for a reviewer.',
  what: 'What changes',
  change: 'Change',
  creation: 'New',
  removal: 'Removal',
  at: 'Changed at',
  note: 'Remark',
  reviewer: 'Reviewer',
  kinds: { entry: 'Entry', concepts: 'Synonyms', screen: 'Lists of the guard', settings: 'Settings' },

  approve: 'Approve',
  reject: 'Reject',
  takeBack: 'Take back',
  open: 'Open the entry',
  approved: 'Approved; it waits to be published',
  rejected: 'Given back to its author',
  takenBack: 'Taken back',
  rejectTitle: 'Reject',
  reason: 'Reason',
  reasonHint: 'The author reads it; say what has to change',
  own: 'This is your own; somebody else has to judge it.',
  notReviewer: 'Your role may not judge it.',
  notSubmitted: (state) => `It is “${state}”; there is nothing to judge.`,
  problems: 'What was found',
  noProblems: 'Nothing found.',
  differs: 'What differs',
  looks: 'The answer after it',
  conflict: 'Somebody changed the entry since this began; it has to be taken back and saved again.',
  publishedIn: (number) => `Published with version ${number}`,
  attempt: 'Try',
};

export default en;
