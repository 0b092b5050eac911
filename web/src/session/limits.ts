// What may be sent beside words, as the server says it, and what is wrong with a file before it is sent.

import type { Server } from '#/api/server.ts';
import { attachmentLimits as limits, serviceOf } from '#/api/service.ts';

/** How a file is sent: pictures together, everything else together. */
export type Sort = 'images' | 'files';
export type FileFault =
  { rule: 'kind'; extension: string } | { rule: 'size'; below: number } | { rule: 'empty' };

export type Limits = ReturnType<typeof useLimits>;

/** The limits, read when they are needed first; until then nothing is refused here, and the server decides. */
export function useLimits(server: Server) {
  const read = () => serviceOf(server);

  const of = (kinds: string[]) => kinds.flatMap((kind) => limits.value?.kinds[kind] ?? []);
  /** For `<input accept>`. */
  const accept = (sort: Sort) =>
    of(sort === 'images' ? ['image'] : ['file', 'video'])
      .map((extension) => `.${extension}`)
      .join(',');
  const sortOf = (file: File): Sort => (of(['image']).includes(extensionOf(file.name)) ? 'images' : 'files');

  /** What is wrong with it; null where it may be sent. */
  function fault(file: File): FileFault | null {
    const extension = extensionOf(file.name);
    if (limits.value && !of(['image', 'file', 'video']).includes(extension))
      return { rule: 'kind', extension };
    if (file.size === 0) return { rule: 'empty' };
    const below = limits.value?.bytes_below ?? Infinity;
    return file.size < below ? null : { rule: 'size', below };
  }

  return { read, accept, sortOf, fault };
}

export function extensionOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}
