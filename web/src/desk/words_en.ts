// What the desk's shell says, in English.

import type { zh } from './words.ts';

const en: typeof zh = {
  title: 'Workbench',
  unreadTitle: (count) => `(${count}) Workbench`,

  noRole: 'This account cannot use the workbench',
  noRoleHint:
    'It needs the role of agent, supervisor or auditor. Ask for it, or log in with another account.',
  logOutHeld: (count) =>
    `You still have ${count} sessions. Log in again soon, or they are dropped and wait for somebody else.`,
  logOutPlain: 'You are offline then and get no new sessions.',

  nav: 'Workbench',
  sessions: 'Sessions',
  notes: 'Notes',
  calendar: 'Calendar',
  invitations: 'Invitations',
  mediations: 'Mediations',
  orders: 'Work orders',
  cases: 'Cases',
  replies: 'Replies',
  mine: 'My figures',
  wall: 'Wall',
  statistics: 'Statistics',
  interceptions: 'Stopped',
  audit: 'Audit',
  notFound: 'There is no such page',
  toSessions: 'Back to sessions',

  presence: 'Presence',
  presences: { online: 'Online', busy: 'Busy', away: 'Away', offline: 'Offline' },
  presenceHints: {
    online: 'Gets new sessions',
    busy: 'At work, gets no new sessions',
    away: 'Gone for a while, gets no new sessions',
    offline: 'Off work, gets no new sessions',
  },
  capacity: 'Sessions at a time',
  capacityHint: '1 to 20',
  skills: 'Skills',
  skillsHint: 'Names of skills, divided by commas; without any you get general sessions only',
  savePresence: 'Save',
  begin: 'Go online',
  beginHint:
    'Say how many sessions you take at a time. Once online they come to you in the order of the queue.',
  seats: (load, capacity) => `${load}/${capacity} seats`,
  agentNumber: (number) => `Agent ${number}`,

  connecting: 'Connecting',
  broken: 'Connection lost',
  brokenHint: (s) =>
    s > 0
      ? `Connecting again. Within ${s} seconds your sessions go on as they are; after that they are dropped. Nothing that you wrote is lost.`
      : 'Connecting again. Your sessions may have been dropped and go on when you are back. Nothing that you wrote is lost.',
  offlineHint:
    'There is no network. You are connected again when it is back; nothing that you wrote is lost.',

  todos: 'To-dos',
  todosCount: (count) => `${count} to-dos`,
  noTodos: 'Nothing to do',
  noTodosHint: 'New notes, work orders and transfers appear here.',
  handle: 'Open',
  finishTodo: 'Mark as done',
  moreTodos: (count) => `${count} more follow when these are done.`,
  asked: (number) => `You are asked to go on with session ${number}`,
  askedTopic: (topic) => `Asked: ${topic}`,
  askedLeft: (s) => `goes back in ${s} s`,
  accept: 'Accept',
  refuse: 'Refuse',
  look: 'Look',
  arrivedTitle: 'New session',
  arrivedBody: (topic) => topic || 'A taxpayer was connected.',
  askedTitle: 'Transfer',
  saidTitle: 'New message',
  callTitle: 'Call',
  callBody: (kind, topic) =>
    topic ? `The taxpayer wants: ${kind}, about ${topic}` : `The taxpayer wants: ${kind}`,
  callGo: 'Answer',

  sound: 'Tone for new sessions',
  tryTone: 'Try it',
  notifications: 'Notifications',
  allowNotifications: 'Allow notifications',
  notificationsOn: 'Allowed; shown while you look elsewhere',
  notificationsOff: 'Forbidden by the browser; allow them in its settings',
  notificationsNone: 'This browser has none',
  shortcutRows: [
    { keys: 'j', what: 'Next session; in the lists also ↓' },
    { keys: 'k', what: 'Previous session; in the lists also ↑' },
    { keys: 'r', what: 'To the composer' },
    { keys: 'a', what: 'To the assistant' },
    { keys: 'c', what: 'To prepared replies' },
    { keys: 'g s', what: 'Sessions' },
    { keys: 'g n', what: 'Notes' },
    { keys: 'g c', what: 'Calendar' },
    { keys: 'g w', what: 'Work orders' },
    { keys: '?', what: 'Show shortcuts' },
  ],

  agentField: 'Agent',
  agentFieldHint: 'Find colleagues by name, account or number; of other centers write the account.',
  agentChoices: 'Agents',

  lines: { images: '[Pictures]', files: '[Files]', screenshot: '[Screenshot]', voice: '[Recording]' },
};

export default en;
