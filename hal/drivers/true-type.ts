import { assert } from '../assert.ts';
import { readKerning, tagAt, type KerningTable } from './true-type-kerning.ts';

/** A closed contour as a polygon in font units, y up; curves are already divided into short straight lines. */
export type Contour = readonly { readonly x: number; readonly y: number }[];

/**
 * Reads what drawing needs out of a TrueType file: which character has which glyph, how wide it is, its outline, and kerning.
 * For fonts that we ship, so a file that is not one is a bug. Hints are not carried out.
 */
export class TrueTypeFont {
  readonly unitsPerEm: number;
  readonly #view: DataView;
  readonly #tables: ReadonlyMap<string, { readonly at: number; readonly length: number }>;
  readonly #glyphs: ReadonlyMap<number, number>;
  readonly #wideLoca: boolean;
  readonly #metrics: number;
  readonly #kerning: readonly KerningTable[];

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const scaler = this.#view.getUint32(0);
    assert(scaler === 0x00010000 || scaler === 0x74727565, 'not a TrueType font');
    const tables = new Map<string, { at: number; length: number }>();
    for (let i = 0; i < this.#view.getUint16(4); i++) {
      const entry = 12 + 16 * i;
      tables.set(tagAt(this.#view, entry), {
        at: this.#view.getUint32(entry + 8),
        length: this.#view.getUint32(entry + 12),
      });
    }
    this.#tables = tables;
    const head = this.#table('head');
    this.unitsPerEm = this.#view.getUint16(head + 18);
    this.#wideLoca = this.#view.getInt16(head + 50) === 1;
    this.#metrics = this.#view.getUint16(this.#table('hhea') + 34);
    this.#glyphs = readCharacterMap(this.#view, this.#table('cmap'));
    const gpos = tables.get('GPOS');
    this.#kerning = gpos === undefined ? [] : readKerning(this.#view, gpos.at);
  }

  /** The glyph of a character, null where the font has none. */
  glyphOf(codePoint: number): number | null {
    return this.#glyphs.get(codePoint) ?? null;
  }

  /** How far the pen goes on, in font units. */
  advance(glyph: number): number {
    return this.#view.getUint16(this.#table('hmtx') + 4 * Math.min(glyph, this.#metrics - 1));
  }

  /** What is added between two glyphs, in font units; mostly negative. */
  kern(left: number, right: number): number {
    for (const table of this.#kerning) {
      const value = table(left, right);
      if (value !== null) return value;
    }
    return 0;
  }

  outline(glyph: number): readonly Contour[] {
    const contours: Contour[] = [];
    this.#addOutline(glyph, { a: 1, b: 0, c: 0, d: 1, dx: 0, dy: 0 }, 0, contours);
    return contours;
  }

  #table(tag: string): number {
    const table = this.#tables.get(tag);
    assert(table !== undefined, `font without ${tag}`);
    return table.at;
  }

  #glyphData(glyph: number): number | null {
    const loca = this.#table('loca');
    const place = (n: number): number =>
      this.#wideLoca ? this.#view.getUint32(loca + 4 * n) : 2 * this.#view.getUint16(loca + 2 * n);
    const from = place(glyph);
    return place(glyph + 1) > from ? this.#table('glyf') + from : null;
  }

  #addOutline(glyph: number, place: Affine, depth: number, into: Contour[]): void {
    assert(depth < 8, 'font whose glyphs contain each other');
    const at = this.#glyphData(glyph);
    if (at === null) return;
    const contours = this.#view.getInt16(at);
    if (contours >= 0) {
      for (const points of readPoints(this.#view, at, contours)) into.push(flatten(points, place));
      return;
    }
    for (const part of readComponents(this.#view, at + 10))
      this.#addOutline(part.glyph, compose(place, part.place), depth + 1, into);
  }
}

/** x' = a x + c y + dx, y' = b x + d y + dy. */
interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly dx: number;
  readonly dy: number;
}

const compose = (outer: Affine, inner: Affine): Affine => ({
  a: outer.a * inner.a + outer.c * inner.b,
  b: outer.b * inner.a + outer.d * inner.b,
  c: outer.a * inner.c + outer.c * inner.d,
  d: outer.b * inner.c + outer.d * inner.d,
  dx: outer.a * inner.dx + outer.c * inner.dy + outer.dx,
  dy: outer.b * inner.dx + outer.d * inner.dy + outer.dy,
});

interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly onCurve: boolean;
}

function readCharacterMap(view: DataView, cmap: number): Map<number, number> {
  const glyphs = new Map<number, number>();
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const at = cmap + view.getUint32(cmap + 4 + 8 * i + 4);
    const format = view.getUint16(at);
    if (format === 4) readSegments(view, at, glyphs);
    if (format === 12) readGroups(view, at, glyphs);
  }
  return glyphs;
}

