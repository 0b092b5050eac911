// Files on their way to the server, one after another, with how far each is.

import { onScopeDispose, reactive, type Ref } from 'vue';
import { begin } from '#client/sdk.gen.ts';
import type { AttachmentResponse } from '#client/types.gen.ts';
import { problemOf, type Problem } from '#/api/problem.ts';
import { ask, newClientId, type Server } from '#/api/server.ts';
import { upload } from '#/api/upload.ts';

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
  const gone = new AbortController();

  function choose(file: File, refused: string | null): void {
    const state = refused ? 'failed' : 'chosen';
    rows.push({ key: newClientId(), file, state, part: 0, problem: null, refused, abort: null });
  }

  /** Uploads everything that was chosen. */
  async function start(): Promise<void> {
    if (running) return;
    running = true;
    for (let row = next(); row && !gone.signal.aborted; row = next()) await send(row);
    running = false;
  }
  const next = () => rows.find(({ state }) => state === 'chosen');

  async function send(row: Chosen): Promise<void> {
    const abort = new AbortController();
    Object.assign(row, { state: 'sending', part: 0, problem: null, abort });
    try {
      const { attachment } = await sendInto(row, abort);
      files.value = [...files.value, { id: attachment.id, name: attachment.name, bytes: attachment.bytes }];
      remove(row);
    } catch (thrown) {
      Object.assign(row, { state: 'failed', problem: problemOf(thrown), abort: null });
    }
  }

  /** Files belong to a conversation; one that is full or over is followed by another. */
  async function sendInto(row: Chosen, abort: AbortController): Promise<AttachmentResponse> {
    const show = (part: number) => (row.part = part);
    const sending = { clientId: row.key, show, signal: AbortSignal.any([abort.signal, gone.signal]) };
    const post = async () => {
      const path = `/v1/conversations/${await conversation()}/attachments`;
      return upload<AttachmentResponse>(server, path, row.file, sending);
    };
    try {
      return await post();
    } catch (thrown) {
      const { status, code } = problemOf(thrown);
      if (status !== 404 && code !== 'attachments_full' && code !== 'conversation_ended') throw thrown;
      conversationId = null;
      return post();
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

  onScopeDispose(() => gone.abort());
  return { rows, choose, start, again, remove, cancel: (row: Chosen) => row.abort?.abort() };
}
