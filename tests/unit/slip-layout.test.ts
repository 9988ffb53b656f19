import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { loadLanguages } from '../../config/languages.ts';
import { loadDevice } from '../../config/load.ts';
import type { Bitmap } from '../../hal/drivers/escpos-commands.ts';
import { fill } from '../../hal/drivers/slip-fill.ts';
import { glyphOf, handOf, spansOf } from '../../hal/drivers/slip-fonts.ts';
import { layOut } from '../../hal/drivers/slip-layout.ts';
import { rasterSlip } from '../../hal/drivers/slip-raster.ts';
import { breakLines, missingGlyphs, setLine } from '../../hal/drivers/slip-text.ts';
import type { Slip, SlipBlock } from '../../hal/ports/ticket-printer.ts';
import { sampleSlip } from '../../sim/print-sample.ts';
import { readQr } from '../../sim/peripherals/slip-reading.ts';
import { languages, shippedSlip } from '../support/ticket-slips.ts';
import { runs } from '../support/tier.ts';

// The long counts of the properties below take minutes.
vi.setConfig({ testTimeout: 300_000 });

const regular = { weight: 'regular', hand: 'chinese' } as const;
const bold = { weight: 'bold', hand: 'chinese' } as const;
const text = (line: string, size: 'small' | 'normal' | 'large' | 'huge' = 'normal'): SlipBlock => ({
  kind: 'text',
  text: line,
  size,
  bold: false,
  align: 'centre',
});
const slip = (...blocks: SlipBlock[]): Slip => ({ jobId: 'j', blocks });
const picture = (of: Slip, dots = 576): Bitmap => {
  const raster = rasterSlip(of, dots);
  if (!raster.ok) throw new Error(JSON.stringify(raster.fault));
  return raster.value;
};
const isBlack = ({ width, bits }: Bitmap, x: number, y: number): boolean =>
  ((bits[y * (width / 8) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
const rowInk = (it: Bitmap, y: number): number[] =>
  Array.from({ length: it.width }, (_, x) => x).filter((x) => isBlack(it, x, y));
const lineText = (lines: ReturnType<typeof breakLines>): string[] =>
  lines.map(({ glyphs }) => glyphs.map(({ glyph }) => String.fromCodePoint(glyph.codePoint)).join(''));

describe('the slips that ticketing makes', () => {
  for (const language of languages) {
    test(`${language}: at most 80 mm of picture on 80 mm paper, and its code is read back`, () => {
      for (const ahead of [0, 12]) {
        const it = picture(shippedSlip(language, ahead));
        expect(it.height / 8).toBeLessThanOrEqual(80);
        expect(readQr(it)).toBe('https://xephang.example.gov.vn/t/0123456789abcdef');
      }
    });

    test(`${language}: fits 58 mm paper, and its code is read back`, () => {
      const it = picture(shippedSlip(language, 12), 384);
      expect(it.width).toBe(384);
      expect(readQr(it)).toBe('https://xephang.example.gov.vn/t/0123456789abcdef');
    });

    test(`${language}: a code that holds its words as text is read back`, () => {
      const of = shippedSlip(language, 3, { publicBase: '' });
      const code = of.blocks.find((block) => block.kind === 'qr');
      expect(readQr(picture(of))).toBe(code?.data);
      expect(picture(of).height / 8).toBeLessThanOrEqual(80);
    });

    test(`${language}: no letter is missing`, () => {
      for (const block of shippedSlip(language, 12).blocks)
        if (block.kind === 'text') expect(missingGlyphs(block.text)).toEqual([]);
    });
  }

  test.each(['ward-centre', 'neighbourhood-kiosk', 'mobile-office'])('%s: its own slips too', (site) => {
    const device = loadDevice(`config/sites/${site}/devices/kiosk-1.yaml`);
    if (!device.ok) throw new Error(JSON.stringify(device.fault));
    const tags = device.value.site.languages;
    const files = loadLanguages('config/languages', tags);
    if (!files.ok) throw new Error(JSON.stringify(files.fault));
    for (const tag of tags) {
      const it = sampleSlip(device.value, files.value, tag);
      if (!it.ok) throw new Error(JSON.stringify(it.fault));
      // Narrow paper takes more of its length for the same words.
      expect(it.value.height / 8).toBeLessThanOrEqual(it.value.width === 576 ? 80 : 100);
      expect(readQr(it.value)).not.toBeNull();
    }
  });

  test('nothing touches the edge of the paper', () => {
    for (const language of languages)
      for (const dots of [576, 384]) {
        const it = picture(shippedSlip(language, 12), dots);
        for (let y = 0; y < it.height; y++)
          for (const x of [0, 1, 2, 3, dots - 4, dots - 3, dots - 2, dots - 1]) expect(isBlack(it, x, y)).toBe(false);
      }
  });

  test('the number is 17 to 21 mm high and of one size all day', () => {
    const heights = new Set(
      ['A001', 'A111', 'A888', 'A099'].map((number) => {
        const it = picture(slip(text(number, 'huge')));
        const inked = Array.from({ length: it.height }, (_, y) => y).filter((y) => rowInk(it, y).length > 0);
        // Round digits overshoot the line a little, 1 and A do not.
        return Math.round(((inked.at(-1) ?? 0) - (inked[0] ?? 0)) / 8);
      }),
    );
    expect([...heights].every((mm) => mm >= 17 && mm <= 21)).toBe(true);
    expect(heights.size).toBeLessThanOrEqual(2);
    const short = layOut(slip(text('7', 'huge')), 576);
    expect(short.ok && short.value.height / 8).toBeLessThan(25);
  });
});

describe('Vietnamese', () => {
  const tall = Array.from('ẮẰẲẴẶẤẦẨẪẬẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰÝỲỶỸỴ');
  const low = Array.from('đgjpqyỵçợụ,;');

  test('lines are 1.4 em or more apart; stacked marks stay within their own, tails reach no further than 0.1 em', () => {
    for (const size of ['small', 'normal', 'large'] as const) {
      const one = layOut(slip(text('Ễ', size)), 576);
      const two = layOut(slip(text('Ễ', size), text('ỵ', size)), 576);
      if (!one.ok || !two.ok) throw new Error('not laid out');
      const pitch = two.value.height - one.value.height;
      const [placed] = one.value.placed;
      if (placed?.kind !== 'line') throw new Error('no line');
      expect(pitch / placed.px).toBeGreaterThanOrEqual(1.4);
      for (const letter of [...tall, ...low])
        for (const face of [regular, bold])
          for (const span of spansOf(glyphOf(letter.codePointAt(0) ?? 0, face), placed.px)) {
            expect(placed.baseline + span.y).toBeGreaterThanOrEqual(0);
            expect(placed.baseline + span.y - pitch).toBeLessThanOrEqual(0.1 * placed.px);
          }
    }
  });

  test('nothing is clipped on the first line nor on the last', () => {
    for (const size of ['small', 'normal', 'large', 'huge'] as const)
      for (const letter of [...tall, ...low]) {
        const layout = layOut(slip(text(letter, size)), 576);
        if (!layout.ok) throw new Error('not laid out');
        const [placed] = layout.value.placed;
        if (placed?.kind !== 'line') throw new Error('no line');
        const [glyph] = placed.line.glyphs;
        if (glyph === undefined) throw new Error('no glyph');
        const whole = spansOf(glyph.glyph, placed.px).reduce((sum, { from, to }) => sum + to - from, 0);
        const it = picture(slip(text(letter, size)));
        let dots = 0;
        for (let y = 0; y < it.height; y++) dots += rowInk(it, y).length;
        expect(`${letter} ${dots}`).toBe(`${letter} ${whole}`);
      }
  });

  test('composed and decomposed text give the same dots', () => {
    const words = 'Nguyễn Thị Hường, quầy số 3';
    expect(words.normalize('NFD')).not.toBe(words);
    expect(picture(slip(text(words.normalize('NFD')))).bits).toEqual(picture(slip(text(words))).bits);
  });

  test('every Vietnamese letter has a glyph of its own', () => {
    const letters = 'aăâeêioôơuưy';
    const marks = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];
    const vowels = Array.from(letters).flatMap((letter) => marks.map((mark) => `${letter}${mark}`.normalize('NFC')));
    const all = [...vowels, 'đ'].flatMap((letter) => [letter, letter.toUpperCase()]);
    expect(all).toHaveLength(146);
    expect(missingGlyphs(all.join(''))).toEqual([]);
    for (const face of [regular, bold])
      expect(new Set(all.map((letter) => glyphOf(letter.codePointAt(0) ?? 0, face).index)).size).toBe(146);
  });
});

describe('breaking lines', () => {
  test('breaks at spaces, never at a no-break space', () => {
    const width = setLine('phường Ba', regular, 28).width + 2;
    expect(lineText(breakLines('ở phường Ba Đình', regular, 28, width))).toEqual(['ở phường', 'Ba Đình']);
    expect(lineText(breakLines('ở phường\u00a0Ba Đình', regular, 28, width))).toEqual(['ở', 'phường Ba', 'Đình']);
  });

  test('Chinese and Japanese break between characters, but no line begins with a closing mark', () => {
    for (const words of ['请在大厅就座等候，留意显示屏。谢谢。', 'お席で掲示板をご覧になって、お待ちください。'])
      for (let width = 60; width < 300; width += 7) {
        const lines = lineText(breakLines(words, regular, 28, width));
        expect(lines.join('')).toBe(words);
        for (const line of lines) expect(line).not.toMatch(/^[，。、]/);
      }
  });

  test('a word wider than the paper is broken between letters, its marks stay', () => {
    const lines = breakLines('M'.repeat(60), regular, 28, 200);
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line.width).toBeLessThanOrEqual(200);
    expect(lineText(lines).join('')).toBe('M'.repeat(60));
  });

  test('a line feed ends a line; other control characters vanish', () => {
    expect(lineText(breakLines('a\nb\u0007\u0000c\td', regular, 28, 500))).toEqual(['a', 'bc d']);
  });

  test('any text: no line is wider than the paper unless it is one letter, and nothing but white space is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 40, max: 600 }), (words, width) => {
        const lines = breakLines(words, regular, 28, width);
        for (const line of lines) expect(line.width <= width || line.glyphs.length <= 2).toBe(true);
        const bare = (of: string): string =>
          of
            .normalize('NFC')
            .replace(/[^\P{C}\n]/gu, '')
            .replace(/[\s\u00a0\u202f]/g, '');
        expect(bare(lineText(lines).join(''))).toBe(bare(words));
      }),
      { numRuns: runs({ fast: 500, long: 20_000 }) },
    );
  });
});

