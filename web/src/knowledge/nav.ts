// The places of the bench, for whom they are, and the sign of each.

import { computed } from 'vue';
import { mayTry, who } from '#/knowledge/who.ts';
import { knowledge } from '#/knowledge/words.ts';

/** Strokes in a square of 20. */
const ICONS = {
  entries: 'M4 3h9l3 3v11H4zM7 8h6M7 11h6M7 14h4',
  sayings: 'M3 5h8v6H7l-3 3v-3H3zM13 8h4v6h-1v3l-3-3h-3v-1',
  review: 'M4 3h12v14H4zM7 10l2 2 4-5',
  publish: 'M10 14V4M6 8l4-4 4 4M4 17h12',
  replay: 'M4 10a6 6 0 1 0 2-4.5M4 3v4h4M10 7v3l2 2',
  hit: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM10 10h.01',
  evaluation: 'M3 17h14M5 17v-5M9 17V7M13 17v-8M17 17V4',
  health: 'M3 10h3l2-5 3 10 2-5h4',
  unanswered: 'M3 4h14v10H9l-4 3v-3H3zM8 8a2 2 0 1 1 2.5 2v1M10 12.5h.01',
  jobs: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4l3 2',
  audit: 'M9 15a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM13.5 13.5L17 17M6 9h6M9 6v6',
};

export type PlaceName = keyof typeof ICONS;

/** Where whoever works here can go: where they may do nothing they are not led. */
export const places = computed(() => {
  const { reviews, publishes, audits } = who.value ?? {};
  const shown: Record<PlaceName, boolean | undefined> = {
    entries: true,
    sayings: true,
    review: true,
    publish: true,
    replay: true,
    hit: mayTry.value,
    evaluation: true,
    health: true,
    unanswered: true,
    jobs: true,
    audit: reviews || publishes || audits,
  };
  const names = (Object.keys(ICONS) as PlaceName[]).filter((name) => shown[name]);
  return names.map((name) => ({ name, title: knowledge.value[name], icon: ICONS[name] }));
});
