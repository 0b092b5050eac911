// 语音输入 as the window knows it: whether there is any, and the one that goes on.

import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { Server } from '#/api/server.ts';
import type { Compose } from '#/chat/composer/compose.ts';
import type { Dictation } from '#/chat/composer/dictation.ts';
import { chat as w } from '#/chat/words.ts';
import { toast } from '#/parts/toasts.ts';
import { canHear } from '#/sound/able.ts';
import type { SpeechAbilities } from '#client/types.gen.ts';

export type Hearing = {
  /** Null while it is not known whether the server hears. */
  isOffered: Ref<boolean | null>;
  /** The last one, which may be over and still tell something. */
  dictation: ShallowRef<Dictation | null>;
  offer: (speech: SpeechAbilities) => void;
  /** Begins, or ends what goes on. */
  press: () => Promise<void>;
  begin: () => Promise<void>;
  end: () => void;
  cancel: () => void;
  /** What was told of the last one is of no use any more. */
  forget: () => void;
};

type Around = {
  server: Server;
  compose: Compose;
  say: (told: string) => void;
  /** Ends whatever sounds, which the microphone would hear. */
  silence: () => void;
};

export function useHearing({ server, compose, say, silence }: Around): Hearing {
  const isOffered = ref<boolean | null>(canHear() ? null : false);
  const dictation = shallowRef<Dictation | null>(null);
  let secondsMax = 60;

  /** Rises with every beginning and end, so that one that is still being loaded begins no more. */
  let begun = 0;

  const goesOn = () => dictation.value !== null && !dictation.value.isOver;
  const begin = async () => {
    silence();
    const mine = (begun += 1);
    try {
      const { Dictation: Loaded } = await import('#/chat/composer/dictation.ts');
      if (mine === begun && !goesOn()) dictation.value = new Loaded({ server, compose, secondsMax, say });
    } catch {
      toast(w.value.voiceMissing, { wrong: true });
    }
  };
  const end = () => {
    begun += 1;
    if (goesOn()) dictation.value?.end();
  };
  const cancel = () => {
    begun += 1;
    dictation.value?.cancel();
  };
  return {
    isOffered,
    dictation,
    offer: (speech) => {
      isOffered.value = speech.in && canHear();
      secondsMax = speech.seconds_max;
    },
    press: async () => (goesOn() ? end() : begin()),
    begin,
    end,
    cancel,
    forget: () => {
      if (!goesOn()) dictation.value = null;
    },
  };
}
