// The menu of 个人中心, in its order.

import { computed } from 'vue';
import { counts } from '#/centre/counts.ts';
import { centre as w } from '#/centre/words.ts';

export type MenuItem = { to: string; title: string; count?: number };
export type MenuGroup = { title?: string; items: MenuItem[] };

export const menu = computed<MenuGroup[]>(() => {
  const t = w.value.menu;
  return [
    {
      items: [
        { to: '/todos', title: t.todos, count: counts.todos },
        { to: '/messages', title: t.messages, count: counts.messages },
        { to: '/favorites', title: t.favorites },
        { to: '/work-orders', title: t.workOrders },
      ],
    },
    {
      title: t.bookings,
      items: [
        { to: '/reservations', title: t.reservations },
        { to: '/invitations', title: t.invitations },
        { to: '/mediations', title: t.mediations },
      ],
    },
    {
      items: [
        { to: '/notes', title: t.notes },
        { to: '/cases', title: t.cases },
        { to: '/authority', title: t.authority },
        { to: '/rights', title: t.rights },
        { to: '/surveys', title: t.surveys },
      ],
    },
  ];
});
