import { control, deviceControl, escape, file, group, realTime, type Lengths, type Window } from './escpos-grammar.ts';

/** One command of an ESC/POS stream by its name in Epson's reference, or a run of printable bytes, named `text`. */
export interface EscposCommand {
  readonly offset: number;
  readonly length: number;
  readonly name: string;
  /** False: not in the reference; its length is the best guess that keeps the place. */
  readonly known: boolean;
  /** False only for the last command of a stream that ends in the middle of it. */
  readonly complete: boolean;
}

/** What begins at a place of a stream, as far as its bytes tell. `length` null: more bytes are needed even to know that. */
export interface Beginning {
  readonly name: string;
  readonly known: boolean;
  readonly length: number | null;
}

const named = (prefix: string, byte: number): string => {
  const shown = byte > 0x20 && byte < 0x7f;
  return `${prefix} ${shown ? String.fromCharCode(byte) : `0x${byte.toString(16).padStart(2, '0')}`}`;
};

const tables: Readonly<Record<number, { readonly prefix: string; readonly table: Readonly<Record<number, Lengths>> }>> =
  {
    0x10: { prefix: 'DLE', table: realTime },
    0x12: { prefix: 'DC2', table: deviceControl },
    0x1b: { prefix: 'ESC', table: escape },
    0x1c: { prefix: 'FS', table: file },
    0x1d: { prefix: 'GS', table: group },
  };

export const isText = (byte: number): boolean => byte >= 0x20;

/** What begins at `at`; the bytes are known up to `end`. */
export function beginningAt(bytes: Uint8Array, at: number, end: number): Beginning {
  const first = bytes[at] ?? 0;
  if (isText(first)) {
    let to = at + 1;
    while (to < end && isText(bytes[to] ?? 0)) to += 1;
    return { name: 'text', known: true, length: to - at };
  }
  const family = tables[first];
  if (family === undefined) {
    const name = control[first];
    return { name: name ?? `0x${first.toString(16).padStart(2, '0')}`, known: name !== undefined, length: 1 };
  }
  const second = at + 1 < end ? bytes[at + 1] : undefined;
  if (second === undefined) return { name: family.prefix, known: true, length: null };
  const entry = family.table[second];
  // A control byte behind ESC, FS or GS more likely begins a command of its own than ends one that nobody knows.
  // DC2 by itself is a byte of other printers; only with its letters does it begin something.
  if (entry === undefined && family.prefix === 'DC2') return { name: 'DC2', known: false, length: 1 };
  if (entry === undefined) return { name: named(family.prefix, second), known: false, length: isText(second) ? 2 : 1 };
  const window: Window = { byte: (i) => (at + i < end ? bytes[at + i] : undefined) };
  const measured = entry.measure(window);
  return {
    name: measured?.name ?? entry.name,
    known: measured?.known ?? true,
    length: measured?.length ?? null,
  };
}

/** A whole stream as its commands, without gaps: the lengths add up to the stream's, whatever it holds. */
export function parseEscpos(bytes: Uint8Array): readonly EscposCommand[] {
  const commands: EscposCommand[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const { name, known, length } = beginningAt(bytes, offset, bytes.length);
    const left = bytes.length - offset;
    const complete = length !== null && length <= left;
    commands.push({ offset, length: complete ? length : left, name, known, complete });
    offset += complete ? length : left;
  }
  return commands;
}
