import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { loadLanguages } from '../../config/languages.ts';
import { fontOf, inkOf, setWord, type Face } from '../../hal/drivers/slip-fonts.ts';
import { rasterSlip } from '../../hal/drivers/slip-raster.ts';
import { missingCharacters } from '../../hal/drivers/slip-text.ts';
import { picture, slip, text } from '../support/slip-ink.ts';
import { languages, longNames, shippedSlip } from '../support/ticket-slips.ts';

const regular: Face = { weight: 'regular', language: 'vi' };
const bold: Face = { weight: 'bold', language: 'vi' };

describe('every character has a glyph', () => {
  const loaded = loadLanguages('config/languages', [...languages]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault));

  for (const language of languages)
    test(`${language}: of every phrase that a slip may carry, and of the names in it`, () => {
      const file = loaded.value.find(({ tag }) => tag === language);
      const phrases = Object.entries(file?.phrases ?? {}).filter(([key]) => /^(slip|counter|unit|date)\./.test(key));
      expect(phrases.length).toBeGreaterThan(10);
      const words = [JSON.stringify(phrases), longNames.center[language], longNames.service[language]];
      for (const ahead of [0, 12])
        for (const occasion of ['first', 'late', 'again'] as const)
          words.push(JSON.stringify(shippedSlip(language, ahead, { occasion }).blocks));
      for (const weight of ['regular', 'bold'] as const)
        for (const each of words) expect(missingCharacters(each, { weight, language })).toEqual([]);
    });

  test('Vietnamese: of all 146 letters, one of its own for each', () => {
    const marks = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];
    const vowels = Array.from('aăâeêioôơuưy').flatMap((letter) =>
      marks.map((mark) => `${letter}${mark}`.normalize('NFC')),
    );
    const all = [...vowels, 'đ'].flatMap((letter) => [letter, letter.toUpperCase()]);
    expect(all).toHaveLength(146);
    for (const face of [regular, bold]) {
      expect(missingCharacters(all.join(''), face)).toEqual([]);
      expect(new Set(all.map((letter) => JSON.stringify(setWord(letter, face).glyphs))).size).toBe(146);
    }
  });
});

describe('Chinese, Japanese and Korean', () => {
  test('each writes a Han character in its own form', () => {
    const dots = (language: string): Uint8Array => picture({ ...slip(text('直', 'large')), language }).bits;
    expect(dots('ja')).not.toEqual(dots('zh-Hans'));
    expect(dots('ja-JP')).toEqual(dots('ja'));
    // A language of Latin letters takes the Chinese form.
    expect(dots('vi')).toEqual(dots('zh-Hans'));
  });

  test('bold is bolder than regular: the weights of the variable font are set', () => {
    const ink = (of: Uint8Array): number =>
      of.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
    const block = { kind: 'text', text: '号码窓口번호', size: 'normal', align: 'centre' } as const;
    const [thin, thick] = [false, true].map((weight) => ink(picture(slip({ ...block, bold: weight })).bits));
    expect(thick).toBeGreaterThan((thin ?? 0) * 1.1);
    // A tenth of an em is a Medium stroke; the default of the file, Thin, is a third of that.
    const [bar] = setWord('一', { weight: 'regular', language: 'zh-Hans' }).glyphs;
    const box = bar === undefined ? null : inkOf(bar.glyph);
    expect((box?.top ?? 0) - (box?.bottom ?? 0)).toBeGreaterThan(0.07);
  });
});

describe('a character that no font has', () => {
  test('makes the slip unprintable and is named; ticketing then prints it in the site’s own language', () => {
    const thai = rasterSlip(slip(text('Quầy ก')), 576);
    expect(thai).toEqual({ ok: false, fault: { kind: 'unprintable', reason: 'no glyph for ก (U+0E01)' } });
    const blocks = [
      text('A\u{1f600}', 'huge'),
      { kind: 'facts', facts: ['a', '\u{1f600}'] },
      { kind: 'qr', data: 'x', mm: 22, beside: ['\u{1f600}'] },
      { kind: 'arrow', directionRad: 0, beside: ['\u{1f600}', '\u{1f600}'] },
    ] as const;
    for (const block of blocks)
      expect(rasterSlip(slip(text('Số'), block), 576)).toEqual({
        ok: false,
        fault: { kind: 'unprintable', reason: 'no glyph for \u{1f600} (U+1F600)' },
      });
    expect(fontOf(0xe01, regular)).toBeNull();
  });
});

/**
 * The dots of two slips as they were looked at and found right. A new version of a font, of fontkit or of resvg may change them: look
 * at the new ones (`letan print sample`) before writing their hash here. They are the same on every host.
 */
test.each([
  ['vi', 12, 'e00a3f9cfe0ef693'],
  ['ja', 0, '20eb4f5c94818274'],
] as const)('%s: the dots are those that were looked at', (language, ahead, hash) => {
  const { width, height, bits } = picture(shippedSlip(language, ahead));
  expect(createHash('sha256').update(`${width} ${height} `).update(bits).digest('hex').slice(0, 16)).toBe(hash);
});
