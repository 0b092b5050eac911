// The microphone: opened when it is wanted, its sound in frames, closed when it is not. Nothing here knows
// the page.

import { Failure, SPEECH_RATE } from "./server.js";
import { words } from "./words.js";

/** A tenth of a second. */
const FRAME_SAMPLES = SPEECH_RATE / 10;
const WORKLET = "/assets/frames_worklet.js";
/** The server cleans and levels sound itself, and what was cleaned before is harder to hear. */
const WANTED = { audio: { channelCount: 1, noiseSuppression: false, echoCancellation: false, autoGainControl: true } };

/** @typedef {{ samples: Int16Array<ArrayBuffer>, level: number }} Frame Samples, and how loud they are, from 0 to 1. */
/**
 * @typedef {object} Hearer
 * @property {(frame: Frame) => void} frame
 * @property {() => void} rest Told once nothing more comes after `finish`.
 * @property {() => void} gone Told when the device was taken away.
 */

export class Microphone {
  #stream;
  #context;
  #node;

  /** Browsers give it to pages that came by a safe way only. */
  static get isPossible() {
    return isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia) && "AudioWorkletNode" in globalThis;
  }

  /**
   * @param {MediaStream} stream
   * @param {{ context: AudioContext, source: AudioNode }} opened
   * @param {Hearer} hearer
   */
  constructor(stream, { context, source }, hearer) {
    this.#stream = stream;
    this.#context = context;
    const options = { rate: SPEECH_RATE, samples: FRAME_SAMPLES };
    this.#node = new AudioWorkletNode(context, "frames", { processorOptions: options });
    this.#node.port.onmessage = ({ data }) => (data ? hearer.frame(data) : hearer.rest());
    for (const track of stream.getTracks()) track.addEventListener("ended", hearer.gone);
    // It gives no sound; some browsers run only what leads to the speaker.
    source.connect(this.#node).connect(context.destination);
  }

  /**
   * Asks for it, which the browser may ask the person in turn.
   * @param {Hearer} hearer
   * @throws {Failure}
   */
  static async open(hearer) {
    let stream, opened;
    try {
      stream = await navigator.mediaDevices.getUserMedia(WANTED);
      opened = contextOf(stream);
      await opened.context.audioWorklet.addModule(WORKLET);
      return new Microphone(stream, opened, hearer);
    } catch (thrown) {
      if (stream) stopTracks(stream);
      opened?.context.close();
      throw refusalOf(thrown);
    }
  }

  /** Has the rest told; it is to be closed then. */
  finish() {
    this.#node.port.postMessage("finish");
  }

  close() {
    stopTracks(this.#stream);
    if (this.#context.state !== "closed") this.#context.close();
  }
}

/** @param {MediaStream} stream */
function stopTracks(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/**
 * At the rate of the server where the browser brings the microphone to it; else the worklet does.
 * @param {MediaStream} stream
 */
function contextOf(stream) {
  try {
    return listening(stream, { sampleRate: SPEECH_RATE });
  } catch {
    return listening(stream);
  }
}

/**
 * @param {MediaStream} stream
 * @param {AudioContextOptions} [options]
 */
function listening(stream, options) {
  const context = new AudioContext(options);
  try {
    return { context, source: context.createMediaStreamSource(stream) };
  } catch (thrown) {
    context.close();
    throw thrown;
  }
}

/**
 * What a browser throws, in words.
 * @param {unknown} thrown
 */
function refusalOf(thrown) {
  const name = thrown instanceof DOMException ? thrown.name : "";
  return new Failure(words.microphone[name] ?? words.microphone.NotReadableError, "retry");
}
