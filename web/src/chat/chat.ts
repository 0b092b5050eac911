// What all parts of one window share.

import {
  effectScope,
  inject,
  ref,
  shallowRef,
  watch,
  type InjectionKey,
  type Ref,
  type ShallowRef,
} from 'vue';
import { createServer, type Server } from '#/api/server.ts';
import { serviceOf } from '#/api/service.ts';
import { useCompose, type Compose } from '#/chat/composer/compose.ts';
import { useFavorites, type Favorites } from '#/chat/panel/favorites.ts';
import { useFiles, type Files } from '#/chat/composer/files.ts';
import { useHearing, type Hearing } from '#/chat/composer/hearing.ts';
import { useHistory, type History } from '#/chat/talk/history.ts';
import { useNotices, type Notices } from '#/chat/notices.ts';
import type { PanelId } from '#/chat/panel/panels.ts';
import { usePerson, type Person } from '#/chat/person/person.ts';
import { useProfile, type Profile } from '#/chat/profile.ts';
import { useReading, type Reading } from '#/chat/talk/reading.ts';
import type { Settings } from '#/chat/settings.ts';
import { useTalk, type Talk } from '#/chat/talk/talk.ts';
import type { TokenKeeper } from '#/chat/token.ts';
import { useVisit, type Visit } from '#/chat/visit.ts';
import { watchWho } from '#/chat/who.ts';
import { chat as w } from '#/chat/words.ts';
import { useLoaded } from '#/parts/task.ts';
import type { AnswerResponse, ServiceBody, TurnSource } from '#client/types.gen.ts';

/** Tells the host of something by an event of the element. */
export type Emit = (name: string, detail?: Record<string, unknown>) => void;

export type Chat = {
  root: ShadowRoot;
  settings: Settings;
  server: Server;
  emit: Emit;
  /** For those who hear the window. */
  told: Ref<string>;
  say: (told: string) => void;
  service: ReturnType<typeof useLoaded<ServiceBody>>;
  profile: Profile;
  /** What was chosen on this device, which the host's own words stand above. */
  chosen: Profile;
  visit: Visit;
  compose: Compose;
  talk: Talk;
  history: History;
  favorites: Favorites;
  files: Files;
  notices: Notices;
  person: Person;
  reading: Reading;
  hearing: Hearing;
  /** What the conversation is scrolled in. */
  scroller: ShallowRef<HTMLElement | null>;
  /** The panel that is opened over the conversation, where there is no room beside it. */
  panel: Ref<PanelId | null>;
  /** 留言 or 预约, where one of them is filled in. */
  form: Ref<'note' | 'reservation' | null>;
  /** Whether it is asked if the view shall be emptied. */
  clearing: Ref<boolean>;
  /** Rises when the host hands in another token. */
  tokens: Readonly<Ref<number>>;
  /** Asks, from wherever the question was pressed. */
  ask: (text: string, source: TurnSource, option?: string) => void;
  /** Puts a question where one writes, to be changed and sent from there. */
  edit: (text: string) => void;
  askPerson: () => void;
  /** The view is emptied; nothing is deleted. */
  clear: () => void;
  /** Ends what goes on, for a new beginning. */
  leave: () => void;
  /** Everything that goes on beside the view ends. */
  dispose: () => void;
};

export const CHAT: InjectionKey<Chat> = Symbol('chat');

export function useChat(): Chat {
  const chat = inject(CHAT);
  if (!chat) throw new Error('an app provides its chat');
  return chat;
}

type Given = { root: ShadowRoot; settings: Settings; keeper: TokenKeeper; emit: Emit };

export function createChat(given: Given): Chat {
  const scope = effectScope(true);
  const parts = scope.run(() => assemble(given));
  if (!parts) throw new Error('the scope is new');
  const dispose = () => {
    parts.reading.stop();
    parts.hearing.cancel();
    scope.stop();
  };
  const actions = actionsOf(parts);
  scope.run(() => watchWho(given.keeper, parts, actions.leave));
  return { ...parts, ...actions, dispose };
}

