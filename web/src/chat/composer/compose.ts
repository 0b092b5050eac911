// What is being written: kept with the visit, so that neither a reload nor a broken line loses it.

import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { Visit } from '#/chat/visit.ts';
import type { TurnSource } from '#client/types.gen.ts';

export type Compose = {
  text: Ref<string>;
  /** The question as it will be sent. */
  question: ComputedRef<string>;
  /** Whether somebody speaks, so that nobody writes in between and nothing is sent. */
  isHeld: Ref<boolean>;
  input: ShallowRef<HTMLTextAreaElement | null>;
  /** Puts a text in, to be changed and sent; behind what somebody is writing there. */
  edit: (text: string) => void;
  /** Puts what is heard. */
  dictate: (text: string) => void;
  /** What was heard may be changed and sent. */
  release: () => void;
  /** Takes what is written, as it is sent. */
  take: () => { text: string; source: TurnSource };
  settle: () => void;
};

export function useCompose(visit: Visit): Compose {
  const text = visit.draft;
  const isHeld = ref(false);
  const input = shallowRef<HTMLTextAreaElement | null>(null);
  let source: TurnSource = 'typed';
  const question = computed(() => questionIn(text.value));
  // What was said counts as said however it is changed, until nothing of it is left.
  watch(text, (left) => left === '' && (source = 'typed'), { flush: 'sync' });

  /** On a touch screen the focus would call up the keyboard, which would hide the answer. */
  const settle = () => {
    if (matchMedia('(pointer: coarse)').matches) input.value?.blur();
    else input.value?.focus({ preventScroll: true });
  };
  /** What was put in last; untouched it makes room for the next. */
  let put = '';
  const edit = (given: string) => {
    const isWritten = text.value.trim() !== '' && text.value !== put;
    text.value = put = isWritten ? `${text.value.trimEnd()}\n${given}` : given;
    source = 'typed';
    input.value?.focus({ preventScroll: true });
  };
  const dictate = (heard: string) => {
    isHeld.value = true;
    if (heard !== text.value) source = 'voice';
    text.value = heard;
  };
  const release = () => {
    isHeld.value = false;
    settle();
  };
  const take = () => {
    const taken = { text: question.value, source };
    text.value = '';
    return taken;
  };
  return { text, question, isHeld, input, edit, dictate, release, take, settle };
}

/** The server refuses control characters, which come with pasting. */
const questionIn = (typed: string): string => typed.replace(/[^\P{Cc}\n]/gu, ' ').trim();
