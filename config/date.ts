import { ok, type Result } from '../hal/result.ts';
import { parsedBy, refuse, type Refusal } from './refusal.ts';

const leap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const daysIn = (year: number, month: number): number => (month === 2 && leap(year) ? 29 : (lengths[month - 1] ?? 0));

const written = (year: number, month: number, day: number): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

/** Reads a day of the civil calendar, `yyyy-mm-dd`, that exists. */
export const readDate = (input: unknown): Result<string, Refusal> => {
  if (typeof input !== 'string') return refuse('date.form', {});
  const text = input.trim();
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (match === null) {
    // The way dates are written in Vietnam.
    const local = /^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})$/.exec(text);
    if (local !== null)
      return refuse('date.repairable', { repair: written(Number(local[3]), Number(local[2]), Number(local[1])) });
    return refuse('date.form', {});
  }
  const [year, month, day] = match.slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return refuse('date.form', {});
  const last = daysIn(year, month);
  if (year < 2000 || last === 0 || day < 1 || day > last) return refuse('date.noSuchDay', {});
  return ok(text);
};

/** The day after, `yyyy-mm-dd`. */
export const nextDate = (date: string): string => {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  if (day < daysIn(year, month)) return written(year, month, day + 1);
  return month < 12 ? written(year, month + 1, 1) : written(year + 1, 1, 1);
};

/** A day of the civil calendar. */
export const date = () =>
  parsedBy(readDate, {
    type: 'string',
    description: 'a day, year first',
    pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
    examples: ['2026-09-02'],
  });
