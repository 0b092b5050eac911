// What a line of a session says in one row of a list.

import type { SessionEvent } from '#client/types.gen.ts';
import { desk as w } from '#/desk/words.ts';

/** Its words, or what it is where it has none. */
export function preview(line: NonNullable<SessionEvent['line']>): string {
  const said = w.value.lines;
  const text = (field: string) => (typeof line[field] === 'string' ? (line[field] as string) : '');
  switch (line['kind']) {
    case 'text':
    case 'canned':
    case 'assist':
      return text('text');
    case 'emoji':
      return text('emoji');
    case 'images':
      return said.images;
    case 'files':
      return said.files;
    case 'screenshot':
      return said.screenshot;
    case 'voice':
      return text('transcript') || said.voice;
    case 'link':
      return text('title') || text('url');
    default:
      return '';
  }
}
