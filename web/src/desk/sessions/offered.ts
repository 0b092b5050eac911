// The session that the panels beside belong to: the one that the agent works in.

import type { InjectionKey, ShallowRef } from 'vue';
import type { LoadedPacket } from '#/desk/sessions/packet.ts';
import type { Inserted } from '#/session/composer.ts';
import type { FollowedSession } from '#/session/follow.ts';

export type Offered = {
  session: FollowedSession;
  packet: LoadedPacket;
  /** Where lines are put to be looked at, or said as they are. */
  composer: { insert: (line: Inserted) => void; say: (line: Inserted) => void };
};

export const OFFERED: InjectionKey<ShallowRef<Offered | null>> = Symbol('offered');
