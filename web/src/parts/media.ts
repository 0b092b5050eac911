// How much room there is, as it changes.

import { onScopeDispose, ref, type Ref } from 'vue';

/** Whether a media query holds, for as long as whoever asks lives. */
export function useMedia(query: string): Ref<boolean> {
  const media = window.matchMedia(query);
  const holds = ref(media.matches);
  const hear = ({ matches }: MediaQueryListEvent) => (holds.value = matches);
  media.addEventListener('change', hear);
  onScopeDispose(() => media.removeEventListener('change', hear));
  return holds;
}
