// How long others wait, as the server tells it; until it does, as it ships.

import { computed } from 'vue';
import { deskRules } from '#/api/service.ts';

const session = computed(() => deskRules.value?.session);

/** How long somebody has to say whether they go on with a talk. */
export const askedS = computed(() => session.value?.transfer_timeout_s ?? 60);
/** How long the agent's socket may be broken before the agent is taken for gone. */
export const lostS = computed(() => session.value?.agent_lost_s ?? 45);
