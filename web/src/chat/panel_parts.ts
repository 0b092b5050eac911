// The panels themselves, in one part that is loaded with the first of them.

import type { Component } from 'vue';
import FavoriteList from '#/chat/FavoriteList.vue';
import HotList from '#/chat/HotList.vue';
import MessageGroups from '#/chat/MessageGroups.vue';
import ShortcutGrid from '#/chat/ShortcutGrid.vue';
import TopicList from '#/chat/TopicList.vue';
import type { PanelId } from '#/chat/panels.ts';

export const parts: Record<PanelId, Component> = {
  hot: HotList,
  topics: TopicList,
  messages: MessageGroups,
  favorites: FavoriteList,
  shortcuts: ShortcutGrid,
};
