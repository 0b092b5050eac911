// What the pages of the proof do besides calling: they look at the figures of their connections.

/** What has flowed so far, over all connections. */
export async function figures(call) {
  const sum = { audio: 0, video: 0, frames: 0, sent: 0, heard: 0, seen: 0, ways: [] };
  for (const connection of call.connections) {
    const stats = new Map(await connection.getStats());
    for (const one of stats.values()) {
      if (one.type === 'inbound-rtp') {
        sum[one.kind] += one.bytesReceived;
        sum.frames += one.framesDecoded ?? 0;
        sum[one.kind === 'audio' ? 'heard' : 'seen'] += one.bytesReceived > 0 ? 1 : 0;
      } else if (one.type === 'outbound-rtp') {
        sum.sent += one.bytesSent;
      } else if (one.type === 'transport' && one.selectedCandidatePairId) {
        const pair = stats.get(one.selectedCandidatePairId);
        sum.ways.push(stats.get(pair.localCandidateId).candidateType);
        sum.ways.push(stats.get(pair.remoteCandidateId).candidateType);
      }
    }
  }
  return sum;
}

/** How often the figures are looked at before patience is lost, and how long is waited in between. */
const LOOKS = 800;
const WAIT_MS = 50;

/** Looks at the figures until they are as wanted; what they are at last is told. */
export async function until(call, wanted) {
  let now;
  for (let look = 0; look < LOOKS; look += 1) {
    now = await figures(call);
    if (wanted(now)) {
      return now;
    }
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  const states = call.connections.map((one) => [one.signalingState, one.iceGatheringState, one.connectionState]);
  throw new Error(JSON.stringify({ now, states }));
}

/** The next time that something of this kind is told. */
export function told(call, kind) {
  return new Promise((resolve) => {
    call.addEventListener(kind, ({ detail }) => resolve(detail), { once: true });
  });
}
