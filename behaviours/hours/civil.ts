import { assert } from '../../hal/assert.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';
import type { CivilDate } from './events.ts';

/*
 * Civil time by our own code, so that no host's ICU decides what day it is. Day numbers are those of Howard Hinnant's
 * "chrono-Compatible Low-Level Date Algorithms" (days_from_civil, civil_from_days), valid for every proleptic Gregorian day.
 * The zones we serve keep a fixed offset from UTC (Asia/Ho_Chi_Minh: +7:00 since 1975), so an offset in minutes is a zone.
 */

export const minuteMs = 60_000;
export const minutesPerDay = 1_440;
const dayMs: Milliseconds = minutesPerDay * minuteMs;

/** What a calendar and a clock on the wall of the site show. */
export type CivilTime = CivilDate & {
  /** 0 = Sunday. */
  readonly weekday: number;
  /** 0 to 1439. */
  readonly minuteOfDay: number;
};

/** Days since 1970-01-01 of a Gregorian day. */
export const daysFromCivil = ({ year, month, day }: CivilDate): number => {
  // The year is taken to begin in March, so that the leap day is its last.
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};

/** The Gregorian day that is `days` days after 1970-01-01. */
export const civilFromDays = (days: number): CivilDate => {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
};

/** 0 = Sunday; day 0 was a Thursday. */
export const weekdayOfDays = (days: number): number => (((days + 4) % 7) + 7) % 7;

/** The site's day number at an instant. */
export const daysAt = (instant: Epoch, zoneOffsetMin: number): number =>
  Math.floor((instant + zoneOffsetMin * minuteMs) / dayMs);

export const civilAt = (instant: Epoch, zoneOffsetMin: number): CivilTime => {
  const days = daysAt(instant, zoneOffsetMin);
  const intoDay = instant + zoneOffsetMin * minuteMs - days * dayMs;
  return { ...civilFromDays(days), weekday: weekdayOfDays(days), minuteOfDay: Math.floor(intoDay / minuteMs) };
};

/** The instant at which the site's clock shows `minuteOfDay` (0 to 1440) on a day number. */
export const instantOf = (days: number, minuteOfDay: number, zoneOffsetMin: number): Epoch =>
  days * dayMs + (minuteOfDay - zoneOffsetMin) * minuteMs;

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `yyyy-mm-dd`. */
export const dateKey = ({ year, month, day }: CivilDate): string =>
  `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;

/** The key of the site's day at an instant, `yyyy-mm-dd`. */
export const dayKey = (instant: Epoch, zoneOffsetMin: number): string =>
  dateKey(civilFromDays(daysAt(instant, zoneOffsetMin)));

/** The day that `yyyy-mm-dd` names; null when it names none (a 30 February, another shape). */
export const parseDateKey = (text: string): CivilDate | null => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const date = { year: Number(text.slice(0, 4)), month: Number(text.slice(5, 7)), day: Number(text.slice(8, 10)) };
  if (date.month < 1 || date.month > 12) return null;
  return dateKey(civilFromDays(daysFromCivil(date))) === text ? date : null;
};

/** `hh:mm` of a minute of the day; 1440 is `24:00`, the end of a span. */
export const hhmm = (minuteOfDay: number): string => {
  assert(minuteOfDay >= 0 && minuteOfDay <= minutesPerDay, `minute ${minuteOfDay} of a day`);
  return `${twoDigits(Math.floor(minuteOfDay / 60))}:${twoDigits(minuteOfDay % 60)}`;
};

/** `dd/MM/yyyy`, as Vietnam writes a date. */
export const ddMMyyyy = ({ year, month, day }: CivilDate): string =>
  `${twoDigits(day)}/${twoDigits(month)}/${String(year).padStart(4, '0')}`;
