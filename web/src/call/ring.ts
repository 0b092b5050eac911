// The tone of a call that waits for an answer: two soft notes every other second, made by the browser, so
// that nothing is loaded. Whoever does not want it switches it off for this device.

import { onScopeDispose, ref, watch, type Ref } from 'vue';
import { device } from '#/api/storage.ts';

const KEPT = 'wenshui.ring';
const EVERY_MS = 2_000;
/** A fifth, as telephones have it. */
const NOTES_HZ = [523.25, 783.99];

/** Rings while it should, and says whether it is muted. */
export function useRing(rings: Ref<boolean>) {
  const muted = ref(device.read(KEPT) === 'off');
  let context: AudioContext | null = null;
  let timer = 0;

  function stop(): void {
    window.clearInterval(timer);
    void context?.close();
    context = null;
  }

  watch(
    () => rings.value && !muted.value,
    (sounds) => {
      stop();
      if (!sounds) return;
      const made = (context = new AudioContext());
      const ring = () => play(made);
      ring();
      timer = window.setInterval(ring, EVERY_MS);
    },
    { immediate: true },
  );
  watch(muted, (now) => device.write(KEPT, now ? 'off' : 'on'));
  onScopeDispose(stop);
  return { muted };
}

function play(context: AudioContext): void {
  // Browsers let a page sound only after somebody has used it; then it stays a ring that is seen.
  if (context.state !== 'running') return void context.resume().catch(() => {});
  NOTES_HZ.forEach((frequency, at) => {
    const begins = context.currentTime + at * 0.25;
    const note = new OscillatorNode(context, { frequency });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.linearRampToValueAtTime(0, begins);
    gain.gain.linearRampToValueAtTime(0.15, begins + 0.02);
    gain.gain.linearRampToValueAtTime(0, begins + 0.22);
    note.connect(gain).connect(context.destination);
    note.start(begins);
    note.stop(begins + 0.25);
  });
}
