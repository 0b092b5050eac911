// How much room there is: the panel beside the conversation, tabs over it, or a phone with sheets.

import { computed, onMounted, onUnmounted, ref, type ComputedRef, type Ref } from 'vue';
import type { Settings } from '#/chat/settings.ts';

/** Whether the window has the whole page. */
export const isWhole = ({ maximised, fixed }: Settings): boolean => maximised || fixed;

export type Layout = 'wide' | 'narrow' | 'phone';

/** Whether a media query holds, as it changes. */
function useMedia(query: string): Ref<boolean> {
  const media = matchMedia(query);
  const holds = ref(media.matches);
  const follow = () => (holds.value = media.matches);
  onMounted(() => media.addEventListener('change', follow));
  onUnmounted(() => media.removeEventListener('change', follow));
  return holds;
}

export function useLayout(settings: Settings): ComputedRef<Layout> {
  const isPhone = useMedia('(max-width: 639px), (max-height: 479px)');
  const isWide = useMedia('(min-width: 1024px)');
  return computed(() => {
    if (isPhone.value) return 'phone';
    return isWide.value && isWhole(settings) ? 'wide' : 'narrow';
  });
}

/**
 * Where the keyboard covers the page instead of shrinking it (iOS), the window is as high as what is
 * seen of it.
 */
export function useKeyboard(frame: Ref<HTMLElement | null>): void {
  const seen = window.visualViewport;
  const fit = () => {
    const style = frame.value?.style;
    if (!seen || !style) return;
    const isCovered = seen.scale < 1.01 && window.innerHeight - seen.height > 1;
    style.setProperty('--seen-height', isCovered ? `${seen.height}px` : '100dvh');
    style.setProperty('--seen-top', isCovered ? `${seen.offsetTop}px` : '0px');
  };
  onMounted(() => {
    seen?.addEventListener('resize', fit);
    seen?.addEventListener('scroll', fit);
  });
  onUnmounted(() => {
    seen?.removeEventListener('resize', fit);
    seen?.removeEventListener('scroll', fit);
  });
}
