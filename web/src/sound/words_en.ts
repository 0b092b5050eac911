// What speaking and listening say by themselves, in English. Answers are Chinese, so what parts their
// words when they are spoken stays.

import type { zh } from './words.ts';

const en: typeof zh = {
  voiceLost: {
    title: 'The voice connection broke',
    detail: 'What was heard is kept. Check the network, then try again.',
  },
  microphone: {
    NotAllowedError: {
      title: 'No permission for the microphone',
      detail: 'Allow the microphone in the browser’s settings for this site.',
    },
    NotFoundError: { title: 'No microphone was found', detail: 'Connect a recording device.' },
    NotReadableError: {
      title: 'The microphone cannot be opened',
      detail: 'Another program may be using it. Close that, then try again.',
    },
  },
  speechBroken: 'Reading aloud broke off',
  spokenCell: '，',
  spokenValue: '：',
  spokenStep: (number) => `${number}. `,
};

export default en;
