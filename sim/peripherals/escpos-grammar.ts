/*
 * The lengths of ESC/POS commands, after Epson's ESC/POS command reference (printers of the TM series), with the few commands of
 * other makers that are seen everywhere (ESC B, ESC i, ESC m, GS x).
 */

/** The bytes of a command from its first one on, undefined where the stream has not come so far. */
export interface Window {
  readonly byte: (index: number) => number | undefined;
}

export interface Measured {
  readonly length: number;
  /** Set where the name or its being known depends on the parameters. */
  readonly name?: string;
  readonly known?: boolean;
}

export interface Lengths {
  readonly name: string;
  /** The length in bytes with the prefix, null while the bytes do not tell it. */
  readonly measure: (window: Window) => Measured | null;
}

const code = (letter: string): number => letter.charCodeAt(0);

const fixed = (name: string, length: number): Lengths => ({ name, measure: () => ({ length }) });

/** Little-endian number of `size` bytes at `index`. */
const number = (window: Window, index: number, size: number): number | null => {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) {
    const byte = window.byte(index + i);
    if (byte === undefined) return null;
    value = value * 256 + byte;
  }
  return value;
};

/** A command whose data is counted by a number in its head. */
const counted =
  (head: number, index: number, size: number, factor: (window: Window) => number | null = () => 1) =>
  (window: Window): Measured | null => {
    const count = number(window, index, size);
    const times = factor(window);
    return count === null || times === null ? null : { length: head + count * times };
  };

/** ESC ( x, FS ( x, GS ( x: a letter and the count of what follows, the same for letters that nobody knows. */
const parenthesis = (prefix: string, letters: string): Lengths => ({
  name: `${prefix} (`,
  measure: (window) => {
    const letter = window.byte(2);
    const count = number(window, 3, 2);
    if (letter === undefined || count === null) return null;
    const shown =
      letter > 0x20 && letter < 0x7f ? String.fromCharCode(letter) : `0x${letter.toString(16).padStart(2, '0')}`;
    return {
      length: 5 + count,
      name: `${prefix} ( ${shown}`,
      known: letters.includes(String.fromCharCode(letter)),
    };
  },
});

/** A command told apart by its next byte, which is part of its name where it can be written; for others the length of the shortest. */
const switched = (
  name: string,
  index: number,
  cases: Readonly<Record<number, (w: Window) => Measured | null>>,
): Lengths => ({
  name,
  measure: (window) => {
    const selector = window.byte(index);
    if (selector === undefined) return null;
    const measure = cases[selector];
    if (measure === undefined) return { length: index + 1, known: false };
    const measured = measure(window);
    const shown = selector > 0x20 && selector < 0x7f && index === 2 && !name.endsWith(' 0');
    return measured === null || !shown ? measured : { name: `${name} ${String.fromCharCode(selector)}`, ...measured };
  },
});

const length = (bytes: number) => (): Measured => ({ length: bytes });

/** Ends with `terminator`; one that never comes within `limit` is no such command, and its prefix alone is passed over. */
const terminated =
  (head: number, terminator: number, limit: number, times = 1) =>
  (window: Window): Measured | null => {
    let found = 0;
    for (let i = head; i < head + limit; i++) {
      const byte = window.byte(i);
      if (byte === undefined) return null;
      if (byte === terminator) found += 1;
      if (found === times) return { length: i + 1 };
    }
    return { length: 2, known: false };
  };

/**
 * ESC D: up to 32 tab positions, each beyond the one before, and NUL. One that is not ends the list without a NUL: it is the next
 * command's (Epson's note on ESC D).
 */
const tabPositions = (window: Window): Measured | null => {
  let before = 0;
  for (let i = 2; i < 2 + 33; i++) {
    const byte = window.byte(i);
    if (byte === undefined) return null;
    if (byte === 0) return { length: i + 1 };
    if (byte <= before) return { length: i };
    before = byte;
  }
  return { length: 2 + 32 };
};

/** x × y × 8 bytes of picture, x and y in units of 8 dots. */
const columns8 = (window: Window, at: number): number | null => {
  const x = window.byte(at);
  const y = window.byte(at + 1);
  return x === undefined || y === undefined ? null : x * y * 8;
};

