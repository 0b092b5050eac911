// Who works at the desk, and what it lets them do.

import { computed } from 'vue';
import { deskWall, showPresence } from '#client/sdk.gen.ts';
import { problemOf } from '#/api/problem.ts';
import { ask } from '#/api/server.ts';
import { createStaff, type Bearer, type StaffPage } from '#/staff/staff.ts';

export type Who = Omit<Bearer, 'roles'> & {
  /** Talks with taxpayers. */
  serves: boolean;
  /** Looks after agents and their talks. */
  leads: boolean;
  /** Reads everything and changes nothing. */
  audits: boolean;
};

/** What was answered, or nothing where the role is missing; other refusals are no answer to that. */
async function unlessForbidden<T>(asked: Promise<T>): Promise<T | 'nothing yet' | null> {
  try {
    return await asked;
  } catch (thrown) {
    const problem = problemOf(thrown);
    if (problem.status === 403) return null;
    if (problem.status === 409) return 'nothing yet';
    throw problem;
  }
}

/** What the server lets the bearer of a token do. */
const found: StaffPage['found'] = async ({ client }) => {
  const [me, wall] = await Promise.all([
    unlessForbidden(ask(showPresence({ client }))),
    unlessForbidden(ask(deskWall({ client }))),
  ]);
  const centers = wall && wall !== 'nothing yet' ? wall.centers : [];
  const own = centers.length === 1 ? centers[0]!.id : '';
  return {
    roles: [...(me ? (['agent'] as const) : []), ...(wall ? (['supervisor'] as const) : [])],
    center: me && me !== 'nothing yet' ? me.center : own,
  };
};

/** Forgets what somebody else left in the tab before anything of it is read. */
export const staff = createStaff({
  kind: 'desk',
  home: '/desk/',
  written: ['wenshui.desk.', 'wenshui.draft.', 'wenshui.outbox.'],
  found,
  plays: ({ kind }) => kind === 'agent' || kind === 'supervisor',
});
export const { server, expired, renewed, logOut } = staff;

/** Nobody without a token, and null again until what it lets them do is known. */
export const who = computed<Who | null>(() => {
  if (!staff.bearer.value) return null;
  const { subject, name, center, roles } = staff.bearer.value;
  return {
    subject,
    name,
    center,
    serves: roles.includes('agent'),
    leads: roles.includes('supervisor'),
    audits: roles.includes('auditor'),
  };
});
/** Whether somebody may change things with matters of their center. */
export const mayAct = computed(() => !!who.value && (who.value.serves || who.value.leads));
