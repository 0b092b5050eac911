// The number that a taxpayer left last, which the server tells only with its middle hidden. It is kept on
// their own device, and gone as soon as somebody else fills in a form there.

import type { Server } from '#/api/server.ts';
import { subjectOf } from '#/api/subject.ts';

const KEPT = 'wenshui.mobile';
type Kept = { subject: string; mobile: string };

/** Nothing where none is known. */
export async function knownMobile(server: Server): Promise<string> {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Kept | null;
    const subject = subjectOf(await server.token());
    if (kept && kept.subject === subject) return kept.mobile;
    localStorage.removeItem(KEPT);
  } catch {
    // Storage may be forbidden; then it is typed again.
  }
  return '';
}

/** Of somebody without a name nothing is kept. */
export async function keepMobile(server: Server, mobile: string): Promise<void> {
  const subject = subjectOf(await server.token());
  if (!subject || !mobile) return;
  try {
    localStorage.setItem(KEPT, JSON.stringify({ subject, mobile } satisfies Kept));
  } catch {
    // As above.
  }
}
