// The rules of the desk's forms as far as a page keeps to them before anything is sent, by what the server
// says of them; it checks everything again, and what it says stands at the fields.

import { deskRules } from '#/api/service.ts';
import { forms } from '#/forms/words.ts';

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
