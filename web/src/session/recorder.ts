// A recording of one's own voice, as long as one may be, with how loud it is while it is made. The microphone is
// let go as soon as it is over, however it ends.

import { onScopeDispose, ref } from 'vue';
import { newClientId } from '#/api/server.ts';

/** What browsers record, best for speech first, and what the server calls it. */
const FORMATS = [
  { type: 'audio/webm;codecs=opus', extension: 'weba' },
  { type: 'audio/ogg;codecs=opus', extension: 'ogg' },
  { type: 'audio/mp4', extension: 'm4a' },
];

export const canRecord = (): boolean =>
  typeof navigator.mediaDevices?.getUserMedia === 'function' && format() !== undefined;

function format() {
  if (typeof MediaRecorder === 'undefined') return undefined;
  return FORMATS.find(({ type }) => MediaRecorder.isTypeSupported(type));
}

export type Recording = { file: File; seconds: number };

export function useRecorder(secondsMax: () => number) {
  const state = ref<'idle' | 'asking' | 'recording' | 'done'>('idle');
  const seconds = ref(0);
  /** 0 to 1. */
  const level = ref(0);
  const recording = ref<Recording | null>(null);
  let end: ((keep: boolean) => void) | null = null;
  let gone = false;

  /** @throws What the browser throws where there is no microphone, or none for this page. */
  async function begin(): Promise<void> {
    recording.value = null;
    state.value = 'asking';
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: { noiseSuppression: true, echoCancellation: true, autoGainControl: true },
      });
    } catch (thrown) {
      state.value = 'idle';
      throw thrown;
    }
    if (gone || state.value !== 'asking') stream.getTracks().forEach((track) => track.stop());
    else record(stream);
  }

  function record(stream: MediaStream): void {
    const { type, extension } = format()!;
    const recorder = new MediaRecorder(stream, { mimeType: type });
    const parts: Blob[] = [];
    const begun = performance.now();
    const meter = metered(stream, (now) => {
      level.value = now;
      seconds.value = Math.floor((performance.now() - begun) / 1_000);
      if (seconds.value >= secondsMax()) end?.(true);
    });
    let keep = false;
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      state.value = keep ? 'done' : 'idle';
      if (!keep) return;
      const file = new File(parts, `${newClientId()}.${extension}`, { type });
      recording.value = { file, seconds: Math.min(secondsMax(), Math.max(1, seconds.value)) };
    };
    end = (wanted) => {
      end = null;
      keep = wanted;
      meter();
      recorder.stop();
    };
    seconds.value = 0;
    state.value = 'recording';
    recorder.start();
  }

  /** Nothing of it is kept. */
  function cancel(): void {
    end?.(false);
    recording.value = null;
    state.value = 'idle';
  }

  onScopeDispose(() => {
    gone = true;
    end?.(false);
  });

  return { state, seconds, level, recording, begin, finish: () => end?.(true), cancel };
}

/** Tells how loud a stream is, ten times a second, until what is returned is called. */
function metered(stream: MediaStream, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = window.setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    // Speech lies between 55 and 10 decibels below the loudest that can be.
    const decibels = 10 * Math.log10(power || 1e-9);
    tell(Math.min(1, Math.max(0, (decibels + 55) / 45)));
  }, 100);
  return () => {
    window.clearInterval(timer);
    void context.close();
  };
}
