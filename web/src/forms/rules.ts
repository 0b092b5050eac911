// The rules of the desk's forms as far as a page keeps to them before anything is sent. They are those of
// the desk's bundled settings; the server checks everything again, and what it says stands at the fields.

import { about } from '#client/sdk.gen.ts';
import { ask, type Server } from '#/api/server.ts';
import { forms } from '#/forms/words.ts';

export const NOTE_CHARS_MIN = 5;
export const TEXT_CHARS_MAX = 2000;
export const BOOKING_DAYS_MAX = 30;
export const MEDIATION_DAYS_MAX = 60;

const FILE_KINDS = 'gif jpg png wmv rmvb mp4 avi wav mp3 txt doc wps docx xls xlsx pdf ofd'.split(' ');
const FILE_BYTES_MAX = 20 * 1024 * 1024;
const FILES_MAX = 20;

/** What files a form takes. */
export type FileLimits = {
  kinds: string[];
  /** The most bytes of one; `strict` where it has to be smaller than that. */
  bytes: number;
  strict: boolean;
  count: number;
};

/** What forms take of what can be uploaded to this server at all. */
export async function fileLimits(server: Server): Promise<FileLimits> {
  const { attachments } = await ask(about({ client: server.client }));
  const sent = new Set(Object.values(attachments.kinds).flat());
  const strict = attachments.bytes_below <= FILE_BYTES_MAX;
  return {
    kinds: FILE_KINDS.filter((kind) => sent.has(kind)),
    bytes: strict ? attachments.bytes_below : FILE_BYTES_MAX,
    strict,
    count: FILES_MAX,
  };
}

export type Fault = string | null;

/** What is wrong with a text that has to be there; characters are counted as the server counts them. */
export function textFault(text: string, { min = 0, max = TEXT_CHARS_MAX } = {}): Fault {
  const words = forms.value.faults;
  if (!text.trim()) return words.required;
  if ([...text.trim()].length < min) return words.tooShort(min);
  return [...text].length > max ? words.tooLong(max) : null;
}

export const choiceFault = (chosen: string): Fault => (chosen ? null : forms.value.faults.choice);

/** What is wrong with a mobile number of mainland China, where there is one. */
export const mobileFault = (mobile: string): Fault =>
  !mobile || /^1\d{10}$/.test(mobile) ? null : forms.value.faults.mobile;

/** What is wrong with a mobile number or a telephone with its area code. */
export function phoneFault(text: string): Fault {
  const words = forms.value.faults;
  if (!text.trim()) return words.required;
  const digits = text.replaceAll(/\D/g, '').length;
  const fits = /^[\d-]+$/.test(text) && digits >= 7 && digits <= 12 && text.length <= digits + 2;
  return fits ? null : words.phone;
}
