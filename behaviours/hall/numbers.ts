import type { JsonValue } from '../../hal/json.ts';
import { parseDateKey } from '../hours/civil.ts';
import type { NumberRange } from './settings.ts';

/** Highest numbers by day and series: what a device may have shown. Values of this type are never changed. */
export type Highest = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Days that the side file keeps: enough that a clock which steps over midnight and back finds its numbers. */
const daysKept = 3;

/** A run of numbers that nobody holds. */
export interface Gap {
  readonly day: string;
  readonly series: string;
  readonly from: number;
  readonly to: number;
}

/** `A012`. A number longer than its digits is printed whole. */
export const numberText = (series: string, n: number, digits: number): string =>
  `${series}${String(n).padStart(digits, '0')}`;

export const highestIn = (highest: Highest, day: string, series: string): number => highest[day]?.[series] ?? 0;

/** With `n` counted in; the newest days are kept, the others forgotten. */
export function raised(highest: Highest, day: string, series: string, n: number): Highest {
  const numbers = highest[day] ?? {};
  if (n <= (numbers[series] ?? 0)) return highest;
  // Almost always: a day that is known, where it stands.
  if (highest[day] !== undefined) return { ...highest, [day]: { ...numbers, [series]: n } };
  const entries = Object.entries({ ...highest, [day]: { ...numbers, [series]: n } });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).slice(-daysKept));
}

/** Under this name the side file keeps how far a hub may have leased a series. */
export const leasesOf = (series: string): string => `leases/${series}`;

/**
 * Numbers that the side file says were taken and the ledger does not know: the ledger lost its end, and somebody may hold such a
 * number. They are reported and never given again.
 */
export function gapsBetween(
  side: Highest,
  inLedger: (day: string, series: string) => number,
  rangesOf: (day: string, series: string) => readonly NumberRange[],
): readonly Gap[] {
  return Object.entries(side).flatMap(([day, numbers]) =>
    Object.entries(numbers).flatMap(([series, shown]) =>
      series.includes('/')
        ? []
        : rangesOf(day, series).flatMap((range) => {
            const from = Math.max(inLedger(day, series) + 1, range.from);
            const to = Math.min(shown, range.to);
            return from <= to ? [{ day, series, from, to }] : [];
          }),
    ),
  );
}

export const encodeHighest = (highest: Highest): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ v: 1, days: highest }));

/** The side file's content, null when it is not one (a stranger's file, a disk's rubbish). */
export function decodeHighest(bytes: Uint8Array): Highest | null {
  let json: JsonValue;
  try {
    // JSON.parse gives `any`; what it can give is exactly this.
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as JsonValue;
  } catch {
    return null;
  }
  if (!isObject(json) || json['v'] !== 1 || !isObject(json['days'])) return null;
  let highest: Highest = {};
  for (const [day, numbers] of Object.entries(json['days'])) {
    if (parseDateKey(day) === null || !isObject(numbers)) return null;
    for (const [series, n] of Object.entries(numbers)) {
      if (typeof n !== 'number' || !Number.isSafeInteger(n) || n < 1) return null;
      highest = raised(highest, day, series, n);
    }
  }
  return highest;
}

const isObject = (value: JsonValue | undefined): value is Readonly<Record<string, JsonValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
