import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { layOut } from '../../hal/drivers/slip-layout.ts';
import { rasterSlip } from '../../hal/drivers/slip-raster.ts';
import type { SlipBlock } from '../../hal/ports/ticket-printer.ts';
import { inkRows, isBlack, picture, rowInk, slip, text } from '../support/slip-ink.ts';
import { languages, shippedSlip } from '../support/ticket-slips.ts';
import { runs } from '../support/tier.ts';

// The long counts of the properties below take minutes.
vi.setConfig({ testTimeout: 300_000 });

describe('on the paper', () => {
  test('nothing touches the edge of the paper', () => {
    for (const language of languages)
      for (const dots of [576, 384]) {
        const it = picture(shippedSlip(language, 12), dots);
        for (let y = 0; y < it.height; y++)
          for (const x of [0, 1, 2, 3, dots - 4, dots - 3, dots - 2, dots - 1]) expect(isBlack(it, x, y)).toBe(false);
      }
  });

  test('the number is 18 to 21 mm high and of one size all day', () => {
    const heights = new Set(
      ['A001', 'A111', 'A888', 'A099'].map((number) => {
        const it = picture(slip(text(number, 'huge')));
        const inked = inkRows(it);
        // Round digits overshoot the line a little, 1 and A do not.
        return Math.round(((inked.at(-1) ?? 0) - (inked[0] ?? 0)) / 8);
      }),
    );
    expect([...heights].every((mm) => mm >= 18 && mm <= 21)).toBe(true);
    expect(heights.size).toBeLessThanOrEqual(2);
    const short = layOut(slip(text('7', 'huge')), 576);
    expect(short.ok && short.value.height / 8).toBeLessThan(25);
  });
});

describe('Vietnamese', () => {
  const tall = Array.from('ẮẰẲẴẶẤẦẨẪẬẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰÝỲỶỸỴ');
  const low = Array.from('đgjpqyỵçợụ,;');
  const sizes = ['small', 'normal', 'large'] as const;

  test('a tail above and two stacked marks below it stay apart, between lines of a text and between texts', () => {
    const rowsAlone = new Map<string, number>();
    const alone = (letter: string, size: (typeof sizes)[number]): number => {
      const known = rowsAlone.get(`${letter}${size}`);
      if (known !== undefined) return known;
      const rows = inkRows(picture(slip(text(letter, size)), 384)).length;
      rowsAlone.set(`${letter}${size}`, rows);
      return rows;
    };
    const pairs = [...low.map((upper) => [upper, 'Ẳ'] as const), ...tall.map((lower) => ['ỵ', lower] as const)];
    for (const size of sizes)
      for (const [upper, lower] of pairs)
        for (const of of [slip(text(`${upper}\n${lower}`, size)), slip(text(upper, size), text(lower, size))]) {
          // As many rows of ink as the two have by themselves: they share none, so they neither touch nor cover each other.
          const rows = inkRows(picture(of, 384)).length;
          expect(`${upper}${lower} ${rows}`).toBe(`${upper}${lower} ${alone(upper, size) + alone(lower, size)}`);
        }
  });

  test('nothing is clipped on the first line nor on the last', () => {
    for (const size of [...sizes, 'huge'] as const)
      for (const letter of [...tall, ...low]) {
        const room = picture(slip({ kind: 'space', mm: 5 }, text(letter, size), { kind: 'space', mm: 5 }));
        const tight = picture(slip(text(letter, size)));
        const ink = (it: typeof room): string[] => inkRows(it).map((y) => rowInk(it, y).join());
        expect(ink(tight)).toEqual(ink(room));
      }
  });

  test('composed and decomposed text give the same dots', () => {
    const words = 'Nguyễn Thị Hường, quầy số 3';
    expect(words.normalize('NFD')).not.toBe(words);
    expect(picture(slip(text(words.normalize('NFD')))).bits).toEqual(picture(slip(text(words))).bits);
  });
});

describe('what cannot be printed', () => {
  test('a code too fine for the paper, or with more in it than a code holds', () => {
    const fine = rasterSlip(slip({ kind: 'qr', data: 'x'.repeat(300), mm: 15, beside: [] }), 576);
    expect(!fine.ok && fine.fault).toEqual({ kind: 'unprintable', reason: 'QR code of 69 modules in 15 mm' });
    expect(rasterSlip(slip({ kind: 'qr', data: 'x'.repeat(5000), mm: 70, beside: [] }), 576).ok).toBe(false);
    expect(rasterSlip(slip({ kind: 'qr', data: '', mm: 20, beside: [] }), 576).ok).toBe(false);
  });

  test('a slip as long as a towel', () => {
    const lines = Array.from({ length: 100 }, () => text('dòng'));
    expect(rasterSlip(slip(...lines), 576)).toEqual({
      ok: false,
      fault: { kind: 'unprintable', reason: 'longer than 300 mm' },
    });
  });

  test('whatever its words are, a slip is printed or refused', () => {
    const words = fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 4 });
    const block = fc.oneof(
      fc
        .tuple(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom('small', 'normal', 'large', 'huge'))
        .map(([words, size]) => text(words, size as 'small')),
      fc.constant<SlipBlock>({ kind: 'rule' }),
      words.map((facts): SlipBlock => ({ kind: 'facts', facts })),
      fc.double({ min: -5, max: 40, noNaN: true }).map((mm): SlipBlock => ({ kind: 'space', mm })),
      fc
        .tuple(fc.string({ maxLength: 200 }), fc.integer({ min: 1, max: 80 }), words)
        .map(([data, mm, beside]): SlipBlock => ({ kind: 'qr', data, mm, beside })),
      fc
        .tuple(fc.double({ min: -4, max: 4, noNaN: true }), words)
        .map(([directionRad, beside]): SlipBlock => ({ kind: 'arrow', directionRad, beside })),
    );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 8 }), fc.constantFrom(576, 384), (blocks, dots) => {
        const raster = rasterSlip(slip(...blocks), dots);
        if (!raster.ok) {
          expect(raster.fault.kind).toBe('unprintable');
          return;
        }
        expect(raster.value.width).toBe(dots);
        expect(raster.value.bits).toHaveLength((dots / 8) * raster.value.height);
      }),
      { numRuns: runs({ fast: 300, long: 5000 }) },
    );
  });
});

describe('figures', () => {
  /** Where the arrow is broadest, seen along each axis, from the middle. */
  const broadest = (directionRad: number): { row: number; column: number } => {
    const it = picture(slip({ kind: 'arrow', directionRad, beside: [] }));
    const rows = Array.from({ length: it.height }, (_, y) => rowInk(it, y).length);
    const columns = Array.from({ length: it.width }, (_, x) => rows.filter((_count, y) => isBlack(it, x, y)).length);
    return {
      row: rows.indexOf(Math.max(...rows)) - it.height / 2,
      column: columns.indexOf(Math.max(...columns)) - it.width / 2,
    };
  };

  test('the arrow points ahead, to the left for positive angles, to the right for negative ones, and back', () => {
    // The barbs of its head are its broadest place.
    expect(broadest(0).row).toBeLessThan(0);
    expect(broadest(Math.PI / 2).column).toBeLessThan(0);
    expect(broadest(-Math.PI / 2).column).toBeGreaterThan(0);
    expect(broadest(Math.PI).row).toBeGreaterThan(0);
  });

  test('the same slip gives the same dots', () => {
    expect(picture(shippedSlip('vi', 3)).bits).toEqual(picture(shippedSlip('vi', 3)).bits);
  });
});
