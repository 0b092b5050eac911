// Who works on the knowledge, and what it lets them do.

import { computed } from 'vue';
import { createStaff, type Bearer } from '#/staff/staff.ts';

export type Who = Omit<Bearer, 'roles' | 'center'> & {
  /** Writes knowledge. */
  maintains: boolean;
  /** Compares what others wrote with its documents. */
  reviews: boolean;
  /** Puts knowledge into service. */
  publishes: boolean;
  /** Runs the service. */
  operates: boolean;
  /** Reads everything and changes nothing. */
  audits: boolean;
};

/** Forgets what somebody else left in the tab before anything of it is read. */
export const staff = createStaff({
  kind: 'knowledge',
  home: '/knowledge/',
  written: ['wenshui.knowledge.', 'wenshui.draft.'],
  // The server has no place to ask for one's roles; who comes with such a token logs in here.
  found: async () => ({ roles: [], center: '' }),
  plays: ({ kind }) => kind === 'maintainer',
});
export const { server, expired, renewed, logOut } = staff;

/** Nobody without a token, and null again until what it lets them do is known. */
export const who = computed<Who | null>(() => {
  if (!staff.bearer.value) return null;
  const { subject, name, roles } = staff.bearer.value;
  return {
    subject,
    name,
    maintains: roles.includes('maintainer'),
    reviews: roles.includes('reviewer'),
    publishes: roles.includes('publisher'),
    operates: roles.includes('operator'),
    audits: roles.includes('auditor'),
  };
});

/** Whether there is anything for them here. */
export const works = computed(() => {
  const { maintains, reviews, publishes, audits } = who.value ?? {};
  return !!(maintains || reviews || publishes || audits);
});

/** Whether they may ask what is not published, or any version without being counted. */
export const mayTry = computed(() => {
  const { maintains, reviews, publishes } = who.value ?? {};
  return !!(maintains || reviews || publishes);
});

/** Whether they may ask for work that takes long. */
export const runsJobs = computed(() => {
  const { maintains, reviews, publishes, operates } = who.value ?? {};
  return !!(maintains || reviews || publishes || operates);
});

/** What somebody is called where that is known, else their subject without what it begins with. */
export function nameOf(subject: string): string {
  const invented = staff.demo.value.find(({ id }) => subject === `demo:${id}`)?.name;
  const own = subject === who.value?.subject ? who.value.name : subject;
  return invented ?? own.replace(/^staff:/, '');
}
