// Days and half hours of Shanghai, as a calendar counts them.

import { currentLanguage } from '#/words/language.ts';
import { clockShortOf } from '#/words/moments.ts';

const DAY_MS = 86_400_000;
const HALVES = 48;

const utc = (day: string) => Date.parse(`${day}T00:00Z`);

/** A day so many days later. */
export const later = (day: string, days: number): string =>
  new Date(utc(day) + days * DAY_MS).toISOString().slice(0, 10);

/** The Monday of a day's week. */
export const mondayOf = (day: string): string => later(day, -((new Date(utc(day)).getUTCDay() + 6) % 7));

/** The days of a week, from a Monday on. */
export const weekFrom = (monday: string): string[] =>
  Array.from({ length: 7 }, (_, index) => later(monday, index));

/** `周一` */
export const weekdayOf = (day: string): string =>
  new Date(utc(day)).toLocaleDateString(currentLanguage() === 'en' ? 'en' : 'zh-CN', {
    weekday: 'short',
    timeZone: 'UTC',
  });

/** `11-30` */
export const shortDay = (day: string): string => day.slice(5);

/** Which half hour of its day a moment lies in, from 0 on. */
export function halfOf(at: string | number): number {
  const [hours, minutes] = clockShortOf(at).split(':').map(Number) as [number, number];
  return hours * 2 + (minutes >= 30 ? 1 : 0);
}

/** `09:30` */
export const clockOfHalf = (half: number): string =>
  `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`;

/** The half hours from one to another, with those of everything that lies outside of them. */
export function halvesOf(first: number, last: number, taken: number[]): number[] {
  const [from, to] = [Math.min(first, ...taken), Math.max(last, ...taken)];
  return Array.from({ length: HALVES }, (_, half) => half).filter((half) => half >= from && half <= to);
}
