// What somebody chose for the pages of staff on this device.

import { ref, watch, type Ref } from 'vue';
import { device } from '#/api/storage.ts';

/** Yes or no, kept under a name. */
export function useSetting(name: string, begin: boolean): Ref<boolean> {
  const place = `wenshui.desk-${name}`;
  const on = ref((device.read(place) ?? (begin ? 'on' : 'off')) === 'on');
  watch(on, (now) => device.write(place, now ? 'on' : 'off'));
  return on;
}
