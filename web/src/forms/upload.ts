// Files on their way to the server, one after another, with how far each is.

import { onScopeDispose, reactive, type Ref } from 'vue';
import { begin } from '#client/sdk.gen.ts';
import type { AttachmentResponse } from '#client/types.gen.ts';
import { Problem, problemOf, refusal } from '#/api/problem.ts';
import { ask, newClientId, type Server } from '#/api/server.ts';

/** A file that the server has. */
export type Uploaded = { id: string; name: string; bytes: number };

/** A file that was chosen. `refused` is why it can never be sent, `problem` why it was not. */
export type Chosen = {
  key: string;
  file: File;
  state: 'chosen' | 'sending' | 'failed';
  /** From 0 to 1. */
  part: number;
  problem: Problem | null;
  refused: string | null;
  abort: AbortController | null;
};

export function useUploads(server: Server, files: Ref<Uploaded[]>) {
  const rows = reactive<Chosen[]>([]);
  let conversationId: Promise<string> | null = null;
  let running = false;

  function choose(file: File, refused: string | null): void {
    const state = refused ? 'failed' : 'chosen';
    rows.push({ key: newClientId(), file, state, part: 0, problem: null, refused, abort: null });
  }

  /** Uploads everything that was chosen. */
  async function start(): Promise<void> {
    if (running) return;
    running = true;
    for (let row = next(); row; row = next()) await send(row);
    running = false;
  }
  const next = () => rows.find(({ state }) => state === 'chosen');

  async function send(row: Chosen): Promise<void> {
    const abort = new AbortController();
    Object.assign(row, { state: 'sending', part: 0, problem: null, abort });
    try {
      const { attachment } = await sendInto(row, abort.signal);
      files.value = [...files.value, { id: attachment.id, name: attachment.name, bytes: attachment.bytes }];
      remove(row);
    } catch (thrown) {
      Object.assign(row, { state: 'failed', problem: problemOf(thrown), abort: null });
    }
  }

  /** Files belong to a conversation; one that is full or over is followed by another. */
  async function sendInto(row: Chosen, signal: AbortSignal): Promise<AttachmentResponse> {
    try {
      return await post(server, await conversation(), row, signal);
    } catch (thrown) {
      const { status, code } = problemOf(thrown);
      if (status !== 404 && code !== 'attachments_full' && code !== 'conversation_ended') throw thrown;
      conversationId = null;
      return await post(server, await conversation(), row, signal);
    }
  }

  function conversation(): Promise<string> {
    conversationId ??= ask(begin({ client: server.client, body: {} })).then(({ id }) => id);
    conversationId.catch(() => (conversationId = null));
    return conversationId;
  }

  function remove(row: Chosen): void {
    const at = rows.findIndex(({ key }) => key === row.key);
    if (at >= 0) rows.splice(at, 1);
  }

  async function again(row: Chosen): Promise<void> {
    row.state = 'chosen';
    await start();
  }

  onScopeDispose(() => rows.forEach(({ abort }) => abort?.abort()));
  return { rows, choose, start, again, remove, cancel: (row: Chosen) => row.abort?.abort() };
}

/** `fetch` does not tell how far a request is. */
async function post(
  server: Server,
  conversationId: string,
  row: Chosen,
  signal: AbortSignal,
): Promise<AttachmentResponse> {
  const url = new URL(`/v1/conversations/${conversationId}/attachments`, server.address);
  url.search = new URLSearchParams({ name: row.file.name, client_id: row.key }).toString();
  const token = await server.token();
  return await new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('content-type', 'application/octet-stream');
    if (token) request.setRequestHeader('authorization', `Bearer ${token}`);
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      row.part = total ? loaded / total : 0;
    });
    request.addEventListener('load', () => {
      const body = parsed(request.responseText);
      if (request.status === 200) resolve(body as AttachmentResponse);
      else reject(refusal(request.status, body));
    });
    request.addEventListener('error', () => reject(new Problem({ code: 'offline' })));
    request.addEventListener('abort', () => reject(new Problem({ code: 'cancelled' })));
    signal.addEventListener('abort', () => request.abort());
    // Cancelled while the conversation was being begun.
    if (signal.aborted) reject(new Problem({ code: 'cancelled' }));
    else request.send(row.file);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
