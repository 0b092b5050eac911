// Files on their way to the server, one after another, with how far each is.

import { onScopeDispose, reactive, type Ref } from 'vue';
import { removeFile } from '#client/sdk.gen.ts';
import type { AttachmentBody } from '#client/types.gen.ts';
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
    const show = (part: number) => (row.part = part);
    const signal = AbortSignal.any([abort.signal, gone.signal]);
    try {
      const sending = { clientId: row.key, show, signal };
      const { id, name, bytes } = await upload<AttachmentBody>(server, '/v1/files', row.file, sending);
      files.value = [...files.value, { id, name, bytes }];
      remove(row);
    } catch (thrown) {
      Object.assign(row, { state: 'failed', problem: problemOf(thrown), abort: null });
    }
  }

  /** Takes a file that was uploaded out of the form. */
  function drop(id: string): void {
    files.value = files.value.filter((file) => file.id !== id);
    // What a form named before stays with it, and what cannot be removed now is gone in a day.
    ask(removeFile({ client: server.client, path: { id } })).catch(() => {});
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
  return { rows, choose, start, again, drop, remove, cancel: (row: Chosen) => row.abort?.abort() };
}
