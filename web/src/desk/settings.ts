// What somebody chose for the desk on this device.

import { ref, watch, type Ref } from 'vue';

/** Yes or no, kept under a name; storage may be forbidden, then it holds for this page. */
export function useSetting(name: string, begin: boolean): Ref<boolean> {
  const at = `wenshui.desk-${name}`;
  const on = ref(begin);
  try {
    on.value = (localStorage.getItem(at) ?? (begin ? 'on' : 'off')) === 'on';
  } catch {
    // As above.
  }
  watch(on, (now) => {
    try {
      localStorage.setItem(at, now ? 'on' : 'off');
    } catch {
      // As above.
    }
  });
  return on;
}
