// What is said where knowledge is put into service, in English.

import type { zh } from './words.ts';

const version = (number: number) => (number ? `version ${number}` : 'the bundled version');

const en: typeof zh = {
  title: 'Publish',
  inService: 'In service',
  inServiceNow: (title) => `In service: ${title}`,
  counts: (entries, wordings) => `${entries} entries, ${wordings} wordings`,
  bundled: 'Bundled version',
  version,

  waiting: 'Changes to publish',
  waitingNone: 'Nothing waits to be published. What reviewers approve comes here.',
  chosen: (count, all) => `${count} of ${all} chosen`,
  chooseAll: 'Choose all',
  choose: (name) => `Choose ${name}`,
  conflict: 'In conflict',
  conflictHint:
    'What is in service changed since this began. Its author takes it back, compares and submits again.',
  publish: 'Publish',
  publishChosen: (count) => `Publish ${count} changes`,
  notPublisher: 'Your role may not publish.',
  rehearse: 'Rehearse',
  rehearseHint: 'checks only, nothing changes',

  gates: 'Gates',
  gatesHint: 'The gates are asked before anything is published. All have to be kept, or nothing changes.',
  gatesBefore: 'Of the version before were asked:',
  gatesUsual: 'Where nothing else is configured, every wording has to find its own entry.',
  suites: { 'own-wordings': 'The entries’ own wordings' },
  gateKept: 'Kept',
  gateBroken: 'Broken',
  gateCases: (cases, wrong) => `${cases} cases, ${wrong} wrong`,
  gateCurrent: (value) => `in service ${value}`,
  failing: (shown, wrong) =>
    shown < wrong ? `Cases that fail (first ${shown} of ${wrong})` : 'Cases that fail',
  expected: 'Right:',
  noAnswerExpected: 'no answer',
  got: 'Got:',
  wasRight: 'Right in service',

  approvedBy: (name) => `approved by ${name}`,
  failingCases: (count) => `Cases that fail (${count} are listed); each leads to its hit test`,
  rollBackDo: 'Put into service',
  rollBackBundled: 'Serve the bundled version',
  note: 'Remark',
  noteHint: 'For example: small-scale taxpayers as announced in 2026 No. 10',
  running:
    'The gates are asked, then it is published; until then everything stays in service. You may leave this page.',
  rehearsing: 'The gates are asked; nothing is published.',
  published: (number) => `Version ${number} is published and in service.`,
  rehearsed: 'Everything is kept; it can be published.',
  refused: 'Nothing was published; what was in service is.',
  refusals: {
    gates: 'Gates are not kept.',
    problems: 'The knowledge would have errors.',
    conflicts: 'Changes are in conflict with what is in service.',
    nothing: 'There is nothing to publish.',
    lost: 'Somebody else published or rolled back meanwhile. Look again.',
  },

  versions: 'Versions',
  versionsNone: 'Nothing was published yet; the bundled knowledge serves.',
  number: 'Version',
  who: 'Published by',
  when: 'Published at',
  remark: 'Remark',
  revisions: 'Changes',
  size: 'Size',
  madeOf: (base) => `made of ${base}`,
  current: 'In service',
  rollBack: 'Roll back to it',
  serve: 'Serve it',
  rollBackTitle: 'Another version into service',
  rollBackSure: (from, to) =>
    `${to} takes the place of ${from} at once; changes stay as they are, and it can be undone at any time.`,
  rolledBack: (to) => `${to} is in service`,
  testIt: 'Hit test',
  compare: 'Compare versions',
  compareWith: 'Compare with',
  from: 'From',
  to: 'To',
  difference: 'Difference',
  differenceCounts: (added, removed, changed) => `${added} new, ${removed} gone, ${changed} changed`,
  noDifference: 'They do not differ.',
  became: { added: 'New', removed: 'Gone', changed: 'Changed' },
  orderOnly: 'Only the order differs.',
  brought: 'What it brought',
  open: 'Open',
};

export default en;
