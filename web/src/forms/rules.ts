// The rules of the desk's forms as far as a page keeps to them before anything is sent, by what the server
// says of them; it checks everything again, and what it says stands at the fields.

import type { Server } from '#/api/server.ts';
import { deskRules, serviceOf } from '#/api/service.ts';
import { forms } from '#/forms/words.ts';

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
  const { attachments, desk } = await serviceOf(server);
  const strict = attachments.bytes_below <= desk.files.bytes_max;
  return {
    kinds: desk.files.extensions,
    bytes: strict ? attachments.bytes_below : desk.files.bytes_max,
    strict,
    count: desk.files.count_max,
  };
}

export type Fault = string | null;

/** What is wrong with a text that has to be there; characters are counted as the server counts them. */
export function textFault(text: string, min = 0): Fault {
  const max = deskRules.value?.text_chars_max ?? Infinity;
  const words = forms.value.faults;
  if (!text.trim()) return words.required;
  if ([...text.trim()].length < min) return words.tooShort(min);
  return [...text].length > max ? words.tooLong(max) : null;
}

/** How much of a text is written of what it may have. */
export const counted = (text: string): string =>
  deskRules.value ? forms.value.counted([...text].length, deskRules.value.text_chars_max) : '';

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
