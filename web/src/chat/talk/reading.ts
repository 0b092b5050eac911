// 语音播报 as the window knows it: which answer is read, how it goes, and by whose voice. What reads is
// loaded when it is first wanted.

import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { problemOf, type Problem } from '#/api/problem.ts';
import type { Server } from '#/api/server.ts';
import { device } from '#/api/storage.ts';
import type { Announcer, Reader } from '#/chat/talk/announcer.ts';
import type { SpeechAbilities } from '#client/types.gen.ts';

const PLACE = 'wenshui.voice';

/** An answer that can be read: its element, and where a failure is told. */
export type Offer = { id: string; shown: () => Element | null; failed: (problem: Problem) => void };

export type Reading = {
  /** The answer that is read. */
  id: Ref<string | null>;
  state: Ref<'preparing' | 'playing' | 'paused' | 'over'>;
  /** Whether the announcer is seen. */
  isSeen: Ref<boolean>;
  voice: Ref<string>;
  /** What the server can say; null while that is not known. */
  abilities: ShallowRef<SpeechAbilities | null>;
  begin: (offer: Offer) => Promise<void>;
  pause: () => void;
  resume: () => void;
  stop: () => void;
  /** Another voice begins anew. */
  choose: (voice: string) => void;
};

/** `scroller` is what goes along with what is read; `hush` ends whatever listens. */
export function useReading(server: Server, scroller: () => HTMLElement | null, hush: () => void): Reading {
  const id = ref<string | null>(null);
  const state = ref<Reading['state']['value']>('over');
  const isSeen = ref(false);
  const voice = ref(device.read(PLACE) ?? '');
  const abilities = shallowRef<SpeechAbilities | null>(null);
  let reader: Reader | null = null;
  let offer: Offer | null = null;

  /** Also what is still on its way to be read. */
  const stop = () => {
    offer = null;
    if (reader) reader.voice.stop();
    else show('over');
  };
  const begin = async (wanted: Offer) => {
    stop();
    hush();
    offer = wanted;
    id.value = wanted.id;
    isSeen.value = true;
    state.value = 'preparing';
    try {
      const { Announcer: Loaded } = await import('#/chat/talk/announcer.ts');
      if (offer === wanted) reader = read(new Loaded(server, scroller), wanted);
    } catch (thrown) {
      if (offer !== wanted) return;
      stop();
      wanted.failed(problemOf(thrown));
    }
  };
  const read = (announcer: Announcer, wanted: Offer): Reader =>
    announcer.read(wanted.shown(), {
      charsMax: abilities.value?.input_chars_max ?? 4096,
      voice: abilities.value?.voices.some((one) => one.id === voice.value) ? voice.value : undefined,
      state: show,
      failed: wanted.failed,
    });
  const show = (now: Reading['state']['value']) => {
    state.value = now;
    if (now !== 'over') return;
    id.value = null;
    isSeen.value = false;
    reader = null;
  };
  const choose = (chosen: string) => {
    voice.value = chosen;
    device.write(PLACE, chosen);
    if (offer && id.value) void begin(offer);
  };
  return {
    id,
    state,
    isSeen,
    voice,
    abilities,
    begin,
    pause: () => reader?.voice.pause(),
    resume: () => reader?.voice.resume(),
    stop,
    choose,
  };
}
