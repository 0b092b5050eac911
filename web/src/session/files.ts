// Files that lines name: what they are called, their content for showing, and a way to save them. They
// are fetched with the caller's token, since no address of a file is enough to read it.

import { inject, onScopeDispose, type InjectionKey } from 'vue';
import { problemOf, refusal } from '#/api/problem.ts';
import type { Server } from '#/api/server.ts';

export type FileAbout = { name: string | null; bytes: number | null };

export type Files = ReturnType<typeof createFiles>;
export const FILES: InjectionKey<Files> = Symbol('files');

export function useFiles(): Files {
  const files = inject(FILES);
  if (!files) throw new Error('whoever shows lines provides their files');
  return files;
}

/** The files of one session; what was fetched is let go with the component that asked. */
export function createFiles(server: Server) {
  const abouts = new Map<string, Promise<FileAbout>>();
  const urls = new Map<string, Promise<string>>();

  async function get(id: string, method: 'GET' | 'HEAD'): Promise<Response> {
    const token = await server.token();
    const headers: HeadersInit = token ? { authorization: `Bearer ${token}` } : {};
    const address = `${server.address}/v1/attachments/${encodeURIComponent(id)}`;
    const response = await fetch(address, { method, headers }).catch((thrown: unknown) => {
      throw problemOf(thrown);
    });
    if (!response.ok) throw refusal(response.status, await response.json().catch(() => null));
    return response;
  }

  /** What it is called, where the browser may know that, and its size. */
  const about = (id: string) =>
    once(abouts, id, async () => {
      const { headers } = await get(id, 'HEAD');
      const bytes = headers.get('content-length');
      return {
        name: nameIn(headers.get('content-disposition')),
        bytes: bytes === null ? null : Number(bytes),
      };
    });

  /** An address of its content within this page. */
  const url = (id: string) =>
    once(urls, id, async () => URL.createObjectURL(await (await get(id, 'GET')).blob()));

  async function save(id: string, name: string): Promise<void> {
    const link = document.createElement('a');
    link.href = await url(id);
    link.download = name;
    link.click();
  }

  /** What this page sent itself need not be fetched. */
  function keep(id: string, file: File): void {
    abouts.set(id, Promise.resolve({ name: file.name, bytes: file.size }));
    urls.set(id, Promise.resolve(URL.createObjectURL(file)));
  }

  onScopeDispose(() => {
    for (const made of urls.values()) void made.then(URL.revokeObjectURL, () => {});
  });

  return { about, url, save, keep };
}

/** What is fetched is fetched once; what failed may be tried again. */
function once<T>(known: Map<string, Promise<T>>, id: string, read: () => Promise<T>): Promise<T> {
  const found = known.get(id);
  if (found) return found;
  const made = read();
  known.set(id, made);
  made.catch(() => known.delete(id));
  return made;
}

/** The name in a `Content-Disposition` (RFC 6266), which servers of other origins may keep to themselves. */
function nameIn(disposition: string | null): string | null {
  const full = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  if (full) return decodeURIComponent(full);
  return /filename="([^"]*)"/i.exec(disposition ?? '')?.[1] ?? null;
}
