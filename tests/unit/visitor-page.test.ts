import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast, paper } from '../../config/colour.ts';
import { arrangements } from '../../firmware/pages/visitor/arrangement.ts';
import { iconPaths } from '../../firmware/pages/visitor/icon-paths.ts';
import { layOut } from '../../firmware/pages/visitor/layout.ts';
import { paletteOf } from '../../firmware/pages/visitor/palette.ts';
import { ownWords } from '../../firmware/pages/visitor/words.ts';
import { galleryLanguages } from '../support/views.ts';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('the palette', () => {
  it('can be read whatever two colours a site chooses', () => {
    fc.assert(
      fc.property(colour, colour, (brand, accent) => {
        const normal = paletteOf({ brand, accent }, false);
        for (const text of [normal.ink, normal.quiet, normal.brand, normal.act])
          for (const ground of [normal.paper, normal.card]) expect(contrast(text, ground)).toBeGreaterThanOrEqual(7);
        for (const text of [normal.ink, normal.quiet, normal.brand])
          expect(contrast(text, normal.brandTint)).toBeGreaterThanOrEqual(7);
        for (const ground of [normal.brand, normal.act, normal.ink])
          expect(contrast(normal.onDark, ground)).toBeGreaterThanOrEqual(7);
        expect(contrast(normal.line, normal.card)).toBeGreaterThanOrEqual(3);
        expect(contrast(normal.line, normal.paper)).toBeGreaterThanOrEqual(3);

        const high = paletteOf({ brand, accent }, true);
        for (const text of [high.ink, high.quiet, high.brand, high.act])
          expect(contrast(text, high.paper)).toBeGreaterThanOrEqual(12);
      }),
    );
  });

  it('leaves a colour that can be read as it is', () => {
    expect(paletteOf({ brand: '#7a2e1d', accent: '#8a3d0f' }, false).brand).toBe('#7a2e1d');
    expect(contrast(paper, '#7a2e1d')).toBeGreaterThan(7);
  });
});

describe('the layout', () => {
  const panel = { widthMm: 267.7, heightMm: 476, lowerEdgeMm: 862 };

  it('has the same millimetres at every zoom', () => {
    const full = layOut(panel, { width: 1080, height: 1920 }, false);
    const half = layOut(panel, { width: 540, height: 960 }, false);
    expect(half.base).toBe(full.base);
    expect(half.pxPerMm).toBeCloseTo(full.pxPerMm / 2, 9);
  });

  it('fits into a window of another shape', () => {
    const desk = layOut(panel, { width: 1920, height: 1080 }, false);
    expect(desk.pxPerMm * panel.heightMm).toBeCloseTo(1080, 6);
  });

  it('never goes below what is read from 60 cm', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 216, max: 720, noNaN: true }),
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        fc.boolean(),
        (widthMm, aspect, easy) => {
          const glass = { widthMm, heightMm: widthMm * aspect, lowerEdgeMm: 900 };
          const { base, compact } = layOut(glass, { width: 1000, height: 1000 }, easy);
          expect(base * 0.74).toBeGreaterThanOrEqual(easy ? (compact ? 5.9 : 7.4) : 4.8);
        },
      ),
    );
  });

  it('knows how far a hand in a wheelchair reaches up', () => {
    expect(layOut(panel, { width: 1080, height: 1920 }, false).reachTop).toBeCloseTo(358, 6);
  });
});

describe('arrangements of tiles', () => {
  it('always offer one, and never a page that holds nothing but the way to the next', () => {
    for (const orientation of ['portrait', 'landscape'] as const)
      for (const easy of [true, false])
        for (const low of [true, false])
          for (let count = 1; count <= 8; count += 1) {
            const options = arrangements(count, orientation, easy, low);
            expect(options.length).toBeGreaterThan(0);
            expect(options[0]?.perPage).toBe(count);
            for (const { columns, perPage } of options) {
              expect(columns).toBeGreaterThanOrEqual(1);
              expect(perPage).toBeGreaterThanOrEqual(Math.min(2, count));
            }
          }
  });
});

describe('pictograms', () => {
  it('are drawn, each otherwise than all others', () => {
    const drawn = Object.values(iconPaths).map(({ stroke, fill }) => `${stroke}${fill ?? ''}`);
    expect(new Set(drawn).size).toBe(drawn.length);
    for (const path of drawn) expect(path).toMatch(/^M[\d\s.,a-zA-Z-]+$/);
  });
});

it('the page has words of its own in every language', () => {
  const english = ownWords('en');
  for (const tag of galleryLanguages) {
    const words = ownWords(tag);
    expect(Object.keys(words)).toEqual(Object.keys(english));
    if (tag !== 'en') expect(words.away).not.toBe(english.away);
    for (const text of Object.values(words)) expect(String(text)).toBe(String(text).normalize('NFC'));
  }
});
