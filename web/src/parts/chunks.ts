// Pages that are loaded when somebody goes there.

import type { Router } from 'vue-router';
import { Problem } from '#/api/problem.ts';
import { toast } from '#/parts/toasts.ts';
import { parts, told } from '#/parts/words.ts';

/** Says where a page cannot be gone to because it does not come, for instance after an upgrade. */
export function sayMissing(router: Router): void {
  router.onError(() => {
    const { title, detail } = told(parts.value, new Problem({ code: 'part_missing' }));
    toast(parts.value.named(title, detail), { wrong: true });
  });
}
