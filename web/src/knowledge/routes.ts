// Where the pages of the bench are. Each is loaded when it is first gone to.

import { createRouter, createWebHistory } from 'vue-router';
import { sayMissing } from '#/parts/chunks.ts';

const idOf = ({ params }: { params: Record<string, string | string[]> }) => ({ id: String(params['id']) });

export const router = createRouter({
  history: createWebHistory('/knowledge/'),
  routes: [
    { path: '/', redirect: { name: 'entries' } },
    { path: '/entries', name: 'entries', component: () => import('#/knowledge/entries/EntriesView.vue') },
    {
      path: '/entries/new',
      name: 'entries-new',
      component: () => import('#/knowledge/entries/EntryPage.vue'),
    },
    {
      path: '/entries/:id',
      name: 'entries-one',
      component: () => import('#/knowledge/entries/EntryPage.vue'),
      props: idOf,
    },
    { path: '/sayings', name: 'sayings', component: () => import('#/knowledge/sayings/SayingsView.vue') },
    { path: '/review', name: 'review', component: () => import('#/knowledge/review/ReviewView.vue') },
    {
      path: '/review/:id',
      name: 'review-one',
      component: () => import('#/knowledge/review/RevisionPage.vue'),
      props: idOf,
    },
    { path: '/publish', name: 'publish', component: () => import('#/knowledge/publish/PublishView.vue') },
    {
      path: '/publish/compare',
      name: 'publish-compare',
      component: () => import('#/knowledge/publish/CompareView.vue'),
    },
    {
      path: '/publish/versions/:number(\\d+)',
      name: 'publish-version',
      component: () => import('#/knowledge/publish/VersionPage.vue'),
      props: ({ params }) => ({ number: Number(params['number']) }),
    },
    { path: '/audit', name: 'audit', component: () => import('#/knowledge/audit/AuditView.vue') },
    { path: '/replay', name: 'replay', component: () => import('#/knowledge/replay/ReplayView.vue') },
    { path: '/hit', name: 'hit', component: () => import('#/knowledge/hit/HitView.vue') },
    {
      path: '/evaluation',
      name: 'evaluation',
      component: () => import('#/knowledge/evaluation/EvaluationView.vue'),
    },
    {
      path: '/evaluation/comparisons/:id',
      name: 'evaluation-comparison',
      component: () => import('#/knowledge/evaluation/ComparisonPage.vue'),
      props: idOf,
    },
    {
      path: '/evaluation/runs/:id',
      name: 'evaluation-run',
      component: () => import('#/knowledge/evaluation/RunPage.vue'),
      props: idOf,
    },
    { path: '/health', name: 'health', component: () => import('#/knowledge/health/HealthView.vue') },
    {
      path: '/unanswered',
      name: 'unanswered',
      component: () => import('#/knowledge/unanswered/UnansweredView.vue'),
    },
    { path: '/jobs', name: 'jobs', component: () => import('#/knowledge/jobs/JobsView.vue') },
    {
      path: '/jobs/:id',
      name: 'jobs-one',
      component: () => import('#/knowledge/jobs/JobPage.vue'),
      props: idOf,
    },
    { path: '/:rest(.*)*', name: 'missing', component: () => import('#/knowledge/MissingView.vue') },
  ],
});
sayMissing(router);
