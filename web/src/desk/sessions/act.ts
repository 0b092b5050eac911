// What is done with a session by a button of the desk, told where it fails.

import { actOnSession } from '#client/sdk.gen.ts';
import type { SessionAction, SessionBody } from '#client/types.gen.ts';
import { ask, newClientId } from '#/api/server.ts';
import { server } from '#/desk/who.ts';

/** Does it once, however often it is sent. */
export const act = (id: string, body: SessionAction): Promise<SessionBody> =>
  ask(actOnSession({ client: server.client, path: { id }, body: { client_id: newClientId(), ...body } }));
