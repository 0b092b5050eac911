// What may be done with somebody's change of a subject while it is written, and doing it: keeping it, handing it
// in, taking it back, giving it up.

import { computed, type Ref } from 'vue';
import type { RevisionBody } from '#client/types.gen.ts';
import { entries as w } from '#/knowledge/entries/words.ts';
import { actOn, isAllowed } from '#/knowledge/revisions.ts';
import { who } from '#/knowledge/who.ts';
import { toast } from '#/parts/toasts.ts';

export function useHolding(of: {
  revision: () => RevisionBody | null;
  dirty: Ref<boolean>;
  /** Keeps what is written. */
  save: () => Promise<RevisionBody>;
  /** Forgets what this device kept of it. */
  forget: () => Promise<void>;
  /** Shows it again as it is then. */
  changed: () => Promise<void>;
  /** The same after it was given up. */
  gone: () => Promise<unknown>;
}) {
  const may = (action: string) => isAllowed(of.revision(), action);
  /** Whoever writes knowledge may begin where nobody has it in hand, and go on with what is theirs. */
  const mayWrite = computed(() => !!who.value?.maintains && (of.revision() ? may('change') : true));
  async function keep() {
    await of.save();
    toast(w.value.saved);
    await of.changed();
  }
  async function send() {
    const revision = of.revision();
    const saved = revision?.state === 'draft' && !of.dirty.value ? revision : await of.save();
    await actOn(saved.id, { action: 'submit', version: saved.version });
    toast(w.value.submitted);
    await of.changed();
  }
  async function takeBack() {
    await actOn(of.revision()!.id, { action: 'take_back' });
    toast(w.value.takenBack);
    await of.changed();
  }
  async function withdraw() {
    await actOn(of.revision()!.id, { action: 'withdraw' });
    await of.forget();
    toast(w.value.withdrawn);
    await of.gone();
  }
  return { may, mayWrite, keep, send, takeBack, withdraw };
}
