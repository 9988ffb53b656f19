import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAngle } from '../../config/angle.ts';
import { contrast } from '../../config/colour.ts';
import { nextDate, readDate } from '../../config/date.ts';
import { readGpio, readI2cAddress, readPath } from '../../config/devices/wiring.ts';
import { readDuration } from '../../config/duration.ts';
import { covered, readDays, readSpan, spanText } from '../../config/hours.ts';
import { readLength } from '../../config/length.ts';
import { nearest } from '../../config/nearest.ts';
import { readHost, readUrl } from '../../config/network.ts';
import type { Refusal } from '../../config/refusal.ts';
import { readLanguageTag, readLine, readSlug } from '../../config/text.ts';
import type { Result } from '../../hal/result.ts';

type Read = (input: unknown) => Result<unknown, Refusal>;

/** What a parser makes of a value: the value itself, or the refusal's key and the repair that it offers. */
const said = (read: Read, input: unknown): unknown => {
  const result = read(input);
  if (result.ok) return result.value;
  const repair = result.fault.values['repair'];
  return repair === undefined ? [result.fault.key] : [result.fault.key, repair];
};

describe('durations', () => {
  it.each<[unknown, unknown]>([
    ['4s', 4000],
    ['250ms', 250],
    ['1.5min', 90_000],
    ['8h', 28_800_000],
    ['2d', 172_800_000],
    ['0s', 0],
    ['-0s', 0],
    [' 4 s ', 4000],
    ['0.001s', 1],
    [4, ['quantity.bare', '4s']],
    [200, ['quantity.bare', '200ms']],
    ['200', ['quantity.bare', '200ms']],
    ['4sec', ['quantity.repairable', '4s']],
    ['4S', ['quantity.repairable', '4s']],
    ['3m', ['quantity.repairable', '3min']],
    ['3 phút', ['quantity.repairable', '3min']],
    ['1,5s', ['quantity.repairable', '1.5s']],
    ['4 parsecs', ['quantity.unit']],
    ['0.5ms', ['quantity.tooFine']],
    ['-1s', ['quantity.range']],
    ['400d', ['quantity.range']],
    ['', ['quantity.form']],
    ['soon', ['quantity.form']],
    ['1e3s', ['quantity.form']],
    [true, ['quantity.form']],
    [null, ['quantity.form']],
    [Number.NaN, ['quantity.form']],
    [undefined, ['quantity.missing']],
    ['4__proto__', ['quantity.unit']],
    ['4constructor', ['quantity.unit']],
  ])('%j is %j', (input, expected) => {
    expect(said(readDuration, input)).toEqual(expected);
  });

  it('is exact for every whole millisecond, however it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_400_000 }), (ms) => {
        expect(readDuration(`${ms}ms`)).toEqual({ ok: true, value: ms });
        const thousandths = String(ms % 1000).padStart(3, '0');
        expect(readDuration(`${Math.floor(ms / 1000)}.${thousandths}s`)).toEqual({ ok: true, value: ms });
      }),
    );
  });
});

describe('lengths', () => {
  it.each<[unknown, unknown]>([
    ['5.699999999999999m', ['quantity.repairable', '5.7m']],
    ['1.2m', 1.2],
    ['80mm', 0.08],
    ['35cm', 0.35],
    ['21.5in', 0.5461],
    ['-3m', -3],
    [3, ['quantity.bare', '3m']],
    [80, ['quantity.bare', '80mm']],
    ['3.6 mét', ['quantity.repairable', '3.6m']],
    ['3,6m', ['quantity.repairable', '3.6m']],
    ['21.5"', ['quantity.repairable', '21.5in']],
    ['3ft', ['quantity.unit']],
    [Number.POSITIVE_INFINITY, ['quantity.form']],
    [[1], ['quantity.form']],
  ])('%j is %j', (input, expected) => {
    expect(said(readLength, input)).toEqual(expected);
  });

  it('gives the nearest number to what is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9_000_000, max: 9_000_000 }), (mm) => {
        expect(readLength(`${mm}mm`)).toEqual({ ok: true, value: mm === 0 ? 0 : mm / 1000 });
      }),
    );
  });
});

describe('angles', () => {
  it.each<[unknown, unknown]>([
    ['180deg', Math.PI],
    ['-90deg', -Math.PI / 2],
    ['1.5rad', 1.5],
    [90, ['quantity.bare', '90deg']],
    ['90°', ['quantity.repairable', '90deg']],
    ['90 độ', ['quantity.repairable', '90deg']],
    ['400deg', ['quantity.range']],
  ])('%j is %j', (input, expected) => {
    expect(said(readAngle, input)).toEqual(expected);
  });
});

