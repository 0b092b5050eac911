// Speech as the server makes it of a text: raw sound, with the moments of its sentences.

import { Problem } from '#/api/problem.ts';
import { ask, type Server } from '#/api/server.ts';
import { sound as w } from '#/sound/words.ts';
import { speak } from '#client/sdk.gen.ts';
import type { SpeechEvent } from '#client/types.gen.ts';

export type Wanted = { input: string; voice?: string };

/** The events of one text, at 24 kHz and 16 bits. What breaks off in the middle is a problem. */
export async function* speechOf(
  server: Server,
  wanted: Wanted,
  signal: AbortSignal,
): AsyncGenerator<SpeechEvent> {
  const body = { ...wanted, response_format: 'pcm', stream_format: 'sse' };
  const asked = speak({ client: server.client, body, parseAs: 'stream', signal });
  const stream = (await ask(asked)) as unknown as ReadableStream<BufferSource>;
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let kept = '';
  for (let got = await reader.read(); !got.done; got = await reader.read()) {
    const events = (kept + got.value).split('\n\n');
    kept = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: ?(.*)$/m.exec(event)?.[1];
      if (data) yield JSON.parse(data) as SpeechEvent;
    }
  }
}

export const speechBroken = (detail = ''): Problem =>
  new Problem({ code: 'speech_broken', title: w.value.speechBroken, detail });
