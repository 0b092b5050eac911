// What a browser can do of speech; small, so that a page can ask before it loads the rest.

/** Browsers give the microphone to pages that came by a safe way only. */
export const canHear = (): boolean =>
  isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia) && 'AudioWorkletNode' in globalThis;
