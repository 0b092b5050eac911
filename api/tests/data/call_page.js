// What the pages of the proof do besides calling: they look at the figures of their connections.

/** What has flowed so far, over all connections. */
export async function figures(call) {
  const sum = { audio: 0, video: 0, frames: 0, sent: 0, ways: [] };
  for (const connection of call.connections) {
    const stats = new Map(await connection.getStats());
    for (const one of stats.values()) {
      if (one.type === 'inbound-rtp') {
        sum[one.kind] += one.bytesReceived;
        sum.frames += one.framesDecoded ?? 0;
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

/** Looks at the figures until they are as wanted; whoever runs this loses patience at last. */
export async function until(call, wanted) {
  for (;;) {
    const now = await figures(call);
    if (wanted(now)) {
      return now;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The next time that something of this kind is told. */
export function told(call, kind) {
  return new Promise((resolve) => {
    call.addEventListener(kind, ({ detail }) => resolve(detail), { once: true });
  });
}
