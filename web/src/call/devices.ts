// Microphone, camera and screen, asked for when they are needed, and why they are not given.

export type Device = 'microphone' | 'camera' | 'screen';
/** `denied`: the person or the browser does not allow it; `missing`: there is none; `busy`: something else has it. */
export type Why = 'denied' | 'missing' | 'busy';

export class DeviceTrouble extends Error {
  readonly device: Device;
  readonly why: Why;

  constructor(device: Device, thrown: unknown) {
    super(`${device}: ${thrown}`);
    this.name = 'DeviceTrouble';
    this.device = device;
    this.why = whyOf(thrown);
  }
}

function whyOf(thrown: unknown): Why {
  const name = thrown instanceof DOMException ? thrown.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'missing';
}

const SOUND: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
const FACE: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: 'user' };

/** @throws {DeviceTrouble} */
export async function microphone(): Promise<MediaStreamTrack> {
  return (await devices({ audio: SOUND }, 'microphone')).getAudioTracks()[0]!;
}

/** @throws {DeviceTrouble} */
export async function camera(): Promise<MediaStreamTrack> {
  return (await devices({ video: FACE }, 'camera')).getVideoTracks()[0]!;
}

/** Both by one question of the browser's; without a camera the microphone alone.
 *
 * @throws {DeviceTrouble} Where there is not even that. */
export async function face(): Promise<MediaStreamTrack[]> {
  try {
    return (await devices({ audio: SOUND, video: FACE }, 'camera')).getTracks();
  } catch (thrown) {
    if (thrown instanceof DeviceTrouble && thrown.why === 'denied') throw thrown;
    return [await microphone()];
  }
}

/** The screen, window or tab that the person chooses. Only while a press on the page lasts.
 *
 * @throws {DeviceTrouble} */
export async function screen(): Promise<MediaStreamTrack> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: false });
    return stream.getVideoTracks()[0]!;
  } catch (thrown) {
    throw new DeviceTrouble('screen', thrown);
  }
}

async function devices(wanted: MediaStreamConstraints, device: Device): Promise<MediaStream> {
  try {
    // Pages without TLS have no `mediaDevices` at all.
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch (thrown) {
    throw new DeviceTrouble(device, thrown);
  }
}
