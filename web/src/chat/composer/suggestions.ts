// Suggestions while typing: questions that are meant by what stands in the input.

import { computed, ref, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import { ask } from '#/api/server.ts';
import type { Chat } from '#/chat/chat.ts';
import { chat as w } from '#/chat/words.ts';
import { suggestions as readSuggestions } from '#client/sdk.gen.ts';
import type { SuggestionItem } from '#client/types.gen.ts';

const AFTER_MS = 80;
/** As many as stand over the input without being scrolled, also over a keyboard. */
const shownMax = () => ((window.visualViewport?.height ?? window.innerHeight) < 600 ? 3 : 6);
const CHARS_MAX = 300;

export type Suggestions = {
  items: ShallowRef<SuggestionItem[]>;
  active: ComputedRef<SuggestionItem | null>;
  activeId: ComputedRef<string | undefined>;
  /** `text` is what stands in the input now. */
  update: (text: string) => void;
  close: () => void;
  /** Whether the key was meant for the list. */
  takes: (key: string) => boolean;
};

export const optionId = (index: number): string => `suggestion-${index}`;

export function useSuggestions(
  { server, profile, root, say }: Chat,
  input: () => Element | null,
): Suggestions {
  const items = shallowRef<SuggestionItem[]>([]);
  const at = ref(-1);
  /** Numbers the questions put to the server; a reply with another number is stale. */
  let seq = 0;
  let timer = 0;

  const forget = () => {
    window.clearTimeout(timer);
    seq += 1;
  };
  const close = () => {
    forget();
    items.value = [];
  };
  const read = async (text: string, mine: number) => {
    const query = {
      q: text,
      limit: shownMax(),
      seq: mine,
      region: profile.region || undefined,
      taxpayer_type: profile.taxpayerType || undefined,
    };
    // A failure leaves no list and says nothing: the question can be asked without it.
    const found = await ask(readSuggestions({ client: server.client, query })).catch(() => null);
    if (mine !== seq || root.activeElement !== input()) return;
    items.value = found?.items ?? [];
    if (items.value.length) say(w.value.suggestionsFound(items.value.length));
  };
  const update = (text: string) => {
    forget();
    const mine = seq;
    const count = Array.from(text).length;
    if (count === 0 || count > CHARS_MAX) close();
    else timer = window.setTimeout(() => void read(text, mine), AFTER_MS);
  };
  /** Past the last one comes none, then the first. What comes now would move what is being chosen. */
  const move = (to: number) => {
    forget();
    at.value = to < items.value.length ? to : -1;
  };
  const takes = (key: string) => {
    if (items.value.length === 0) return false;
    if (key === 'ArrowDown') move(at.value + 1);
    else if (key === 'ArrowUp') move(at.value < 0 ? items.value.length - 1 : at.value - 1);
    else if (key === 'Escape') close();
    else return key === 'Enter' && at.value >= 0;
    return true;
  };
  watch(items, () => (at.value = -1));
  const active = computed(() => items.value[at.value] ?? null);
  const activeId = computed(() => (active.value ? optionId(at.value) : undefined));
  return { items, active, activeId, update, close, takes };
}

export type Piece = { text: string; isMatch: boolean };

/** `spans` are pairs of begin and end in characters, the end exclusive. */
export function piecesOf(text: string, spans: number[][]): Piece[] {
  const all = Array.from(text);
  const pieces: Piece[] = [];
  let at = 0;
  for (const [start = 0, end = 0] of [...spans].sort(([a = 0], [b = 0]) => a - b)) {
    const from = Math.max(at, start);
    if (end <= from) continue;
    pieces.push({ text: all.slice(at, from).join(''), isMatch: false });
    pieces.push({ text: all.slice(from, end).join(''), isMatch: true });
    at = end;
  }
  pieces.push({ text: all.slice(at).join(''), isMatch: false });
  return pieces.filter(({ text: part }) => part !== '');
}
