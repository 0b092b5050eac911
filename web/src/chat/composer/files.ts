// Pictures, videos and files that are sent into the conversation, one after another.

import { Problem, problemOf } from '#/api/problem.ts';
import { newClientId, type Server } from '#/api/server.ts';
import { upload } from '#/api/upload.ts';
import type { Talk } from '#/chat/talk/talk.ts';
import { settle, type Turn } from '#/chat/talk/turns.ts';
import type { Visit } from '#/chat/visit.ts';
import { chat as w } from '#/chat/words.ts';
import { size } from '#/words/moments.ts';
import type { AttachmentResponse } from '#client/types.gen.ts';

export type Files = { put: (files: Iterable<File>) => void };

type Around = {
  server: Server;
  visit: Visit;
  talk: Talk;
  /** Told where a connection breaks, which is what happens to what is far too large. */
  below: () => number;
};

export function useFiles({ server, visit, talk, below }: Around): Files {
  /** One file after the other, so that each has the whole line. */
  let last: Promise<void> = Promise.resolve();

  const send = async (file: File, turn: Turn, clientId: string): Promise<void> => {
    const abort = new AbortController();
    const leave = visit.signal();
    const show = (part: number) => settle(turn, { kind: 'upload', part, cancel: () => abort.abort() });
    show(0);
    try {
      const path = `/v1/conversations/${await visit.begun()}/attachments`;
      const sending = { clientId, show, signal: AbortSignal.any([abort.signal, leave]) };
      const { say, exits, handover } = await upload<AttachmentResponse>(server, path, file, sending);
      settle(turn, { kind: 'prompt', prompt: { say, exits, handover } });
    } catch (thrown) {
      if (leave.aborted) return;
      const problem = told(problemOf(thrown));
      const passes = visit.forget(problem.code) || problem.passes;
      // The same id when it is sent again, so that it is kept once.
      const again = () => void send(file, turn, clientId);
      settle(turn, { kind: 'failed', problem, again: passes ? again : undefined });
    }
  };

  /** What became of the file is said beside what went wrong. */
  const told = (problem: Problem): Problem => {
    if (problem.code === 'cancelled') return new Problem({ code: problem.code, ...w.value.uploadCancelled });
    if (problem.code !== 'offline') return problem;
    return new Problem({ code: 'upload_broken', ...w.value.uploadBroken(size(below())) });
  };

  return {
    /** Sends what was chosen; each is a turn of its own. */
    put(files: Iterable<File>): void {
      const leave = visit.signal();
      for (const file of files) {
        const turn = talk.open(w.value.file(file.name, size(file.size)));
        const clientId = newClientId();
        last = last.then(() => (leave.aborted ? undefined : send(file, turn, clientId)));
      }
    },
  };
}