describe('spans of the day', () => {
  it.each<[unknown, unknown]>([
    ['08:00-12:00', { from: 480, to: 720 }],
    ['00:00-24:00', { from: 0, to: 1440 }],
    ['8:00-12:00', ['hours.repairable', '08:00-12:00']],
    ['08h00-12h00', ['hours.repairable', '08:00-12:00']],
    ['08:00 – 12:00', ['hours.repairable', '08:00-12:00']],
    ['12:00-08:00', ['hours.reversed', '08:00-12:00']],
    ['08:00-08:00', ['hours.reversed', '08:00-08:00']],
    ['08:60-12:00', ['hours.noSuchTime']],
    ['08:00-24:01', ['hours.noSuchTime']],
    ['25:00-26:00', ['hours.noSuchTime']],
    ['08:00', ['hours.form']],
    [800, ['hours.form']],
    [null, ['hours.form']],
  ])('%j is %j', (input, expected) => {
    expect(said(readSpan, input)).toEqual(expected);
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }), (from, length) => {
        const span = { from, to: Math.min(1440, from + length) };
        expect(readSpan(spanText(span))).toEqual({ ok: true, value: span });
      }),
    );
  });

  it.each<[unknown, unknown]>([
    ['mon', [1]],
    ['mon-fri', [1, 2, 3, 4, 5]],
    ['sat-sun', [6, 0]],
    ['tue,thu', [2, 4]],
    ['Mon-Sun', [1, 2, 3, 4, 5, 6, 0]],
    ['sun-mon', ['days.reversed']],
    ['mon,mon', ['days.twice']],
    ['mon-wed,tue', ['days.twice']],
    ['monday', ['days.form']],
    ['thứ hai', ['days.form']],
    ['', ['days.form']],
    ['mon-tue-wed', ['days.form']],
  ])('the days %j are %j', (input, expected) => {
    expect(said((days) => readDays(String(days)), input)).toEqual(expected);
  });

  it('knows whether spans together cover one', () => {
    const open = [
      { from: 780, to: 1020 },
      { from: 480, to: 720 },
    ];
    expect(covered({ from: 480, to: 720 }, open)).toBe(true);
    expect(covered({ from: 700, to: 800 }, open)).toBe(false);
    expect(covered({ from: 479, to: 500 }, open)).toBe(false);
    expect(covered({ from: 480, to: 1020 }, [...open, { from: 720, to: 780 }])).toBe(true);
    expect(covered({ from: 480, to: 481 }, [])).toBe(false);
  });
});

describe('dates', () => {
  it.each<[unknown, unknown]>([
    ['2026-09-02', '2026-09-02'],
    ['2028-02-29', '2028-02-29'],
    ['2026-02-29', ['date.noSuchDay']],
    ['2100-02-29', ['date.noSuchDay']],
    ['2026-13-01', ['date.noSuchDay']],
    ['2026-04-31', ['date.noSuchDay']],
    ['1999-01-01', ['date.noSuchDay']],
    ['2/9/2026', ['date.repairable', '2026-09-02']],
    ['02.09.2026', ['date.repairable', '2026-09-02']],
    ['2026-9-2', ['date.form']],
    [20_260_902, ['date.form']],
    [null, ['date.form']],
  ])('%j is %j', (input, expected) => {
    expect(said(readDate, input)).toEqual(expected);
  });

  it('walks every day of four centuries as the Gregorian calendar does', () => {
    let day = '2000-01-01';
    let count = 0;
    for (; day !== '2400-01-01'; day = nextDate(day)) {
      if (!readDate(day).ok) expect.fail(day);
      count += 1;
    }
    expect(count).toBe(146_097);
  });
});

