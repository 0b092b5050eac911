// What is said where prepared replies are kept, in English.

import type { zh } from './words.ts';

const en: typeof zh = {
  title: 'Prepared replies',
  search: 'Search titles and texts',
  scope: 'Whose',
  own: 'Mine',
  shared: 'The center’s',
  empty: 'There are none yet. Once added they are put in or sent with one click during a session.',
  name: 'Title',
  text: 'Text',
  updated: 'Changed',
  create: 'Add a reply',
  edit: 'Change',
  editTitle: 'Change a reply',
  remove: 'Delete',
  removeTitle: 'Delete a reply',
  removeSure: (title) => `“${title}” cannot be restored. What was sent stays.`,
  share: 'For all agents of the center',
  sharedNote: 'Those of the center are kept by supervisors.',
  saved: 'Saved',
  removed: 'Deleted',
  save: 'Save',
};

export default en;
