// Who works at a page for staff: their token, what it lets them do, logging in and out. Every such page
// makes one of these and provides it; what is on the page asks by its server.

import {
  computed,
  inject,
  ref,
  shallowRef,
  type ComputedRef,
  type InjectionKey,
  type Ref,
  type ShallowRef,
} from 'vue';
import { login } from '#client/sdk.gen.ts';
import type { StaffRole } from '#client/types.gen.ts';
import { demoPeople, demoToken, type DemoPerson } from '#/api/demo.ts';
import { ask, createServer, type Server } from '#/api/server.ts';
import { tab } from '#/api/storage.ts';
import { subjectOf } from '#/api/subject.ts';
import { forgetToken, keepToken, takeToken, type PageKind } from '#/api/visitor.ts';
import { keepTime } from '#/parts/clock.ts';

/** Somebody with a token. */
export type Bearer = {
  /** As the server names them in what it lists. */
  subject: string;
  /** What they are called here. */
  name: string;
  center: string;
  roles: StaffRole[];
};

type Kept = Omit<Bearer, 'subject'>;

/** A page for staff. */
export type StaffPage = {
  kind: PageKind;
  /** Where it begins. */
  home: string;
  /** What the names begin with of everything that people wrote there and have not sent yet. */
  written: string[];
  /** Roles and center of an account whose token does not tell them and that did not log in here. */
  found: (server: Server) => Promise<Omit<Kept, 'name'>>;
  /** Whose part of a demonstration may be taken at its door. */
  plays: (person: DemoPerson) => boolean;
};

export type Staff = {
  readonly server: Server;
  /** Nobody without a token, and null again until what it lets them do is known. */
  readonly bearer: ShallowRef<Bearer | null>;
  /** Whether there is a token. */
  readonly isKnown: ComputedRef<boolean>;
  /** Whether the token was refused in the middle of work; the pages stay as they are below the login. */
  readonly expired: Ref<boolean>;
  /** Rises with every login, so that what failed for want of one is read again. */
  readonly renewed: Ref<number>;
  /** Whose part may be taken; nobody where the server is no demonstration. */
  readonly demo: Ref<DemoPerson[]>;
  readDemo: () => Promise<void>;
  /** Finds out who bears the token. */
  recognise: () => Promise<void>;
  logIn: (name: string, password: string) => Promise<void>;
  enterAs: (person: DemoPerson) => Promise<void>;
  /** Forgets who worked here, with everything that they had open and had begun to write. */
  logOut: () => void;
};

export const STAFF: InjectionKey<Staff> = Symbol('staff');

/** Who works at the page that a component stands in. */
export function useStaff(): Staff {
  const staff = inject(STAFF);
  if (!staff) throw new Error('a page for staff provides who works there');
  return staff;
}

/** What the subjects of accounts begin with. */
const ACCOUNT = 'staff:';

type Claims = { sub?: string; center?: string; staff_roles?: StaffRole[] };

/** What a token says of itself; the server alone decides what it is worth. */
function claimsOf(text: string): Claims {
  try {
    const part = text.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(part), (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Claims;
  } catch {
    return {};
  }
}

/** Tokens that name their roles, or have none. */
const told = ({ sub = '', center = '', staff_roles: roles = [] }: Claims): Kept => ({
  name: sub,
  center,
  roles,
});

/** What belongs to whom in the tab: whoever comes next finds nothing of the one before. */
function keeper({ kind, written }: StaffPage) {
  const [kept, owner] = [`wenshui.${kind}.who`, `wenshui.${kind}.owner`];
  const forget = () => written.forEach((names) => tab.forget(names));
  return {
    read: () => tab.readValue<Kept>(kept),
    write: (of: Kept | null) => tab.writeValue(kept, of),
    forget,
    /** What is kept here is theirs from now on; what somebody else left in the tab is gone. */
    own(given: string): void {
      const before = tab.read(owner);
      if (before !== null && before !== subjectOf(given)) forget();
      tab.write(owner, subjectOf(given));
    },
  };
}

export function createStaff(page: StaffPage): Staff {
  const { kind, home } = page;
  const token = ref<string | null>(takeToken(kind));
  const keeps = keeper(page);
  if (token.value) keeps.own(token.value);

  const bearer = shallowRef<Bearer | null>(null);
  const expired = ref(false);
  const renewed = ref(0);
  const demo = ref<DemoPerson[]>([]);
  const server = createServer(
    '',
    () => token.value,
    async (refused) => {
      if (refused === token.value) expired.value = true;
      return null;
    },
  );
  keepTime(server);

  /** Roles of accounts are looked up by the server. */
  const account = async (subject: string): Promise<Kept> =>
    keeps.read() ?? { name: subject, ...(await page.found(server)) };

  async function recognise(): Promise<void> {
    if (!token.value) return;
    const claims = claimsOf(token.value);
    const subject = claims.sub ?? '';
    const of = await (subject.startsWith(ACCOUNT) ? account(subject) : told(claims));
    bearer.value = { subject, ...of };
  }

  /**
   * Goes on with a token. Who logs in in somebody else's place begins anew, so that nothing of the one
   * before is left on the page, and nothing of it is sent with this token.
   */
  async function enter(given: string, of: Kept | null): Promise<void> {
    const isOther = token.value !== null && subjectOf(token.value) !== subjectOf(given);
    keeps.own(given);
    keeps.write(of);
    keepToken(kind, given);
    if (isOther) return location.assign(home);
    token.value = given;
    await recognise();
    expired.value = false;
    renewed.value++;
  }

  return {
    server,
    bearer,
    isKnown: computed(() => token.value !== null),
    expired,
    renewed,
    demo,
    recognise,
    async readDemo() {
      demo.value = (await demoPeople(server)).filter(page.plays);
    },
    async logIn(name, password) {
      const got = await ask(login({ client: server.client, body: { name, password } }));
      await enter(got.token, { name: got.name, center: got.center, roles: got.roles });
    },
    enterAs: async ({ id }) => enter(await demoToken(server, id), null),
    logOut() {
      forgetToken(kind);
      keeps.forget();
      location.assign(home);
    },
  };
}
