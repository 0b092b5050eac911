// Who asks, and from where: what the host says, else what was chosen on this device. Empty means the whole
// country and any type; then the server goes by the token.

import { reactive, watch } from 'vue';
import { device } from '#/api/storage.ts';
import { REGIONS, TAXPAYER_TYPES } from '#/chat/words_wire.ts';
import type { Settings } from '#/chat/settings.ts';

export type Profile = { region: string; taxpayerType: string };

const PLACE = 'wenshui.profile';

export function useProfile(settings: Settings): { chosen: Profile; profile: Profile } {
  const chosen = reactive(readProfile());
  const profile = reactive({ region: '', taxpayerType: '' });
  watch(
    [() => settings.region, () => settings.taxpayerType, chosen],
    () => {
      profile.region = settings.region || chosen.region;
      profile.taxpayerType = settings.taxpayerType || chosen.taxpayerType;
    },
    { immediate: true, flush: 'sync' },
  );
  watch(chosen, () => device.writeValue(PLACE, chosen));
  return { chosen, profile };
}

/** What is kept may be anything. */
function readProfile(): Profile {
  const { region = '', taxpayerType = '' } = device.readValue<Partial<Profile>>(PLACE) ?? {};
  return {
    region: REGIONS.some(([code]) => code === region) ? region : '',
    taxpayerType: TAXPAYER_TYPES.includes(taxpayerType) ? taxpayerType : '',
  };
}
