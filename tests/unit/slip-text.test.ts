import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { breakLines, evenLines, missingCharacters, setLine } from '../../hal/drivers/slip-text.ts';
import { runs } from '../support/tier.ts';

// The long counts of the properties below take minutes.
vi.setConfig({ testTimeout: 300_000 });

const japanese = { weight: 'regular', language: 'ja' } as const;
const regular = { weight: 'regular', language: 'vi' } as const;
const lineText = (lines: ReturnType<typeof breakLines>): string[] => lines.map(({ text }) => text);

describe('breaking lines', () => {
  test('breaks at spaces, never at a no-break space', () => {
    const width = setLine('phường Ba', regular, 28).width + 2;
    expect(lineText(breakLines('ở phường Ba Đình', regular, 28, width))).toEqual(['ở phường', 'Ba Đình']);
    expect(lineText(breakLines('ở phường\u00a0Ba Đình', regular, 28, width))).toEqual(['ở', 'phường\u00a0Ba', 'Đình']);
  });

  test('Chinese and Japanese break between characters, but no line begins with a closing mark', () => {
    for (const words of ['请在大厅就座等候，留意显示屏。谢谢。', 'お席で掲示板をご覧になって、お待ちください。'])
      for (let width = 60; width < 300; width += 7) {
        const lines = lineText(breakLines(words, regular, 28, width));
        expect(lines.join('')).toBe(words);
        for (const line of lines) expect(line).not.toMatch(/^[，。、]/);
      }
  });

  test('a number stays with what it counts', () => {
    const counters = '1番窓口、2番窓口、13番窓口';
    for (let width = 80; width < 300; width += 7)
      for (const line of lineText(breakLines(counters, japanese, 28, width))) expect(line).not.toMatch(/\d$/);
  });

  test('even lines are as many as broken ones, and none is a word left alone', () => {
    const words = 'Xin giữ phiếu này đến khi được phục vụ.';
    const room = setLine('Xin giữ phiếu này đến khi được phục', regular, 22).width + 2;
    expect(lineText(breakLines(words, regular, 22, room))).toEqual(['Xin giữ phiếu này đến khi được phục', 'vụ.']);
    expect(lineText(evenLines(words, regular, 22, room))).toEqual(['Xin giữ phiếu này đến', 'khi được phục vụ.']);
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
            .replace(/[^\P{Cc}\n]|\p{Default_Ignorable_Code_Point}/gu, '')
            .replace(/[\s\u00a0\u202f]/g, '');
        expect(bare(lineText(lines).join(''))).toBe(bare(words));
      }),
      { numRuns: runs({ fast: 500, long: 20_000 }) },
    );
  });
});

describe('a line', () => {
  test('is kerned as its typeface asks', () => {
    const apart = setLine('A', regular, 1000).width + setLine('V', regular, 1000).width;
    expect(setLine('AV', regular, 1000).width).toBeLessThan(apart);
  });

  test('knows how far its ink reaches', () => {
    const px = 1000;
    const x = setLine('x', regular, px);
    expect(x.below).toBeLessThan(20);
    expect(setLine('Ẳ', regular, px).above).toBeGreaterThan(setLine('A', regular, px).above + 300);
    expect(setLine('ỵ', regular, px).below).toBeGreaterThan(200);
    expect(setLine(' ', regular, px)).toMatchObject({ above: 0, below: 0 });
  });

  test('characters of different scripts stand side by side, none left out', () => {
    const line = setLine('A中あ한', japanese, 28);
    expect(line.glyphs).toHaveLength(4);
    expect(new Set(line.glyphs.map(({ glyph }) => glyph.font)).size).toBeGreaterThan(1);
    expect(missingCharacters('A中あ한', japanese)).toEqual([]);
  });

  test('what has no shape is no missing character; what has one and no glyph is', () => {
    expect(missingCharacters('a\u200db\ufe0f c\u0007\n', regular)).toEqual([]);
    expect(missingCharacters('ก a ก \ue000 \ud800', regular)).toEqual(['ก', '\ue000', '\ud800']);
  });
});
