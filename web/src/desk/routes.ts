// Where the pages of the desk are. Each is loaded when it is first gone to; matters are addressed by
// their kind and number, as what is sent to people addresses them.

import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { kinds } from '#/desk/matters/kinds.ts';
import { sayMissing } from '#/parts/chunks.ts';

const matters: RouteRecordRaw[] = kinds.flatMap((kind) => [
  {
    path: `/${kind}`,
    name: kind,
    component: () => import('#/desk/matters/MatterList.vue'),
    props: { kind },
  },
  {
    path: `/${kind}/:number`,
    name: `${kind}-one`,
    component: () => import('#/desk/matters/MatterPage.vue'),
    props: ({ params }) => ({ kind, number: String(params['number']) }),
  },
]);

export const router = createRouter({
  history: createWebHistory('/desk/'),
  routes: [
    { path: '/', redirect: { name: 'sessions' } },
    // The shell shows these by itself, because talks go on while other pages are looked at.
    { path: '/sessions/:id?', name: 'sessions', components: {} },
    { path: '/history', name: 'history', component: () => import('#/desk/sessions/HistoryView.vue') },
    { path: '/calendar', name: 'calendar', component: () => import('#/desk/calendar/CalendarView.vue') },
    ...matters,
    { path: '/replies', name: 'replies', component: () => import('#/desk/replies/RepliesView.vue') },
    { path: '/mine', name: 'mine', component: () => import('#/desk/mine/MineView.vue') },
    { path: '/wall', name: 'wall', component: () => import('#/desk/wall/WallView.vue') },
    { path: '/statistics', name: 'statistics', component: () => import('#/desk/wall/StatisticsView.vue') },
    { path: '/audit', name: 'audit', component: () => import('#/desk/wall/AuditView.vue') },
    {
      path: '/interceptions',
      name: 'interceptions',
      component: () => import('#/desk/wall/InterceptionsView.vue'),
    },
    { path: '/:rest(.*)*', name: 'missing', component: () => import('#/desk/MissingView.vue') },
  ],
});
sayMissing(router);
