// Pictures, videos and files that are sent into the conversation, one after another.

import { Problem, problemOf, refusal } from '#/api/problem.ts';
import { newClientId, type Server } from '#/api/server.ts';
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
  /** Another token in the place of one that was refused. */
  renewed: (refused: string) => Promise<string | null>;
  /** Told where a connection breaks, which is what happens to what is far too large. */
  below: () => number;
};

export function useFiles(around: Around): Files {
  /** One file after the other, so that each has the whole line. */
  let last: Promise<void> = Promise.resolve();

  const send = async (file: File, turn: Turn, clientId: string): Promise<void> => {
    const abort = new AbortController();
    const show = (part: number) => settle(turn, { kind: 'upload', part, cancel: () => abort.abort() });
    show(0);
    try {
      const sent = await upload(file, clientId, { show, signal: abort.signal });
      const { say, exits, handover } = sent;
      settle(turn, { kind: 'prompt', prompt: { say, exits, handover } });
    } catch (thrown) {
      const problem = problemOf(thrown);
      const passes = around.visit.forget(problem.code) || problem.passes;
      // The same id when it is sent again, so that it is kept once.
      const again = () => void send(file, turn, clientId);
      settle(turn, { kind: 'failed', problem, again: passes ? again : undefined });
    }
  };

  type Given = { show: (part: number) => void; signal: AbortSignal };

  const upload = async (file: File, clientId: string, given: Given): Promise<AttachmentResponse> => {
    const { server, visit } = around;
    const address = new URL(`/v1/conversations/${await visit.begun()}/attachments`, server.address);
    address.search = new URLSearchParams({ name: file.name, client_id: clientId }).toString();
    const posting = { ...given, token: await server.token(), below: around.below() };
    return post(address, file, posting).catch(async (thrown: unknown) => {
      const token = problemOf(thrown).isUnknown && posting.token && (await around.renewed(posting.token));
      if (!token) throw thrown;
      return post(address, file, { ...posting, token });
    });
  };

  return {
    /** Sends what was chosen; each is a turn of its own. */
    put(files: Iterable<File>): void {
      for (const file of files) {
        const turn = around.talk.open(w.value.file(file.name, size(file.size)));
        const clientId = newClientId();
        last = last.then(() => send(file, turn, clientId));
      }
    },
  };
}

type Posting = {
  show: (part: number) => void;
  signal: AbortSignal;
  token: string | null | undefined;
  below: number;
};

/** `fetch` does not tell how far a request is. */
function post(
  address: URL,
  file: File,
  { show, signal, token, below }: Posting,
): Promise<AttachmentResponse> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const broken = () => new Problem({ code: 'upload_broken', ...w.value.uploadBroken(size(below)) });
    const cancelled = () => new Problem({ code: 'cancelled', ...w.value.uploadCancelled });
    request.open('POST', address);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    if (token) request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.upload.addEventListener('progress', ({ loaded, total }) => show(total ? loaded / total : 0));
    request.addEventListener('load', () => {
      const body: unknown = parsed(request.responseText);
      if (request.status === 200) resolve(body as AttachmentResponse);
      else reject(refusal(request.status, body));
    });
    request.addEventListener('error', () => reject(broken()));
    request.addEventListener('abort', () => reject(cancelled()));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/** Something between here and the server may have answered in words of its own. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
