// What a taxpayer can do with a mediation, in the list and on its page.

import type { Router } from 'vue-router';
import { actOnMediation } from '#client/sdk.gen.ts';
import type { MediationAction, MediationBody } from '#client/types.gen.ts';
import { ask, type Server } from '#/api/server.ts';
import type { Act } from '#/centre/acts.ts';
import { desk } from '#/centre/words_desk.ts';
import { chatAddress, handToken } from '#/centre/session.ts';
import { toast } from '#/parts/toasts.ts';
import { momentShort, stretch } from '#/words/moments.ts';

export const actOn = ({ client }: Server, id: string, body: MediationAction) =>
  ask(actOnMediation({ client, path: { id }, body }));

/** 期望沟通时间; how long it lasts is known of what was handed in, a draft has its beginning alone. */
export function wantedTime({ wanted_at, wanted_until }: MediationBody): string | null {
  if (!wanted_at) return null;
  return wanted_until ? stretch(wanted_at, wanted_until) : momentShort(wanted_at);
}

export type MediationDoing = {
  server: Server;
  router: Router;
  /** Shows what it has become. */
  after: (doing: Promise<MediationBody>) => Promise<unknown>;
};

export function mediationActs(mediation: MediationBody, { server, router, after }: MediationDoing): Act[] {
  const t = desk.value.mediations;
  const { id, number, allowed_actions } = mediation;
  const on = (key: string) => allowed_actions.includes(key);

  /** The first who joins begins the session; everybody finds it by its id. */
  async function join() {
    const joined = await actOn(server, id, { action: 'join' });
    if (!joined.session_id) {
      toast(t.joinLater);
      return void (await after(Promise.resolve(joined)));
    }
    handToken();
    location.assign(chatAddress(joined.session_id));
  }
  async function remove() {
    await actOn(server, id, { action: 'delete' });
    if (router.currentRoute.value.path === '/mediations') await after(Promise.resolve(mediation));
    else await router.push('/mediations');
  }

  return [
    { key: 'join', title: t.join, on: on('join'), why: t.joinNot, primary: true, run: join },
    {
      key: 'save',
      title: t.change,
      on: on('save'),
      why: t.changeNot,
      run: () => router.push(`/mediations/${number}/edit`),
    },
    {
      key: 'withdraw',
      title: t.withdraw,
      on: on('withdraw'),
      why: t.withdrawNot,
      danger: true,
      ask: { title: t.withdrawTitle, reason: t.withdrawReason },
      run: (reason) => after(actOn(server, id, { action: 'withdraw', reason })),
      done: t.withdrawDone,
    },
    {
      key: 'delete',
      title: t.remove,
      on: on('delete'),
      why: t.removeNot,
      danger: true,
      ask: { title: t.remove, lead: t.removeAsk },
      run: remove,
      done: t.removeDone,
    },
  ];
}
