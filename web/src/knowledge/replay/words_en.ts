// What is said of questions that would go otherwise, in English.

import type { zh } from './words.ts';

const en: typeof zh = {
  title: 'Replay',
  lead: 'What people asked in a period, asked of the version in service and of one with changes in, to see what would go otherwise before they are published.',
  conditions: 'Conditions',
  revisions: 'Changes to try',
  noRevisions: 'Nothing is unpublished. What is saved in Entries or Sayings can be replayed here.',
  begin: (count) => `Replay with ${count}`,
  empty: 'Nothing was replayed yet. Choose changes and days; without days it is the last thirty.',
  emptyForOthers:
    'Nothing was replayed yet. Who maintains, reviews or publishes begins; the result stands here.',
  nothingAsked: 'Nobody asked on these days. Choose others.',
  questions: 'Different questions',
  asked: 'Times asked',
  turningQuestions: 'Questions that turn',
  turned: 'Times they were asked',
  nothingTurns: 'No question would go otherwise.',
  turning: 'Questions that turn',
  turn: 'Turn',
  turns: {
    lost: 'No longer answered',
    gained: 'Now answered',
    other: 'Another entry first',
    decided: 'Decided otherwise',
  },
  all: (count) => `All ${count}`,
  question: 'Question',
  times: 'Times',
  before: 'In service',
  after: 'With changes',
  because: 'Because',
  causes: {
    entry: 'entry came or went',
    question: 'standard question',
    wording: 'wording',
    answer: 'answer',
    scope: 'where it holds',
    entrywise: 'content of the entry',
    concept: 'saying',
    lexicon: 'lexicon',
    screen: 'list of the guard',
    setting: 'setting',
    model: 'model',
    words: 'own words',
    day: 'day of the rules',
    unknown: 'program',
  },

  turningCases: 'Cases that turn',
  noCaseTurns: 'No case would come out otherwise.',
  case: 'Case',
  expected: 'Right',
  flips: { fixed: 'Fixed', broken: 'Broken', changed: 'Changed' },
};

export default en;