/** ESC & y c1 c2 then for each character its width x and x × y bytes. */
const userCharacters = (window: Window): Measured | null => {
  const [y, first, last] = [window.byte(2), window.byte(3), window.byte(4)];
  if (y === undefined || first === undefined || last === undefined) return null;
  if (first > last) return { length: 5 };
  let at = 5;
  for (let character = first; character <= last; character++) {
    const x = window.byte(at);
    if (x === undefined) return null;
    at += 1 + x * y;
  }
  return { length: at };
};

/** FS q n then n pictures, each with its own size. */
const nvPictures = (window: Window): Measured | null => {
  const count = window.byte(2);
  if (count === undefined) return null;
  let at = 3;
  for (let picture = 0; picture < count; picture++) {
    const x = number(window, at, 2);
    const y = number(window, at + 2, 2);
    if (x === null || y === null) return null;
    // Outside the reference's range: not this command.
    if (x < 1 || x > 1023 || y < 1 || y > 288) return { length: 3, known: false };
    at += 4 + x * y * 8;
  }
  return { length: at };
};

/** ESC * m nL nH: three bytes a column in the 24-dot modes. */
const bitPicture = (window: Window): Measured | null => {
  const mode = window.byte(2);
  const count = number(window, 3, 2);
  if (mode === undefined || count === null) return null;
  if (mode === 0 || mode === 1) return { length: 5 + count };
  if (mode === 32 || mode === 33) return { length: 5 + 3 * count };
  return { length: 5, known: false };
};

/** GS k: codes 0 to 6 end with NUL, 65 to 79 are counted. */
const barcode = (window: Window): Measured | null => {
  const kind = window.byte(2);
  if (kind === undefined) return null;
  if (kind <= 6) return terminated(3, 0, 256)(window);
  if (kind >= 65 && kind <= 79) return counted(4, 3, 1)(window);
  return { length: 3, known: false };
};

/** GS V: modes 65 and up say how far to feed first. */
const cut = (window: Window): Measured | null => {
  const mode = window.byte(2);
  if (mode === undefined) return null;
  if ([65, 66, 97, 98, 103, 104].includes(mode)) return { length: 4 };
  return { length: 3, known: [0, 1, 48, 49].includes(mode) };
};

/** GS D: a Windows bitmap, whose own head says how long it is. */
const bitmapGraphics = (window: Window): Measured | null => {
  const size = number(window, 11, 4);
  if (size === null) return null;
  const isBitmap = window.byte(9) === code('B') && window.byte(10) === code('M');
  return isBitmap ? { length: 9 + size } : { length: 3, known: false };
};

export const control: Readonly<Record<number, string>> = {
  0x00: 'NUL',
  0x09: 'HT',
  0x0a: 'LF',
  0x0c: 'FF',
  0x0d: 'CR',
  0x18: 'CAN',
};

/** DLE: carried out the moment they arrive. */
export const realTime: Readonly<Record<number, Lengths>> = {
  0x04: {
    name: 'DLE EOT',
    measure: (window) => {
      const n = window.byte(2);
      if (n === undefined) return null;
      return { length: [7, 8, 18].includes(n) ? 4 : 3, known: (n >= 1 && n <= 4) || [7, 8, 18].includes(n) };
    },
  },
  0x05: fixed('DLE ENQ', 3),
  0x14: switched('DLE DC4', 2, { 1: length(5), 2: length(5), 3: length(8), 7: length(4), 8: length(10) }),
};

const table = (entries: readonly (readonly [string | number, Lengths])[]): Readonly<Record<number, Lengths>> =>
  Object.fromEntries(entries.map(([key, value]) => [typeof key === 'string' ? code(key) : key, value]));

const plain = (prefix: string, letters: string, bytes: number): (readonly [string, Lengths])[] =>
  Array.from(letters, (letter) => [letter, fixed(`${prefix} ${letter}`, bytes)] as const);

