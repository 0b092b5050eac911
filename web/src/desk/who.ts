// Who works at the desk: their token, what it lets them do, logging in and out.

import { computed, ref, shallowRef } from 'vue';
import { deskWall, login, showPresence } from '#client/sdk.gen.ts';
import type { StaffRole } from '#client/types.gen.ts';
import { problemOf } from '#/api/problem.ts';
import { ask, createServer } from '#/api/server.ts';
import { tab } from '#/api/storage.ts';
import { subjectOf } from '#/api/subject.ts';
import { forgetToken, keepToken, takeToken } from '#/api/visitor.ts';
import { keepTime } from '#/parts/clock.ts';

export type Who = {
  /** As matters name their handlers. */
  subject: string;
  /** What they are called here. */
  name: string;
  center: string;
  /** Talks with taxpayers. */
  serves: boolean;
  /** Looks after agents and their talks. */
  leads: boolean;
  /** Reads everything and changes nothing. */
  audits: boolean;
};

const KEPT = 'wenshui.desk.who';
/** Whose everything is that is kept in this tab. */
const OWNER = 'wenshui.desk.owner';
/** What people at the desk have open, wrote, and have not sent yet. */
const WRITTEN = ['wenshui.desk.', 'wenshui.draft.', 'wenshui.outbox.'];
/** What the subjects of accounts begin with. */
const ACCOUNT = 'staff:';
const token = ref<string | null>(takeToken('desk'));

function forget(): void {
  for (const names of WRITTEN) tab.forget(names);
}

/** What is kept here is theirs from now on; what somebody else left is gone. */
function own(given: string): void {
  const before = tab.read(OWNER);
  if (before !== null && before !== subjectOf(given)) forget();
  tab.write(OWNER, subjectOf(given));
}
if (token.value) own(token.value);

/** Nobody without a token, and null again until what it lets them do is known. */
export const who = shallowRef<Who | null>(null);
/** Whether the token was refused in the middle of work; the pages stay as they are below the login. */
export const expired = ref(false);
/** Rises with every login, so that what failed for want of one is read again. */
export const renewed = ref(0);

export const isKnown = computed(() => token.value !== null);
/** Whether somebody may change things with matters of their center. */
export const mayAct = computed(() => !!who.value && (who.value.serves || who.value.leads));

export const server = createServer(
  '',
  () => token.value,
  async (refused) => {
    if (refused === token.value) expired.value = true;
    return null;
  },
);
keepTime(server);

type Kept = { name: string; center: string; roles: StaffRole[] };
type Claims = { sub?: string; center?: string; staff_roles?: StaffRole[] };

/** What the token says of itself; the server alone decides what it is worth. */
function claimsOf(text: string): Claims {
  try {
    const part = text.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(part), (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Claims;
  } catch {
    return {};
  }
}

const kept = () => tab.readValue<Kept>(KEPT);

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

/** Roles and center of a token that does not tell them: what the server lets its bearer do. */
async function found(): Promise<Omit<Kept, 'name'>> {
  const { client } = server;
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
}

/** Roles of accounts are looked up by the server. */
const account = async (subject: string): Promise<Kept> => kept() ?? { name: subject, ...(await found()) };

/** Other tokens name their roles, or have none. */
const told = ({ sub = '', center = '', staff_roles: roles = [] }: Claims): Kept => ({
  name: sub,
  center,
  roles,
});

/** Finds out who bears the token. */
export async function recognise(): Promise<void> {
  if (!token.value) return;
  const claims = claimsOf(token.value);
  const subject = claims.sub ?? '';
  const { name, roles, center } = await (subject.startsWith(ACCOUNT) ? account(subject) : told(claims));
  who.value = {
    subject,
    name,
    center,
    serves: roles.includes('agent'),
    leads: roles.includes('supervisor'),
    audits: roles.includes('auditor'),
  };
}

/**
 * Goes on with a token. Who logs in in somebody else's place begins anew, so that nothing of the one
 * before is left on the page, and nothing of it is sent with this token.
 */
export async function enter(given: string, of: Kept | null): Promise<void> {
  const isOther = token.value !== null && subjectOf(token.value) !== subjectOf(given);
  own(given);
  tab.writeValue(KEPT, of);
  keepToken('desk', given);
  if (isOther) return location.assign('/desk/');
  token.value = given;
  await recognise();
  expired.value = false;
  renewed.value++;
}

/** Logs an account in. */
export async function logIn(name: string, password: string): Promise<void> {
  const got = await ask(login({ client: server.client, body: { name, password } }));
  await enter(got.token, { name: got.name, center: got.center, roles: got.roles });
}

/** Forgets who worked here, with everything that they had open and had begun to write. */
export function logOut(): void {
  forgetToken('desk');
  forget();
  location.assign('/desk/');
}
