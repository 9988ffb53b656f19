import { assert } from '../../hal/assert.ts';
import type { Epoch, Milliseconds } from '../../hal/units.ts';

const dayMs: Milliseconds = 86_400_000;

/** The civil day of an instant in a zone of fixed offset, as `yyyy-mm-dd`: the key under which numbers start anew. */
export function dayOf(instant: Epoch, zoneOffsetMin: number): string {
  const days = Math.floor((instant + zoneOffsetMin * 60_000) / dayMs);
  // Days since 1970 to a proleptic Gregorian date, counted in eras of 400 years that begin on 1 March.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

/** Minutes since local midnight, 0 to 1439. */
export function minuteOfDay(instant: Epoch, zoneOffsetMin: number): number {
  const local = instant + zoneOffsetMin * 60_000;
  return Math.floor((local - Math.floor(local / dayMs) * dayMs) / 60_000);
}

/** The parts of a day's key. */
export function dateOf(day: string): { readonly year: number; readonly month: number; readonly day: number } {
  const parts = day.split('-').map(Number);
  const [year, month, date] = parts;
  assert(
    parts.length === 3 && year !== undefined && month !== undefined && date !== undefined && isDay(day),
    `not a day: ${day}`,
  );
  return { year, month, day: date };
}

/** Whether a word is shaped like a day's key. */
export const isDay = (word: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(word);

const padded = (value: number, digits: number): string => String(value).padStart(digits, '0');
