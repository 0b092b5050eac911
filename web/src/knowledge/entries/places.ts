// Provinces to choose from, and what a region is called.

import { computed } from 'vue';
import { staff } from '#/staff/words.ts';

/** Provinces by their codes of six digits (GB/T 2260). */
export const provinces = computed(() =>
  Object.entries(staff.value.provinces).map(([code, title]) => ({ value: `${code}0000`, title })),
);

/** `广东` of a province, `广东 440106` of what lies within. */
export function regionTitle(code: string): string {
  const province = staff.value.provinces[code.slice(0, 2)];
  if (!province) return code;
  return code.endsWith('0000') ? province : `${province} ${code}`;
}