describe('what cannot be printed', () => {
  test('a letter that no font has: refused and named, so that another language can be asked for', () => {
    // A Thai letter, and a rare Han character beyond what is bundled.
    for (const letter of ['ก', '龘'])
      expect(rasterSlip(slip(text(`Quầy ${letter}`)), 576)).toEqual({
        ok: false,
        fault: { kind: 'unprintable', reason: `no glyph for ${letter}` },
      });
  });

  test('a sign that no font has is an empty box, not a gap; in the number it is refused', () => {
    expect(missingGlyphs('Quầy \u{1f600}')).toEqual(['\u{1f600}']);
    const with_ = picture(slip(text('A \u{1f600} B')));
    const without = picture(slip(text('A B')));
    expect(with_.bits.filter((byte) => byte !== 0).length).toBeGreaterThan(
      without.bits.filter((byte) => byte !== 0).length + 10,
    );
    expect(rasterSlip(slip(text('A\u{1f600}', 'huge')), 576).ok).toBe(false);
  });

  test('a code too fine for the paper, or with more in it than a code holds', () => {
    const fine = rasterSlip(slip({ kind: 'qr', data: 'x'.repeat(300), mm: 15 }), 576);
    expect(!fine.ok && fine.fault).toEqual({ kind: 'unprintable', reason: 'QR code of 69 modules in 15 mm' });
    expect(rasterSlip(slip({ kind: 'qr', data: 'x'.repeat(5000), mm: 70 }), 576).ok).toBe(false);
    expect(rasterSlip(slip({ kind: 'qr', data: '', mm: 20 }), 576).ok).toBe(false);
  });

  test('a slip as long as a towel', () => {
    const lines = Array.from({ length: 100 }, () => text('dòng'));
    expect(rasterSlip(slip(...lines), 576)).toEqual({
      ok: false,
      fault: { kind: 'unprintable', reason: 'longer than 300 mm' },
    });
  });

  test('whatever its words are, a slip is printed or refused', () => {
    const block = fc.oneof(
      fc
        .tuple(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom('small', 'normal', 'large', 'huge'))
        .map(([words, size]) => text(words, size as 'small')),
      fc.constant<SlipBlock>({ kind: 'rule' }),
      fc.double({ min: -5, max: 40, noNaN: true }).map((mm): SlipBlock => ({ kind: 'space', mm })),
      fc
        .tuple(fc.string({ maxLength: 200 }), fc.integer({ min: 1, max: 80 }))
        .map(([data, mm]): SlipBlock => ({ kind: 'qr', data, mm })),
      fc.double({ min: -4, max: 4, noNaN: true }).map((directionRad): SlipBlock => ({ kind: 'arrow', directionRad })),
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
    const it = picture(slip({ kind: 'arrow', directionRad }));
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

  test('a dot is black when half of it is covered, whichever way the outline runs', () => {
    const square = (size: number): { x: number; y: number }[] => [
      { x: 0, y: 0 },
      { x: size, y: 0 },
      { x: size, y: size },
      { x: 0, y: size },
    ];
    for (const outline of [square(2.6), square(2.6).reverse()])
      expect(fill([outline])).toEqual([
        { y: 0, from: 0, to: 3 },
        { y: 1, from: 0, to: 3 },
        // The corner is covered by 0.6 × 0.6.
        { y: 2, from: 0, to: 2 },
      ]);
    expect(fill([square(2.4)]).length).toBe(2);
    const hole = square(4)
      .map(({ x, y }) => ({ x: x + 2, y: y + 2 }))
      .reverse();
    expect(fill([square(8), hole]).filter(({ y }) => y === 3)).toEqual([
      { y: 3, from: 0, to: 2 },
      { y: 3, from: 6, to: 8 },
    ]);
  });

  test('the same slip gives the same dots', () => {
    expect(picture(shippedSlip('vi', 3)).bits).toEqual(picture(shippedSlip('vi', 3)).bits);
  });
});

test('a slip’s hand follows its scripts', () => {
  expect(handOf(['番号', 'お席で'])).toBe('japanese');
  expect(handOf(['번호 番號'])).toBe('korean');
  expect(handOf(['您的号码'])).toBe('chinese');
  expect(handOf(['Số thứ tự'])).toBe('chinese');
});
