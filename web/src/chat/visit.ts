// What is known of this visit: the conversation, the session with a person, what was typed. It lasts as
// long as its tab, so that nobody after this person reads the conversation.

import { ref, watch, type Ref } from 'vue';
import { ask, type Server } from '#/api/server.ts';
import type { Profile } from '#/chat/profile.ts';
import type { Settings } from '#/chat/settings.ts';
import { begin } from '#client/sdk.gen.ts';
import type { AnswerResponse } from '#client/types.gen.ts';

export type Visit = {
  conversation: Ref<string | null>;
  /** What the conversation needs to go on at any node. */
  token: Ref<string | null>;
  /** The session with a person that stands. */
  session: Ref<string | null>;
  draft: Ref<string>;
  /** Whose it is, by the subject of their token; empty for people without one. */
  subject: Ref<string>;
  goOn: (reply: Pick<AnswerResponse, 'conversation_id' | 'conversation_token'>) => void;
  /** For what needs a conversation before anything was asked. */
  begun: () => Promise<string>;
  /** What the server no longer takes is not sent again; says whether there was such a thing. */
  forget: (code: string) => boolean;
  /** Everything of it, for a new beginning. */
  leave: () => void;
};

type Kept = { conversation: string | null; token: string | null; session: string | null; subject: string };

export function useVisit(server: Server, settings: Settings, profile: Profile): Visit {
  const place = `wenshui.visit.${server.address}`;
  const kept = readJson<Partial<Kept>>(place);
  const conversation = ref(text(kept.conversation));
  const token = ref(text(kept.token));
  const session = ref(text(kept.session));
  const subject = ref(text(kept.subject) ?? '');
  const draft = ref(text(readJson<string>(`${place}.draft`)) ?? '');
  let beginning: Promise<string> | null = null;

  watch([conversation, token, session, subject], ([conversation, token, session, subject]) =>
    keepJson(place, { conversation, token, session, subject }),
  );
  watch(draft, (typed) => keepJson(`${place}.draft`, typed));

  const goOn: Visit['goOn'] = ({ conversation_id, conversation_token }) => {
    conversation.value = conversation_id;
    token.value = conversation_token ?? null;
  };
  const begun = async () => {
    if (conversation.value) return conversation.value;
    beginning ??= ask(begin({ client: server.client, body: asker(settings, profile) }))
      .then(({ id }) => (conversation.value = id))
      .finally(() => (beginning = null));
    return beginning;
  };
  const forget = (code: string) => {
    if (code === 'bad_conversation_token' && token.value) token.value = null;
    else if (['conversation_ended', 'unknown_conversation'].includes(code) && conversation.value) {
      conversation.value = token.value = null;
    } else return false;
    return true;
  };
  const leave = () => {
    conversation.value = token.value = session.value = null;
    draft.value = '';
  };
  return { conversation, token, session, draft, subject, goOn, begun, forget, leave };
}

/** Who asks and from where, as every request has it; what is empty is not sent. */
export const asker = (settings: Settings, profile: Profile) => ({
  region: profile.region || undefined,
  taxpayer_type: profile.taxpayerType || undefined,
  entry_scene: settings.scene || undefined,
});

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Storage can be switched off or hold anything; then the visit begins anew. */
function readJson<T>(place: string): T {
  try {
    return (JSON.parse(sessionStorage.getItem(place) ?? '{}') ?? {}) as T;
  } catch {
    return {} as T;
  }
}

function keepJson(place: string, value: unknown): void {
  try {
    sessionStorage.setItem(place, JSON.stringify(value));
  } catch {
    // It then lasts until the page is left.
  }
}