type Action = 'ask' | 'edit' | 'askPerson' | 'clear' | 'leave';
type Parts = Omit<Chat, Action | 'dispose'>;

function assemble({ root, settings, keeper, emit }: Given): Parts {
  const server = createServer(settings.address, keeper.current, (refused) => keeper.renewed(refused));
  const told = ref('');
  const say = (words: string) => void (told.value = words);
  const { profile, chosen } = useProfile(settings);
  const visit = useVisit(server, settings, profile);
  const compose = useCompose(visit);
  const person = usePerson({ server, visit, settings, emit });
  const scroller = shallowRef<HTMLElement | null>(null);
  const service = useLoaded(() => serviceOf(server));
  const speech = useSpeech({ server, settings, compose, say, service: service.value, scroller });

  const asked = () => {
    // What was said with a person makes room for what is asked now.
    if (['left', 'over'].includes(person.phase.value)) person.leave();
    speech.reading.stop();
    speech.hearing.cancel();
    speech.hearing.forget();
    compose.settle();
  };
  const answered = (reply: AnswerResponse) => {
    person.handedTo(reply.handover?.handed_to);
    emit('wenshui-answer', idsOf(reply));
  };
  const withPerson = (session: string | null) => session && (visit.session.value = session);
  const talk = useTalk({ server, settings, profile, visit, asked, answered, withPerson });
  const below = () => service.value.value?.attachments.bytes_below ?? 0;
  const files = useFiles({ server, visit, talk, below });
  return {
    ...{ root, settings, server, emit, told, say, service, profile, chosen, visit, compose, talk },
    ...{ files, person, scroller, ...speech },
    history: useHistory(server, visit, talk),
    favorites: useFavorites(server, visit),
    notices: useNotices(server, keeper, visit),
    ...{ panel: ref(null), form: ref(null), clearing: ref(false), tokens: keeper.changes },
  };
}

type Speaking = Pick<Chat, 'server' | 'settings' | 'compose' | 'say' | 'scroller'> & {
  service: Ref<ServiceBody | null>;
};

/** One sound at a time: what is read would be heard by the microphone. */
function useSpeech({
  server,
  settings,
  compose,
  say,
  scroller,
  service,
}: Speaking): Pick<Chat, 'reading' | 'hearing'> {
  const reading: Reading = useReading(
    server,
    () => scroller.value,
    () => hearing.end(),
  );
  const hearing: Hearing = useHearing({ server, compose, say, silence: () => reading.stop() });
  // Nobody is listened to who does not see it.
  watch(
    () => settings.open,
    (open) => open || hearing.end(),
  );
  watch(reading.state, (state) => say(w.value.speaking[state]));
  watch(service, (known) => {
    reading.abilities.value = known?.speech ?? null;
    if (known) hearing.offer(known.speech);
  });
  return { reading, hearing };
}

/** What a press anywhere in the window does to several of its parts. */
function actionsOf({
  talk,
  history,
  visit,
  compose,
  person,
  reading,
  hearing,
  panel,
  form,
  clearing,
}: Parts): Pick<Chat, Action> {
  const clear = () => {
    reading.stop();
    history.clear();
    talk.clear();
  };
  return {
    ask: (text, source, option) => {
      panel.value = null;
      // While somebody talks, what is pressed is said to them.
      if (person.phase.value === 'talking') person.hold.value?.say(text);
      else talk.ask(text, source, option);
    },
    edit: (text) => {
      panel.value = null;
      if (person.phase.value === 'talking') return void person.hold.value?.insert(text);
      // What is still being said would write over it.
      hearing.cancel();
      compose.edit(text);
    },
    askPerson: () => void person.ask(talk.open(w.value.person), null),
    clear,
    leave: () => {
      hearing.cancel();
      clear();
      person.leave();
      visit.leave();
      panel.value = form.value = null;
      clearing.value = false;
      history.offered.value = false;
    },
  };
}

/** What the host is told of an answer: nothing of what anybody said. */
const idsOf = ({ decision, answer_id, conversation_id, answer }: AnswerResponse) => ({
  decision,
  answer_id,
  conversation_id,
  entry_id: answer?.id ?? null,
});
