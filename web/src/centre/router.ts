// The addresses of 个人中心. Every page is loaded when it is first gone to.

import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { sayMissing } from '#/parts/chunks.ts';

/** Which entry of the menu a page belongs to stands in its address: `/notes/17…` is under `/notes`. */
const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/todos' },
  { path: '/todos', component: () => import('#/centre/pages/TodoList.vue') },
  { path: '/messages', component: () => import('#/centre/pages/MessageList.vue') },
  { path: '/messages/:id', component: () => import('#/centre/pages/MessagePage.vue') },
  { path: '/favorites', component: () => import('#/centre/pages/FavoriteList.vue') },
  { path: '/work-orders', component: () => import('#/centre/pages/WorkOrderList.vue') },
  { path: '/work-orders/:number', component: () => import('#/centre/pages/WorkOrderPage.vue') },
  {
    path: '/reservations',
    component: () => import('#/centre/pages/BookingList.vue'),
    props: { kind: 'reservations' },
  },
  { path: '/reservations/new', component: () => import('#/centre/pages/ReservationNew.vue') },
  {
    path: '/reservations/:number',
    component: () => import('#/centre/pages/BookingPage.vue'),
    props: { kind: 'reservations' },
  },
  {
    path: '/invitations',
    component: () => import('#/centre/pages/BookingList.vue'),
    props: { kind: 'invitations' },
  },
  {
    path: '/invitations/:number',
    component: () => import('#/centre/pages/BookingPage.vue'),
    props: { kind: 'invitations' },
  },
  { path: '/mediations', component: () => import('#/centre/pages/MediationList.vue') },
  { path: '/mediations/new', component: () => import('#/centre/pages/MediationForm.vue') },
  { path: '/mediations/:number', component: () => import('#/centre/pages/MediationPage.vue') },
  { path: '/mediations/:number/edit', component: () => import('#/centre/pages/MediationForm.vue') },
  { path: '/notes', component: () => import('#/centre/pages/NoteList.vue') },
  { path: '/notes/new', component: () => import('#/centre/pages/NoteNew.vue') },
  { path: '/notes/:number', component: () => import('#/centre/pages/NotePage.vue') },
  { path: '/cases', component: () => import('#/centre/pages/CaseList.vue') },
  { path: '/cases/new', component: () => import('#/centre/pages/CaseForm.vue') },
  { path: '/cases/:number', component: () => import('#/centre/pages/CasePage.vue') },
  { path: '/authority', component: () => import('#/centre/pages/AuthorityPage.vue') },
  { path: '/rights', component: () => import('#/centre/pages/RightsPage.vue') },
  { path: '/surveys', component: () => import('#/centre/pages/SurveyList.vue') },
  { path: '/surveys/:id', component: () => import('#/centre/pages/SurveyPage.vue') },
  { path: '/:rest(.*)*', component: () => import('#/centre/pages/NoPage.vue') },
];

export const router = createRouter({
  history: createWebHistory('/centre/'),
  routes,
  // A page begins at its top; a new page of a list stays where it is.
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
});
sayMissing(router);
