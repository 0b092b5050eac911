// Which of the offered lines was sent last, so that pressing twice sends once; what the taxpayer says next
// may be answered by the same again.

import { computed, ref, watch } from 'vue';
import type { Offered } from '#/desk/sessions/offered.ts';

export function useSent(of: () => Offered['session']) {
  const sent = ref<string | null>(null);
  /** The number of the taxpayer's last words, and of recordings that were written down. */
  const lastSaid = computed(
    () =>
      of().events.value.findLast(
        ({ action, part }) => (action === 'write' && part === 'owner') || action === 'transcribe',
      )?.number ?? 0,
  );
  watch([() => of().id, lastSaid], () => (sent.value = null));
  return { sent, lastSaid };
}
