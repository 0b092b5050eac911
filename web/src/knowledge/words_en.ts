// What the bench's shell says, in English.

import type { zh } from './words.ts';

const TYPES: Record<string, string> = {
  一般纳税人: 'General taxpayer',
  小规模纳税人: 'Small-scale taxpayer',
  企业: 'Enterprise',
  个体工商户: 'Sole trader',
  自然人: 'Natural person',
};

const en: typeof zh = {
  title: 'Knowledge bench',
  pageTitle: (place) => `${place} · Knowledge bench`,
  noRole: 'This account cannot use the knowledge bench',
  noRoleHint:
    'It needs the role of maintainer, reviewer, publisher or auditor. Ask for it, or log in with another account.',
  leaveHint: 'What you have not submitted is kept on this device; you go on with it after your next login.',
  inService: (entries, wordings) => `in service: ${entries} entries, ${wordings} wordings`,
  versionNumber: (number) => `Version ${number}`,
  versionBundled: 'Bundled version',

  nav: 'Knowledge bench',
  entries: 'Entries',
  sayings: 'Sayings',
  review: 'Review',
  publish: 'Publish',
  replay: 'Replay',
  hit: 'Hit test',
  evaluation: 'Evaluation',
  health: 'Health',
  unanswered: 'In vain',
  jobs: 'Jobs',
  audit: 'Audit',
  notFound: 'There is no such page',
  toEntries: 'Back to entries',

  shortcutRows: [
    { keys: '/', what: 'To the conditions' },
    { keys: 'g e', what: 'Entries' },
    { keys: 'g r', what: 'Review' },
    { keys: 'g p', what: 'Publish' },
    { keys: 'g h', what: 'Hit test' },
    { keys: '?', what: 'Show shortcuts' },
  ],

  back: (to) => `Back: ${to}`,
  none: '—',
  nationwide: 'Nationwide',
  everybody: 'Everybody',
  by: 'By',
  at: 'When',
  more: 'Load more',
  allShown: 'That is all',
  justNow: 'just now',
  seconds: (s) => (s < 60 ? `${s} s` : `${Math.floor(s / 60)} min ${s % 60} s`),
  percent: (share, digits = 1) => `${(share * 100).toFixed(digits)}%`,

  taxpayerTypes: Object.entries(TYPES).map(([value, title]) => ({ value, title })),
  decisions: {
    answer: 'Answer',
    clarify: 'Ask back',
    suggest: 'Suggest',
    reply: 'Reply',
    refuse: 'Refuse',
    handover: 'Hand over',
  },
};

export default en;
