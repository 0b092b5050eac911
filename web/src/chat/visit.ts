// What is known of this visit: the conversation, the session with a person, what was typed. It lasts as
// long as its tab, so that nobody after this person reads the conversation.

import { onScopeDispose, ref, watch, type Ref } from 'vue';
import { ask, type Server } from '#/api/server.ts';
import { tab } from '#/api/storage.ts';
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
  /** Rises with every new beginning; what was shown before is shown to nobody after it. */
  epoch: Ref<number>;
  /** Ends whatever is under way, with a new beginning or the window; to be asked for before, and looked at after. */
  signal: () => AbortSignal;
  /** Whoever is there now; says whether what stands is somebody else's. */
  meet: (who: string) => boolean;
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
  const kept = tab.readValue<Partial<Kept>>(place) ?? {};
  const conversation = ref(text(kept.conversation));
  const token = ref(text(kept.token));
  const session = ref(text(kept.session));
  const subject = ref(text(kept.subject) ?? '');
  const typed = text(tab.readValue(`${place}.draft`)) ?? '';
  // A host may say who it is a while later, and what somebody typed is shown to them alone.
  const draft = ref(subject.value ? '' : typed);
  const epoch = ref(0);
  let beginning: Promise<string> | null = null;
  let stay = new AbortController();

  watch([conversation, token, session, subject], ([conversation, token, session, subject]) =>
    tab.writeValue(place, { conversation, token, session, subject }),
  );
  watch(draft, (now) => tab.writeValue(`${place}.draft`, now));
  onScopeDispose(() => stay.abort());

  let isMet = false;
  const meet = (who: string) => {
    const isOther = subject.value !== '' && subject.value !== who;
    if (!isMet && !isOther) draft.value ||= typed;
    isMet = true;
    subject.value = who;
    return isOther;
  };

  const goOn: Visit['goOn'] = ({ conversation_id, conversation_token }) => {
    conversation.value = conversation_id;
    token.value = conversation_token ?? null;
  };
  const begun = async () => {
    if (conversation.value) return conversation.value;
    const { signal } = stay;
    beginning ??= ask(begin({ client: server.client, body: asker(settings, profile), signal }))
      .then(({ id }) => {
        signal.throwIfAborted();
        return (conversation.value = id);
      })
      .finally(() => {
        if (!signal.aborted) beginning = null;
      });
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
    stay.abort();
    stay = new AbortController();
    beginning = null;
    epoch.value += 1;
    conversation.value = token.value = session.value = null;
    draft.value = '';
  };
  return {
    ...{ conversation, token, session, draft, subject, epoch },
    ...{ goOn, begun, forget, meet, leave },
    signal: () => stay.signal,
  };
}

/** Who asks and from where, as every request has it; what is empty is not sent. */
export const asker = (settings: Settings, profile: Profile) => ({
  region: profile.region || undefined,
  taxpayer_type: profile.taxpayerType || undefined,
  entry_scene: settings.scene || undefined,
});

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
