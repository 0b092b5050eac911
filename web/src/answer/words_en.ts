// What stands around the server's words in an answer, in English.

import type { zh } from './words.ts';

const two = (number: number) => `${number}`.padStart(2, '0');

const en: typeof zh = {
  table: 'Table',
  openStep: 'Open the page for this step',
  openInstead: (title) => `${title} (cannot be shown here; open it)`,
  unknownBlock: 'This page cannot show this part yet.',
  date: (year, month, day) => `${year}-${two(month)}-${two(day)}`,
  basis: 'Basis',
  basisCount: (count) => `Basis: ${count} documents`,
  basisTitle: 'Document',
  basisNumber: 'Number',
  basisArticle: 'Article',
  basisIssued: 'Issued',
  basisFrom: 'In force from',
  basisTo: 'In force until',
  basisOpenEnd: 'not fixed',
  basisSource: 'Source',
  inForceSince: (date) => `in force since ${date}`,
};

export default en;
