// Files on their way into a session: each is uploaded at once and waits then to be named by a line. One
// goes after the other, so that each has the whole network.

import { computed, onScopeDispose, shallowRef } from 'vue';
import type { AttachmentBody } from '#client/types.gen.ts';
import { problemOf, type Problem } from '#/api/problem.ts';
import { newClientId, type Server } from '#/api/server.ts';
import { upload } from '#/api/upload.ts';
import type { Files } from '#/session/files.ts';
import type { FileFault, Limits, Sort } from '#/session/limits.ts';
import type { Line } from '#/session/lines.ts';

export type Upload = {
  /** By which the server takes it once, however often it is sent. */
  clientId: string;
  file: File;
  sort: Sort | 'screenshot' | 'voice';
  /** How long a recording is. */
  seconds: number;
  state: 'refused' | 'waiting' | 'sending' | 'failed' | 'done';
  /** 0 to 1. */
  fraction: number;
  fault: FileFault | null;
  problem: Problem | null;
  kept: AttachmentBody | null;
};

export type Uploads = ReturnType<typeof useUploads>;

export function useUploads(server: Server, { id, files, limits, say }: Place) {
  const uploads = shallowRef<Upload[]>([]);
  const path = `/v1/sessions/${encodeURIComponent(id)}/attachments`;
  const running = new Map<string, AbortController>();
  const gone = new AbortController();

  const change = (clientId: string, change: Partial<Upload>) => {
    uploads.value = uploads.value.map((one) => (one.clientId === clientId ? { ...one, ...change } : one));
  };
  const drop = (clientId: string) => {
    running.get(clientId)?.abort();
    uploads.value = uploads.value.filter((one) => one.clientId !== clientId);
  };

  /** Files that were chosen, pasted or dropped. */
  async function add(chosen: File[]): Promise<void> {
    // Without the limits the server decides.
    await limits.read().catch(() => {});
    const made = chosen.map((file) => {
      const fault = limits.fault(file);
      return uploadOf(file, { sort: limits.sortOf(file), fault, state: fault ? 'refused' : 'waiting' });
    });
    uploads.value = [...uploads.value, ...made];
    void pump();
  }

  /** What was made here and looked at, which is sent as soon as it is there. */
  function put(file: File, sort: 'screenshot' | 'voice', seconds = 0): void {
    uploads.value = [...uploads.value, uploadOf(file, { sort, seconds })];
    void pump();
  }

  function retry(clientId: string): void {
    change(clientId, { state: 'waiting', problem: null, fraction: 0 });
    void pump();
  }

  async function pump(): Promise<void> {
    if (gone.signal.aborted || uploads.value.some(({ state }) => state === 'sending')) return;
    const next = uploads.value.find(({ state }) => state === 'waiting');
    if (!next) return;
    const { clientId } = next;
    change(clientId, { state: 'sending' });
    try {
      const kept = await send(next);
      files.keep(kept, next.file);
      change(clientId, { state: 'done', kept });
      const line = made({ ...next, kept });
      if (line) {
        say(line);
        drop(clientId);
      }
    } catch (thrown) {
      change(clientId, { state: 'failed', problem: problemOf(thrown) });
    }
    void pump();
  }

  function send({ clientId, file }: Upload): Promise<AttachmentBody> {
    const abort = new AbortController();
    running.set(clientId, abort);
    const show = (fraction: number) => change(clientId, { fraction });
    const sending = { clientId, show, signal: AbortSignal.any([abort.signal, gone.signal]) };
    return upload<AttachmentBody>(server, path, file, sending).finally(() => running.delete(clientId));
  }

  /** The lines of what is ready, which then waits here no more. */
  function take(most: number): Line[] {
    const ready = uploads.value.filter(({ state }) => state === 'done');
    uploads.value = uploads.value.filter(({ state }) => state !== 'done');
    return (['images', 'files'] as const).flatMap((kind) => {
      const ids = ready.filter(({ sort }) => sort === kind).map(({ kept }) => kept!.id);
      const lines: Line[] = [];
      for (let at = 0; at < ids.length; at += most)
        lines.push({ kind, attachments: ids.slice(at, at + most) });
      return lines;
    });
  }

  onScopeDispose(() => gone.abort());

  return {
    uploads,
    add,
    put,
    retry,
    drop,
    take,
    ready: computed(() => uploads.value.some(({ state }) => state === 'done')),
    underway: computed(() => uploads.value.some(({ state }) => state === 'sending' || state === 'waiting')),
  };
}

type Place = { id: string; files: Files; limits: Limits; say: (line: Line) => void };

const uploadOf = (file: File, about: Partial<Upload> & Pick<Upload, 'sort'>): Upload => ({
  clientId: newClientId(),
  file,
  seconds: 0,
  state: 'waiting',
  fraction: 0,
  fault: null,
  problem: null,
  kept: null,
  ...about,
});

/** The line of what is sent by itself; others wait for the button. */
function made({ sort, kept, seconds }: Upload): Line | null {
  if (sort === 'screenshot') return { kind: 'screenshot', attachment: kept!.id };
  if (sort === 'voice') return { kind: 'voice', attachment: kept!.id, seconds, transcript: null };
  return null;
}
