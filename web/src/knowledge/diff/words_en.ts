// What stands around differences, in English.

import type { zh } from './words.ts';

const en: typeof zh = {
  way: 'How to compare',
  inOne: 'In one text',
  beside: 'Side by side',
  before: 'Before',
  after: 'After',
  same: 'Nothing differs.',
  nothing: '(nothing)',
  goneBegins: 'Gone: ',
  cameBegins: 'New: ',
  fields: {
    question: 'Standard question',
    similar: 'Other wordings',
    answer: 'Answer',
    blocks: 'Blocks',
    basis: 'Basis',
    topic: 'Topic',
    tax: 'Tax or fee',
    taxpayer_types: 'Taxpayers',
    regions: 'Regions',
    valid_from: 'Valid from',
    valid_to: 'Valid to',
    followups: 'Asked next',
    clarify: 'For asking back',
    tags: 'Tags',
    reviewed_on: 'Reviewed on',
    reviewed_by: 'Reviewed by',
    note: 'Note',
    text: 'Content',
  },
};

export default en;
