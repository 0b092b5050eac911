// Where the pages of the bench are. Each is loaded when it is first gone to.

import { createRouter, createWebHistory } from 'vue-router';
import { sayMissing } from '#/parts/chunks.ts';

export const router = createRouter({
  history: createWebHistory('/knowledge/'),
  routes: [
    { path: '/', redirect: { name: 'hit' } },
    { path: '/hit', name: 'hit', component: () => import('#/knowledge/hit/HitView.vue') },
    { path: '/:rest(.*)*', name: 'missing', component: () => import('#/knowledge/MissingView.vue') },
  ],
});
sayMissing(router);
