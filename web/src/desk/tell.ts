// Tells the agent of something new where they do not look: a short tone, and a notification of the
// browser where they have allowed that.

import { ref } from 'vue';
import { useSetting } from '#/staff/settings.ts';

/** Whether tones are heard on this device. */
export const heard = useSetting('sound', true);

const TONES = [
  { hertz: 660, atS: 0 },
  { hertz: 880, atS: 0.12 },
];
const TONE_S = 0.12;
const LOUD = 0.08;

let audio: AudioContext | undefined;

/** Two short tones, where they are wanted. Browsers play nothing before somebody has pressed something. */
export function tone(): void {
  if (!heard.value || !navigator.userActivation.hasBeenActive) return;
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume();
  for (const { hertz, atS } of TONES) {
    const begins = audio.currentTime + atS;
    const source = audio.createOscillator();
    const volume = audio.createGain();
    source.frequency.value = hertz;
    volume.gain.setValueAtTime(LOUD, begins);
    volume.gain.exponentialRampToValueAtTime(0.001, begins + TONE_S);
    source.connect(volume).connect(audio.destination);
    source.start(begins);
    source.stop(begins + TONE_S);
  }
}

/** What the browser has been told: `unsupported` where it has no notifications. */
export const permission = ref<NotificationPermission | 'unsupported'>(
  'Notification' in window ? Notification.permission : 'unsupported',
);

/** Asks; only ever by a button. */
export async function allowNotifications(): Promise<void> {
  permission.value = await Notification.requestPermission();
}

/** Says it outside of the page while nobody looks at it. */
export function notify(title: string, body: string, opened: () => void): void {
  if (permission.value !== 'granted' || document.visibilityState === 'visible') return;
  const notification = new Notification(title, { body, tag: title });
  notification.onclick = () => {
    window.focus();
    opened();
    notification.close();
  };
}
