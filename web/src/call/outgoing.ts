// What this page sends into a call: at most one track of sound and one picture, of which each can come, go
// and change while the call runs. What is let go is switched off, not only held back.

import { ref, shallowReactive } from 'vue';

type Kind = 'audio' | 'video';

export type Outgoing = ReturnType<typeof createOutgoing>;

/** @param connections Those that there are at a moment; who comes later gets what the stream has then. */
export function createOutgoing(connections: () => RTCPeerConnection[]) {
  const stream = new MediaStream();
  const tracks = shallowReactive<Record<Kind, MediaStreamTrack | null>>({ audio: null, video: null });
  /** What the picture is. */
  const shows = ref<'camera' | 'screen' | null>(null);
  const muted = ref(false);

  function put(kind: Kind, track: MediaStreamTrack | null): void {
    const before = tracks[kind];
    if (before) {
      before.onended = null;
      before.stop();
      stream.removeTrack(before);
    }
    if (track) stream.addTrack(track);
    tracks[kind] = track;
    for (const connection of connections()) direct(connection, { kind, track, stream });
  }

  function sound(track: MediaStreamTrack | null): void {
    if (track) track.enabled = !muted.value;
    put('audio', track);
  }

  /** `ended` is told where the browser's own button or the system ends it. */
  function picture(track: MediaStreamTrack | null, what: 'camera' | 'screen', ended?: () => void): void {
    put('video', track);
    shows.value = track && what;
    if (track && ended) track.onended = ended;
  }

  function mute(on: boolean): void {
    muted.value = on;
    if (tracks.audio) tracks.audio.enabled = !on;
  }

  /** Nothing of this page is seen or heard any more, and no device is held. */
  function release(): void {
    put('audio', null);
    put('video', null);
    shows.value = null;
    muted.value = false;
  }

  return { stream, tracks, shows, muted, sound, picture, mute, release };
}

type Direction = { kind: Kind; track: MediaStreamTrack | null; stream: MediaStream };

/** The other side is told by a change of direction that nothing comes any more, or something again. */
function direct(connection: RTCPeerConnection, { kind, track, stream }: Direction): void {
  const way = connection
    .getTransceivers()
    .find(({ receiver, direction }) => receiver.track.kind === kind && direction !== 'stopped');
  if (!way) {
    if (track) connection.addTrack(track, stream);
    return;
  }
  way.sender.setStreams(stream);
  void way.sender.replaceTrack(track);
  way.direction = track ? 'sendrecv' : 'recvonly';
}