describe('words', () => {
  it.each<[Read, unknown, unknown]>([
    [readSlug, 'kiosk-1', 'kiosk-1'],
    [readSlug, 'Quầy Số 1', ['slug.repairable', 'quay-so-1']],
    [readSlug, 'Đống Đa', ['slug.repairable', 'dong-da']],
    [readSlug, 1, ['slug.quote', '"1"']],
    [readSlug, '---', ['slug.form']],
    [readSlug, 'a'.repeat(41), ['slug.repairable', 'a'.repeat(40)]],
    [readLanguageTag, 'zh-Hans', 'zh-Hans'],
    [readLanguageTag, 'vn', ['language.repairable', 'vi']],
    [readLanguageTag, 'VI', ['language.form']],
    [readLanguageTag, 'zh-CN', ['language.repairable', 'zh-Hans']],
    [readLine(10), 'Nguye\u0302\u0303n', 'Nguyễn'],
    [readLine(10), 'a\nb', ['text.control']],
    [readLine(10), ' ', ['text.empty']],
    [readLine(3), 'bốn', 'bốn'],
    [readLine(3), 'năm 5', ['text.long']],
    [readHost, '127.0.0.1', '127.0.0.1'],
    [readHost, '256.0.0.1', ['host.form']],
    [readHost, '::1', '::1'],
    [readHost, 'may in', ['host.form']],
    [readUrl(['mqtt'], 'x'), 'mqtt://10.0.0.5:1883', 'mqtt://10.0.0.5:1883'],
    [readUrl(['mqtt'], 'x'), 'mqtt://[::1]:1883', 'mqtt://[::1]:1883'],
    [readUrl(['mqtt'], 'x'), 'mqtt://a:b@broker', ['secret.inUrl']],
    [readUrl(['mqtt'], 'x'), 'http://broker', ['url.form']],
    [readUrl(['mqtt'], 'x'), 'mqtt://broker:70000', ['url.form']],
    [readUrl(['mqtt'], 'x'), 'mqtt://', ['url.form']],
    [readGpio, 'GPIO17', 17],
    [readGpio, 17, ['wiring.gpioRepairable', 'GPIO17']],
    [readGpio, 'bcm 17', ['wiring.gpioRepairable', 'GPIO17']],
    [readGpio, 'GPIO28', ['wiring.gpio']],
    [readI2cAddress, 0x29, 0x29],
    [readI2cAddress, '0x29', 0x29],
    [readI2cAddress, 0x78, ['wiring.i2cAddress']],
    [readI2cAddress, 3, ['wiring.i2cAddress']],
    [readPath, '/dev/usb/lp0', '/dev/usb/lp0'],
    [readPath, 'lp0', ['path.absolute']],
    [readPath, '/a/../b', ['path.absolute']],
  ])('%o of %j is %j', (read, input, expected) => {
    expect(said(read, input)).toEqual(expected);
  });

  it('finds the word that was meant, and none where none is near', () => {
    expect(nearest('langauges', ['languages', 'name'])).toBe('languages');
    expect(nearest('place_name', ['placeName', 'place'])).toBe('placeName');
    expect(nearest('tiketing', ['ticketing', 'greeting'])).toBe('ticketing');
    expect(nearest('zebra', ['languages', 'name'])).toBeNull();
  });

  it('weighs colours as WCAG does', () => {
    // Examples of the Web Content Accessibility Guidelines' own tools: black on white 21, #767676 on white 4.54.
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
    expect(contrast('#595959', '#ffffff')).toBeCloseTo(7, 1);
  });
});

describe('every parser', () => {
  const reads: readonly Read[] = [
    readDuration,
    readLength,
    readAngle,
    readSpan,
    readDate,
    readSlug,
    readLanguageTag,
    readLine(20),
    readHost,
    readUrl(['mqtt'], 'x'),
    readGpio,
    readI2cAddress,
    readPath,
    (input) => readDays(typeof input === 'string' ? input : ''),
  ];
  /** Things near to what is right, and things that are nothing at all. */
  const near = fc.stringMatching(
    /^[-+]?[0-9]{0,4}[.,:]?[0-9]{0,2}[ -]?(ms|s|m|deg|min|h|:|-|\/|GPIO|0x)?[0-9a-z:-]{0,6}$/,
  );

  // Seconds of pure reckoning; a busy host takes a minute over them.
  it('gives a value or a refusal, never an exception, and its repair is taken', { timeout: 180_000 }, () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string({ unit: 'binary' }), near), (input) => {
        for (const read of reads) {
          const result = read(typeof input === 'symbol' ? '' : input);
          if (result.ok || !result.fault.key.endsWith('repairable')) continue;
          const again = read(result.fault.values['repair']);
          // A repaired value is of the right form; it may still be out of range or no day of the calendar.
          if (!again.ok) expect(again.fault.key).toMatch(/range|noSuch|reversed|tooFine/);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
