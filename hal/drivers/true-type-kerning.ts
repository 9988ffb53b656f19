export const tagAt = (view: DataView, at: number): string =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));

/** The adjustment between two glyphs, null where the table does not speak of the left one. */
export type KerningTable = (left: number, right: number) => number | null;

/** Pair adjustments (lookup type 2, also behind type 9) of GPOS's `kern` feature. */
export function readKerning(view: DataView, gpos: number): readonly KerningTable[] {
  const features = gpos + view.getUint16(gpos + 6);
  const lookups = gpos + view.getUint16(gpos + 8);
  const wanted = new Set<number>();
  for (let i = 0; i < view.getUint16(features); i++) {
    if (tagAt(view, features + 2 + 6 * i) !== 'kern') continue;
    const feature = features + view.getUint16(features + 6 + 6 * i);
    for (let j = 0; j < view.getUint16(feature + 2); j++) wanted.add(view.getUint16(feature + 4 + 2 * j));
  }
  const tables: KerningTable[] = [];
  for (const index of [...wanted].sort((a, b) => a - b)) {
    const lookup = lookups + view.getUint16(lookups + 2 + 2 * index);
    const type = view.getUint16(lookup);
    for (let i = 0; i < view.getUint16(lookup + 4); i++) {
      let subtable = lookup + view.getUint16(lookup + 6 + 2 * i);
      const extended = type === 9;
      const kind = extended ? view.getUint16(subtable + 2) : type;
      if (extended) subtable += view.getUint32(subtable + 4);
      if (kind === 2) tables.push(pairTable(view, subtable));
    }
  }
  return tables;
}

function pairTable(view: DataView, at: number): KerningTable {
  const covered = readCoverage(view, at + view.getUint16(at + 2));
  const [first, second] = [view.getUint16(at + 4), view.getUint16(at + 6)];
  const record = 2 * (bitsSet(first) + bitsSet(second));
  // Only the first glyph's advance (bit 2 of its value record) is used; placement bits 0 and 1 stand before it.
  const advanceAt = 2 * bitsSet(first & 3);
  const advance = (value: number): number => ((first & 4) === 0 ? 0 : view.getInt16(value + advanceAt));
  if (view.getUint16(at) === 1)
    return (left, right) => {
      const index = covered.get(left);
      if (index === undefined) return null;
      const pairs = at + view.getUint16(at + 10 + 2 * index);
      for (let i = 0; i < view.getUint16(pairs); i++) {
        const pair = pairs + 2 + i * (2 + record);
        if (view.getUint16(pair) === right) return advance(pair + 2);
      }
      return null;
    };
  const leftClasses = readClasses(view, at + view.getUint16(at + 8));
  const rightClasses = readClasses(view, at + view.getUint16(at + 10));
  const rightCount = view.getUint16(at + 14);
  return (left, right) => {
    if (!covered.has(left)) return null;
    const row = (leftClasses.get(left) ?? 0) * rightCount + (rightClasses.get(right) ?? 0);
    return advance(at + 16 + row * record);
  };
}

function readCoverage(view: DataView, at: number): ReadonlyMap<number, number> {
  const covered = new Map<number, number>();
  const ranges = view.getUint16(at) === 2;
  for (let i = 0; i < view.getUint16(at + 2); i++) {
    if (!ranges) covered.set(view.getUint16(at + 4 + 2 * i), i);
    else {
      const range = at + 4 + 6 * i;
      const start = view.getUint16(range);
      for (let glyph = start; glyph <= view.getUint16(range + 2); glyph++)
        covered.set(glyph, view.getUint16(range + 4) + glyph - start);
    }
  }
  return covered;
}

function readClasses(view: DataView, at: number): ReadonlyMap<number, number> {
  const classes = new Map<number, number>();
  if (view.getUint16(at) === 1) {
    for (let i = 0; i < view.getUint16(at + 4); i++)
      classes.set(view.getUint16(at + 2) + i, view.getUint16(at + 6 + 2 * i));
    return classes;
  }
  for (let i = 0; i < view.getUint16(at + 2); i++) {
    const range = at + 4 + 6 * i;
    for (let glyph = view.getUint16(range); glyph <= view.getUint16(range + 2); glyph++)
      classes.set(glyph, view.getUint16(range + 4));
  }
  return classes;
}

const bitsSet = (value: number): number => {
  let count = 0;
  for (let rest = value & 0xff; rest !== 0; rest >>= 1) count += rest & 1;
  return count;
};
