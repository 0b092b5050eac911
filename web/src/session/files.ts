// Files that lines name: what they are called, their content for showing, and a way to save them. They
// are fetched with the caller's token, since no address of a file is enough to read it.

import { computed, inject, onScopeDispose, shallowReactive, type InjectionKey } from 'vue';
import type { AttachmentBody } from '#client/types.gen.ts';
import { contentOf } from '#/api/content.ts';
import type { Server } from '#/api/server.ts';
import type { FollowedSession } from '#/session/follow.ts';

export type Files = ReturnType<typeof createFiles>;
export const FILES: InjectionKey<Files> = Symbol('files');

export function useFiles(): Files {
  const files = inject(FILES);
  if (!files) throw new Error('whoever shows lines provides their files');
  return files;
}

/** The files of one session; what was fetched is let go with the component that asked. */
export function createFiles(server: Server, { events }: FollowedSession) {
  /** What this page sent and no line has named yet. */
  const sent = shallowReactive(new Map<string, AttachmentBody>());
  const named = computed(
    () => new Map(events.value.flatMap(({ files }) => files.map((file) => [file.id, file] as const))),
  );
  const urls = new Map<string, Promise<string>>();

  /** What is known of it; nothing for what was sent before a reload and has not arrived. */
  const about = (id: string): AttachmentBody | null => named.value.get(id) ?? sent.get(id) ?? null;

  /** An address of its content within this page. */
  const url = (id: string) =>
    once(urls, id, async () => {
      const content = await contentOf(server, `/v1/attachments/${encodeURIComponent(id)}`);
      return URL.createObjectURL(await content.blob());
    });

  async function save(id: string, name: string): Promise<void> {
    const link = document.createElement('a');
    link.href = await url(id);
    link.download = name;
    link.click();
  }

  /** What this page sent itself need not be fetched. */
  function keep(kept: AttachmentBody, file: File): void {
    sent.set(kept.id, kept);
    urls.set(kept.id, Promise.resolve(URL.createObjectURL(file)));
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