export const escape: Readonly<Record<number, Lengths>> = table([
  [0x0c, fixed('ESC FF', 2)],
  [0x20, fixed('ESC SP', 3)],
  ...plain('ESC', '2@LSimoqv<', 2),
  ...plain('ESC', '!%-3=?CEFGJKMRTUVadertu{', 3),
  ...plain('ESC', '$\\fB', 4),
  ['c', switched('ESC c', 2, { 0x30: length(4), 0x31: length(4), 0x33: length(4), 0x34: length(4), 0x35: length(4) })],
  // Heat, sleep and the table of Chinese mechanisms; ESC Z is their QR code: version, level, size, count and data.
  ...plain('ESC', '9', 3),
  ...plain('ESC', '8', 4),
  ...plain('ESC', '7', 5),
  ['Z', { name: 'ESC Z', measure: counted(7, 5, 2) }],
  ...plain('ESC', 'p', 5),
  ...plain('ESC', 'W', 10),
  ['&', { name: 'ESC &', measure: userCharacters }],
  ['(', parenthesis('ESC', 'AY')],
  ['*', { name: 'ESC *', measure: bitPicture }],
  ['D', { name: 'ESC D', measure: tabPositions }],
]);

export const file: Readonly<Record<number, Lengths>> = table([
  ...plain('FS', '&.', 2),
  ...plain('FS', '!-CW', 3),
  ...plain('FS', '?Sp', 4),
  ['(', parenthesis('FS', 'ACELefg')],
  ['2', fixed('FS 2', 4 + 72)],
  ['g', switched('FS g', 2, { 0x31: (window) => counted(10, 8, 2)(window), 0x32: length(10) })],
  ['q', { name: 'FS q', measure: nvPictures }],
]);

/** DC2: settings and pictures of the small mechanisms of CSN, Zijiang and their kin. */
export const deviceControl: Readonly<Record<number, Lengths>> = table([
  ...plain('DC2', 'T', 2),
  ...plain('DC2', '#', 3),
  // r rows of n bytes.
  ['*', { name: 'DC2 *', measure: (window) => counted(4, 2, 1, (w) => number(w, 3, 1))(window) }],
]);

export const group: Readonly<Record<number, Lengths>> = table([
  ...plain('GS', ':c', 2),
  ...plain('GS', '!/BEHITabfhjrwx', 3),
  ...plain('GS', '$LPW\\', 4),
  ...plain('GS', '^', 5),
  ['z', switched('GS z', 2, { 0x30: length(5) })],
  // Ejectors and presenters of kiosk printers (Custom VKP80 and its kin).
  [
    'e',
    switched('GS e', 2, {
      2: length(3),
      3: length(4),
      5: length(3),
      6: length(3),
      18: length(3),
      20: length(3),
      32: length(5),
    }),
  ],
  ['(', parenthesis('GS', 'ABCDEGHIJKLMNPQUVXYZkz')],
  [
    '*',
    {
      name: 'GS *',
      measure: (window) => {
        const size = columns8(window, 2);
        return size === null ? null : { length: 4 + size };
      },
    },
  ],
  [
    '8',
    {
      name: 'GS 8 L',
      measure: (window) => {
        const letter = window.byte(2);
        if (letter === undefined) return null;
        return letter === code('L') ? counted(7, 3, 4)(window) : { length: 2, name: 'GS 8', known: false };
      },
    },
  ],
  [
    'C',
    switched('GS C', 2, {
      0x30: length(5),
      0x31: length(9),
      0x32: length(5),
      0x3b: terminated(3, 0x3b, 40, 5),
    }),
  ],
  ['D', { name: 'GS D', measure: bitmapGraphics }],
  ['Q', switched('GS Q', 2, { 0x30: (window) => counted(8, 4, 2, (w) => number(w, 6, 2))(window) })],
  ['V', { name: 'GS V', measure: cut }],
  ['g', switched('GS g', 2, { 0x30: length(6), 0x32: length(6) })],
  ['k', { name: 'GS k', measure: barcode }],
  ['v', switched('GS v 0', 2, { 0x30: (window) => counted(8, 4, 2, (w) => number(w, 6, 2))(window) })],
]);
