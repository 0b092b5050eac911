// Moments and sizes as people read them; times are those of Shanghai wherever the reader is.

import { currentLanguage } from '#/words/language.ts';

const ZONE = 'Asia/Shanghai';
const SWEDISH = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, ...options });

const full = SWEDISH({ dateStyle: 'short', timeStyle: 'medium' });
const toMinute = SWEDISH({ dateStyle: 'short', timeStyle: 'short' });
const day = SWEDISH({ dateStyle: 'short' });
const clock = SWEDISH({ timeStyle: 'medium' });
const clockShort = SWEDISH({ timeStyle: 'short' });

/** `2026-11-27 10:00:00` */
export const moment = (at: string | number): string => full.format(new Date(at));
/** `2026-11-27 10:00` */
export const momentShort = (at: string | number): string => toMinute.format(new Date(at));
/** `2026-11-27` */
export const dayOf = (at: string | number): string => day.format(new Date(at));
/** `10:00:00` */
export const clockOf = (at: string | number): string => clock.format(new Date(at));
/** `10:00` */
export const clockShortOf = (at: string | number): string => clockShort.format(new Date(at));

/** A half hour or another stretch of one day: `2026-11-27 10:00-10:30`. */
export const stretch = (from: string, until: string): string => `${momentShort(from)}-${clockShortOf(until)}`;

/** The start of a day or moment as `<input type="date">` and `datetime-local` give it, in Shanghai. */
export const ofInput = (value: string): string =>
  `${value.length === 10 ? `${value}T00:00` : value}:00+08:00`;

/** A day such as `2026-12-15` with its weekday. */
export function dayWithWeekday(day: string): string {
  const locale = currentLanguage() === 'en' ? 'en-GB' : 'zh-CN';
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Date(`${day}T00:00:00Z`).toLocaleDateString(locale, { timeZone: 'UTC', ...options });
  return `${part({ month: 'long', day: 'numeric' })} ${part({ weekday: 'short' })}`;
}

/** How many days lie between two, such as `2026-12-14` and `2026-12-15`. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** 1 KB is 1,024 bytes. */
export function size(bytes: number): string {
  const locale = currentLanguage() === 'en' ? 'en' : 'zh-CN';
  const number = (value: number) => value.toLocaleString(locale, { maximumFractionDigits: 1 });
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${number(bytes / 1024)} KB` : `${number(bytes / 1024 / 1024)} MB`;
}
