import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  civilAt,
  civilFromDays,
  dateKey,
  dayKey,
  daysFromCivil,
  ddMMyyyy,
  hhmm,
  instantOf,
  parseDateKey,
  weekdayOfDays,
} from '../../behaviours/hours/civil.ts';

const hanoi = 420;

describe('civil days', () => {
  it.each([
    // Values of the algorithms' own page, and days that calendars are known to get wrong.
    ['1970-01-01', 0, 4],
    ['1969-12-31', -1, 3],
    ['2000-02-29', 11_016, 2],
    ['2000-03-01', 11_017, 3],
    ['1900-03-01', -25_508, 4],
    ['2026-08-03', 20_668, 1],
    ['2100-03-01', 47_541, 1],
  ])('%s is day %i, weekday %i', (key, days, weekday) => {
    const date = parseDateKey(key);
    expect(date).not.toBeNull();
    if (date === null) return;
    expect(daysFromCivil(date)).toBe(days);
    expect(civilFromDays(days)).toEqual(date);
    expect(weekdayOfDays(days)).toBe(weekday);
  });

  it('agrees with the host’s UTC calendar on every day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -150_000, max: 150_000 }), (days) => {
        const host = new Date(days * 86_400_000);
        expect(civilFromDays(days)).toEqual({
          year: host.getUTCFullYear(),
          month: host.getUTCMonth() + 1,
          day: host.getUTCDate(),
        });
        expect(daysFromCivil(civilFromDays(days))).toBe(days);
        expect(weekdayOfDays(days)).toBe(host.getUTCDay());
      }),
    );
  });

  it.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-01-00', '26-01-01', '2026-1-1', ' 2026-01-01', '', 'today'])(
    'names no day: "%s"',
    (text) => expect(parseDateKey(text)).toBeNull(),
  );
});

describe('the site’s clock', () => {
  it.each([
    ['2026-08-02T16:59:59.999Z', '2026-08-02', 1_439, 0],
    ['2026-08-02T17:00:00.000Z', '2026-08-03', 0, 1],
    ['2026-08-03T00:55:00.000Z', '2026-08-03', 475, 1],
    ['2026-12-31T17:00:00.000Z', '2027-01-01', 0, 5],
  ])('shows %s as %s, minute %i', (text, key, minute, weekday) => {
    const instant = Date.parse(text);
    const civil = civilAt(instant, hanoi);
    expect(dayKey(instant, hanoi)).toBe(key);
    expect(dateKey(civil)).toBe(key);
    expect(civil.minuteOfDay).toBe(minute);
    expect(civil.weekday).toBe(weekday);
    expect(instantOf(daysFromCivil(civil), minute, hanoi)).toBe(Math.floor(instant / 60_000) * 60_000);
  });

  it('writes times and dates as Vietnam does', () => {
    expect([0, 5, 480, 1_439, 1_440].map(hhmm)).toEqual(['00:00', '00:05', '08:00', '23:59', '24:00']);
    expect(() => hhmm(-1)).toThrow('minute -1');
    expect(ddMMyyyy({ year: 2026, month: 9, day: 2 })).toBe('02/09/2026');
  });
});
