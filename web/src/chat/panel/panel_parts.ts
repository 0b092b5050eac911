// The panels themselves, in one part that is loaded with the first of them.

import type { Component } from 'vue';
import CalendarList from '#/chat/panel/CalendarList.vue';
import FavoriteList from '#/chat/panel/FavoriteList.vue';
import HotList from '#/chat/panel/HotList.vue';
import MessageGroups from '#/chat/panel/MessageGroups.vue';
import ShortcutGrid from '#/chat/panel/ShortcutGrid.vue';
import TopicList from '#/chat/panel/TopicList.vue';
import type { PanelId } from '#/chat/panel/panels.ts';

export const parts: Record<PanelId, Component> = {
  hot: HotList,
  topics: TopicList,
  calendar: CalendarList,
  messages: MessageGroups,
  favorites: FavoriteList,
  shortcuts: ShortcutGrid,
};