function readSegments(view: DataView, at: number, glyphs: Map<number, number>): void {
  const segments = view.getUint16(at + 6) / 2;
  for (let i = 0; i < segments; i++) {
    const end = view.getUint16(at + 14 + 2 * i);
    const start = view.getUint16(at + 16 + 2 * (segments + i));
    const delta = view.getUint16(at + 16 + 2 * (2 * segments + i));
    const rangeAt = at + 16 + 2 * (3 * segments + i);
    const range = view.getUint16(rangeAt);
    for (let code = start; code <= end && code !== 0xffff; code++) {
      const listed = range === 0 ? code : view.getUint16(rangeAt + range + 2 * (code - start));
      const glyph = listed === 0 ? 0 : (listed + delta) & 0xffff;
      if (glyph !== 0) glyphs.set(code, glyph);
    }
  }
}

function readGroups(view: DataView, at: number, glyphs: Map<number, number>): void {
  for (let i = 0; i < view.getUint32(at + 12); i++) {
    const group = at + 16 + 12 * i;
    const start = view.getUint32(group);
    const glyph = view.getUint32(group + 8);
    for (let code = start; code <= view.getUint32(group + 4); code++) glyphs.set(code, glyph + code - start);
  }
}

function readPoints(view: DataView, at: number, contours: number): readonly (readonly CurvePoint[])[] {
  const ends = Array.from({ length: contours }, (_, i) => view.getUint16(at + 10 + 2 * i));
  const count = (ends.at(-1) ?? -1) + 1;
  let next = at + 10 + 2 * contours;
  next += 2 + view.getUint16(next);
  const flags: number[] = [];
  while (flags.length < count) {
    const flag = view.getUint8(next++);
    flags.push(flag);
    if ((flag & 8) !== 0) for (let more = view.getUint8(next++); more > 0; more--) flags.push(flag);
  }
  const read = (short: number, same: number): number[] => {
    let value = 0;
    return flags.map((flag) => {
      if ((flag & short) !== 0) value += (flag & same) === 0 ? -view.getUint8(next++) : view.getUint8(next++);
      else if ((flag & same) === 0) {
        value += view.getInt16(next);
        next += 2;
      }
      return value;
    });
  };
  const xs = read(2, 16);
  const ys = read(4, 32);
  const points = flags.map((flag, i) => ({ x: xs[i] ?? 0, y: ys[i] ?? 0, onCurve: (flag & 1) !== 0 }));
  return ends.map((end, i) => points.slice(i === 0 ? 0 : (ends[i - 1] ?? 0) + 1, end + 1));
}

function* readComponents(view: DataView, at: number): Generator<{ glyph: number; place: Affine }> {
  let next = at;
  for (;;) {
    const flags = view.getUint16(next);
    const glyph = view.getUint16(next + 2);
    const wide = (flags & 1) !== 0;
    const [dx, dy] = wide
      ? [view.getInt16(next + 4), view.getInt16(next + 6)]
      : [view.getInt8(next + 4), view.getInt8(next + 5)];
    assert((flags & 2) !== 0, 'font with glyph parts placed by points');
    next += wide ? 8 : 6;
    const scale = (): number => {
      next += 2;
      return view.getInt16(next - 2) / 16_384;
    };
    let [a, b, c, d] = [1, 0, 0, 1];
    if ((flags & 0x08) !== 0) a = d = scale();
    else if ((flags & 0x40) !== 0) [a, d] = [scale(), scale()];
    else if ((flags & 0x80) !== 0) [a, b, c, d] = [scale(), scale(), scale(), scale()];
    yield { glyph, place: { a, b, c, d, dx, dy } };
    if ((flags & 0x20) === 0) return;
  }
}

/** Lines to a curve: at the sizes of a slip an error below a tenth of a dot. */
const steps = 6;

/** A contour of quadratic curves as a polygon; between two control points lies an unwritten point on the curve. */
function flatten(points: readonly CurvePoint[], place: Affine): Contour {
  const polygon: { x: number; y: number }[] = [];
  const add = (x: number, y: number): void => {
    polygon.push({
      x: place.a * x + place.c * y + place.dx,
      y: place.b * x + place.d * y + place.dy,
    });
  };
  points.forEach((point, i) => {
    if (point.onCurve) {
      add(point.x, point.y);
      return;
    }
    const before = points[(i + points.length - 1) % points.length] ?? point;
    const after = points[(i + 1) % points.length] ?? point;
    const from = before.onCurve ? before : middle(before, point);
    const to = after.onCurve ? after : middle(point, after);
    for (let step = before.onCurve ? 1 : 0; step < steps; step++) {
      const t = step / steps;
      const u = 1 - t;
      add(u * u * from.x + 2 * u * t * point.x + t * t * to.x, u * u * from.y + 2 * u * t * point.y + t * t * to.y);
    }
  });
  return polygon;
}

const middle = (a: CurvePoint, b: CurvePoint): CurvePoint => ({
  x: (a.x + b.x) / 2,
  y: (a.y + b.y) / 2,
  onCurve: true,
});
