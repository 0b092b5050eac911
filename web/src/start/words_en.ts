// What the start page says, in English.

import type { zh } from './words.ts';

const en: typeof zh = {
  title: 'Wenshui',
  tagline: 'Answers on tax with their grounds; asks back when unclear, hands over when a person is needed',
  tryTitle: 'Try both sides in a minute',
  trySteps: [
    'Choose somebody under “Staff”, open the workbench in a new tab and set the presence to online.',
    'Choose a taxpayer of the same region, open the conversation on this page and ask something.',
    'Press “Person”. Serve the session in the workbench, and talk and call from both tabs.',
  ],
  demoNote:
    'This is the demonstration: everybody is invented, and people serve round the clock. It is open on this machine only.',
  taxpayers: 'Taxpayers',
  staff: 'Staff',
  chatHere: 'Chat on this page',
  chatPage: 'Chat in a page',
  centre: 'Personal centre',
  desk: 'Open the workbench',
  plainTitle: 'Begin here',
  chatAbout: 'Ask, read the grounds, get to a person, around the clock.',
  centreAbout:
    'To-dos, notices, reservations, notes and work orders; a portal opens it for whoever is logged in.',
  deskAbout: 'Agents log in to serve taxpayers, supervisors see the wall.',
  knowledge: 'Open the knowledge bench',
  knowledgeAbout: 'Write entries, review, publish behind gates, hit tests and evaluation.',
  docs: 'The API',
  docsAbout: 'OpenAPI 3.1, to be tried in place.',
  embedTitle: 'Embed it in your page',
  embedAbout: 'One script, one tag; its styles stay in a shadow root and leave your page alone.',
  opened: (name) => `The conversation is open as ${name}.`,
};

export default en;
