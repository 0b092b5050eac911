// The microphone: opened when it is wanted, its sound in frames, closed when it is not. Nothing here knows
// the page.

import { Problem } from '#/api/problem.ts';
import { Frames, SPEECH_RATE, type Frame } from '#/sound/frames.ts';
import { sound as w } from '#/sound/words.ts';

const WORKLET = new URL('./frames_worklet.js', import.meta.url);
/** The server cleans and levels sound itself, and what was cleaned before is harder to hear. */
const WANTED = {
  audio: { channelCount: 1, noiseSuppression: false, echoCancellation: false, autoGainControl: true },
};

export type Hearer = {
  frame: (frame: Frame) => void;
  /** Told once nothing more comes after `finish`. */
  rest: () => void;
  /** Told when the device was taken away. */
  gone: () => void;
};

type Opened = { context: AudioContext; source: AudioNode };

export class Microphone {
  readonly #stream: MediaStream;
  readonly #context: AudioContext;
  readonly #node: AudioWorkletNode;

  private constructor(stream: MediaStream, { context, source }: Opened, hearer: Hearer) {
    this.#stream = stream;
    this.#context = context;
    const frames = new Frames(context.sampleRate, hearer.frame);
    const samples = Math.round(context.sampleRate / 10);
    this.#node = new AudioWorkletNode(context, 'frames', { processorOptions: { samples } });
    this.#node.port.onmessage = ({ data }: MessageEvent<Float32Array | null>) => {
      if (data) return frames.take(data);
      frames.rest();
      hearer.rest();
    };
    for (const track of stream.getTracks()) track.addEventListener('ended', hearer.gone);
    // It gives no sound; some browsers run only what leads to the speaker.
    source.connect(this.#node).connect(context.destination);
  }

  /**
   * Asks for it, which the browser may ask the person in turn.
   *
   * @throws {Problem} Why it cannot be opened.
   */
  static async open(hearer: Hearer): Promise<Microphone> {
    let stream: MediaStream | undefined;
    let opened: Opened | undefined;
    try {
      stream = await navigator.mediaDevices.getUserMedia(WANTED);
      opened = contextOf(stream);
      await opened.context.audioWorklet.addModule(WORKLET);
      return new Microphone(stream, opened, hearer);
    } catch (thrown) {
      if (stream) stopTracks(stream);
      void opened?.context.close();
      throw refusalOf(thrown);
    }
  }

  /** Has the rest told; it is to be closed then. */
  finish(): void {
    this.#node.port.postMessage('finish');
  }

  close(): void {
    stopTracks(this.#stream);
    if (this.#context.state !== 'closed') void this.#context.close();
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** At the rate of the server where the browser brings the microphone to it; else the frames are. */
function contextOf(stream: MediaStream): Opened {
  try {
    return listening(stream, { sampleRate: SPEECH_RATE });
  } catch {
    return listening(stream);
  }
}

function listening(stream: MediaStream, options?: AudioContextOptions): Opened {
  const context = new AudioContext(options);
  try {
    return { context, source: context.createMediaStreamSource(stream) };
  } catch (thrown) {
    void context.close();
    throw thrown;
  }
}

/** What a browser throws, in words. */
function refusalOf(thrown: unknown): Problem {
  const name = thrown instanceof DOMException ? thrown.name : '';
  const told = w.value.microphone[name] ?? w.value.microphone['NotReadableError'];
  return new Problem({ code: 'microphone', ...told });
}
