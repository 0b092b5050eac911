// What the host says of the window by attributes, and how it stands.

import { reactive } from 'vue';

export type Size = 'small' | 'standard' | 'large';

export type Settings = {
  /** Where the server is, without a slash at the end. */
  address: string;
  /** Where 个人中心 is. */
  centre: string;
  /** The page of the host that the person came from. */
  scene: string;
  /** Where the person asks from and what they are, where the host knows it. */
  region: string;
  taxpayerType: string;
  /** The token of a link to somebody's answer. */
  shared: string;
  /** A session with a person that is to be opened. */
  session: string;
  /** Whether figures for developers stand under replies. */
  details: boolean;
  /** Whether it fills the page that it is on: without an icon, nothing to be minimised to. */
  fixed: boolean;
  open: boolean;
  maximised: boolean;
  /** Whether it is asked if what goes on shall end. */
  closing: boolean;
  size: Size;
};

/** As much as the server takes of it. */
const SCENE_CHARS_MAX = 100;
const OWN_ORIGIN = new URL(import.meta.url).origin;

export const newSettings = (): Settings =>
  reactive({
    address: OWN_ORIGIN,
    centre: `${OWN_ORIGIN}/centre`,
    scene: '',
    region: '',
    taxpayerType: '',
    shared: '',
    session: '',
    details: false,
    fixed: false,
    open: false,
    maximised: false,
    closing: false,
    size: 'standard' as Size,
  });

/** How each attribute fills the settings; null is one that is not there. */
const readers: Record<string, (settings: Settings, value: string | null) => void> = {
  scene: (settings, value) => {
    settings.scene = Array.from((value ?? '').trim())
      .slice(0, SCENE_CHARS_MAX)
      .join('');
  },
  region: (settings, value) => void (settings.region = value ?? ''),
  'taxpayer-type': (settings, value) => void (settings.taxpayerType = value ?? ''),
  shared: (settings, value) => void (settings.shared = value ?? ''),
  session: (settings, value) => void (settings.session = value ?? ''),
  details: (settings, value) => void (settings.details = value !== null),
  fixed: (settings, value) => void (settings.fixed = value !== null),
  open: (settings, value) => void (settings.open = value !== null),
  maximised: (settings, value) => void (settings.maximised = value !== null),
};

export const SETTING_ATTRIBUTES = Object.keys(readers);

export function readSetting(settings: Settings, name: string, value: string | null): void {
  readers[name]?.(settings, value);
}

/** Where the server and 个人中心 are, by their attributes. */
export function readAddresses(settings: Settings, address: string | null, centre: string | null): void {
  settings.address = (address ? new URL(address, location.href).href : OWN_ORIGIN).replace(/\/+$/, '');
  settings.centre = centre ? new URL(centre, location.href).href : `${settings.address}/centre`;
}
