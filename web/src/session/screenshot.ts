// 截图: one frame of a screen, a window or a tab that the person chooses. Nothing is recorded, and the
// screen is let go at once.

/** Telephones cannot show their screens. */
export const canShoot = (): boolean => typeof navigator.mediaDevices?.getDisplayMedia === 'function';

/**
 * The picture, as a PNG; null where the person chose nothing.
 *
 * @throws What the browser throws where it cannot.
 */
export async function shoot(name: string): Promise<File | null> {
  const stream = await navigator.mediaDevices
    .getDisplayMedia({ video: true, audio: false })
    .catch(chosenNothing);
  if (!stream) return null;
  try {
    const blob = await frameOf(stream);
    return blob ? new File([blob], name, { type: 'image/png' }) : null;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
  }
}

/** A choice that was called off is none and no failure. */
function chosenNothing(thrown: unknown): null {
  if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') return null;
  throw thrown;
}

async function frameOf(stream: MediaStream): Promise<Blob | null> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  await video.play();
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  video.srcObject = null;
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
