import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { read, readLanguages } from '../../behaviours/voice/read.ts';
import { kinds } from '../../behaviours/voice/reader.ts';
import { fromChinese, fromEnglish, fromKorean, fromVietnamese } from '../support/number-words.ts';
import { runs } from '../support/tier.ts';

type Row = readonly [language: string, kind: string, input: string, expected: string, dialect?: string];

/*
 * Readings agreed with speakers and with the libraries that were found right (Vietnamese: read-vietnamese-number 2.3.1, no
 * disagreement in 120 000 numbers of either dialect; English and French cardinals: n2words 4.0.0).
 */
const readings = JSON.parse(readFileSync(new URL('./voice-readings.json', import.meta.url), 'utf8')) as readonly Row[]; // the file beside this one, of this shape

const said = (language: string, kind: string, input: string, dialect: 'north' | 'south' = 'north'): string => {
  const words = read(language, kind, input, { dialect });
  if (!words.ok) throw new Error(`${language} ${kind} ${input}: ${JSON.stringify(words.fault)}`);
  return words.value;
};

describe('reads', () => {
  for (const language of readLanguages) {
    const rows = readings.filter(([tag]) => tag === language);
    test(`${language}: ${rows.length} agreed readings`, () => {
      const heard = rows.map(([, kind, input, , dialect]) =>
        said(language, kind, input, dialect === 'south' ? 'south' : 'north'),
      );
      expect(heard).toEqual(rows.map(([, , , expected]) => expected));
    });
  }
});

describe('what is said is what was written', () => {
  const anyNumber = fc.oneof(
    fc.bigInt({ min: 0n, max: 999_999n }),
    fc.bigInt({ min: 0n, max: 10n ** 20n }),
    // Many zeros: the empty groups are where readers go wrong.
    fc
      .array(fc.constantFrom('0', '0', '0', '1', '4', '5', '9'), { minLength: 1, maxLength: 21 })
      .map((d) => BigInt(d.join(''))),
  );
  const numRuns = runs({ fast: 1500, long: 100_000 });
  const routes = [
    ['vi', 'north', fromVietnamese],
    ['vi', 'south', fromVietnamese],
    ['en', 'north', fromEnglish],
    ['zh-Hans', 'north', fromChinese],
    ['ko', 'north', fromKorean],
  ] as const;
  for (const [language, dialect, back] of routes)
    test(`${language} ${dialect}: words parsed back give the number`, () => {
      for (let n = 0n; n < 3_000n; n += 1n) expect(back(said(language, 'cardinal', String(n), dialect))).toBe(n);
      fc.assert(
        fc.property(anyNumber, (n) => {
          expect(back(said(language, 'cardinal', String(n), dialect))).toBe(n);
        }),
        { numRuns },
      );
    });

  for (const language of readLanguages)
    test(`${language}: two numbers never sound alike`, () => {
      const heard = new Set<string>();
      for (let n = 0; n < 20_000; n += 1) heard.add(said(language, 'cardinal', String(n)));
      expect(heard.size).toBe(20_000);
    });

  test('vi: the three tones follow tens only, and linh (lẻ) stands for a missing ten only', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.constantFrom('north', 'south'), (n, dialect) => {
        const words = said('vi', 'cardinal', String(n), dialect === 'south' ? 'south' : 'north').split(' ');
        for (const [at, word] of words.entries()) {
          const before = words[at - 1];
          if (word === 'mốt' || word === 'tư') expect(before).toBe('mươi');
          if (word === 'lăm') expect(['mười', 'mươi']).toContain(before);
          if (word === 'linh' || word === 'lẻ') expect(before).toBe('trăm');
        }
        expect(words).not.toContain(dialect === 'north' ? 'lẻ' : 'linh');
      }),
      { numRuns },
    );
  });
});

describe('any input', () => {
  const written = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.stringMatching(/^[-0-9 .,:/–%đA-Zhm]{0,24}$/),
    fc
      .tuple(fc.integer(), fc.constantFrom('', ' đ', '%', ' min', ' m', '番', '번', '号', ' tuổi', 'h30'))
      .map((p) => p.join('')),
    fc.constantFrom(...readings.map(([, , input]) => input)),
  );
  test('gives NFC words without a digit, or says why not; the same each time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...readLanguages),
        fc.constantFrom(...kinds),
        written,
        fc.constantFrom('north', 'south'),
        (language, kind, input, dialect) => {
          const options = { dialect: dialect === 'south' ? 'south' : 'north' } as const;
          const words = read(language, kind, input, options);
          expect(read(language, kind, input, options)).toEqual(words);
          if (!words.ok) {
            expect(words.fault.kind).toBe('unreadable');
            return;
          }
          expect(words.value).not.toMatch(/\p{Nd}/u);
          expect(words.value).toBe(words.value.normalize('NFC'));
          expect(words.value.length).toBeGreaterThan(0);
          expect(words.value.length).toBeLessThan(4000);
        },
      ),
      { numRuns: runs({ fast: 5000, long: 200_000 }) },
    );
  });

  test('an unknown language or kind is said, not guessed', () => {
    expect(read('xx', 'cardinal', '1', { dialect: 'north' })).toEqual({
      ok: false,
      fault: { kind: 'unknown-language', language: 'xx' },
    });
    expect(read('vi', 'poem', '1', { dialect: 'north' })).toEqual({
      ok: false,
      fault: { kind: 'unknown-kind', name: 'poem' },
    });
  });

  test('what is no number of its kind is refused', () => {
    const refused: readonly (readonly [kind: string, input: string])[] = [
      ['cardinal', ''],
      ['cardinal', 'hello'],
      ['cardinal', `1${'0'.repeat(36)}`],
      ['cardinal', '9'.repeat(5000)],
      ['time', '25:00'],
      ['time', '12:60'],
      ['time', '24:01'],
      ['date', '2026-02-29'],
      ['date', '2026-13-01'],
      ['date', '31/4/2026'],
      ['date-lunar', '31/1 lunar'],
      ['weekday', '8'],
      ['month', '13'],
      ['month', '0'],
      ['range', '8:00'],
      ['phone', 'call me'],
      ['counter', '-4'],
    ];
    for (const language of readLanguages)
      for (const [kind, input] of refused)
        expect(read(language, kind, input, { dialect: 'north' }), `${language} ${kind} ${input}`).toMatchObject({
          ok: false,
        });
  });

  test('a day is read when the calendar has it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2100 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        (year, month, day) => {
          const at = new Date(Date.UTC(year, month - 1, day));
          const real = at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
          const iso = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          for (const language of readLanguages) expect(read(language, 'date', iso, { dialect: 'north' }).ok).toBe(real);
        },
      ),
      { numRuns: runs({ fast: 1000, long: 20_000 }) },
    );
  });
});
