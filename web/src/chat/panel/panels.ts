// The panels beside the conversation, by their names.

import type { Component } from 'vue';
import { chat as w } from '#/chat/words.ts';
import { lazy } from '#/parts/lazy.ts';

export const PANEL_IDS = ['hot', 'topics', 'calendar', 'messages', 'favorites', 'shortcuts'] as const;
export type PanelId = (typeof PANEL_IDS)[number];

/** Loaded together, when one of them is first wanted. */
const part = (name: PanelId): Component =>
  lazy(async () => ({ default: (await import('#/chat/panel/panel_parts.ts')).parts[name] }));

export const panelParts: Record<PanelId, Component> = {
  hot: part('hot'),
  topics: part('topics'),
  calendar: part('calendar'),
  messages: part('messages'),
  favorites: part('favorites'),
  shortcuts: part('shortcuts'),
};

export const panelTitle = (id: PanelId): string => w.value[id];
