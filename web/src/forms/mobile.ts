// The number that a taxpayer left last, which the server tells only with its middle hidden. It is kept on
// their own device, and gone as soon as somebody else fills in a form there.

import type { Server } from '#/api/server.ts';
import { device } from '#/api/storage.ts';
import { subjectOf } from '#/api/subject.ts';

const KEPT = 'wenshui.mobile';
type Kept = { subject: string; mobile: string };

/** Nothing where none is known. */
export async function knownMobile(server: Server): Promise<string> {
  const kept = device.readValue<Kept>(KEPT);
  if (!kept) return '';
  if (kept.subject === subjectOf(await server.token())) return kept.mobile;
  device.write(KEPT, null);
  return '';
}

/** Of somebody without a name nothing is kept. */
export async function keepMobile(server: Server, mobile: string): Promise<void> {
  const subject = subjectOf(await server.token());
  if (subject && mobile) device.writeValue(KEPT, { subject, mobile } satisfies Kept);
}
