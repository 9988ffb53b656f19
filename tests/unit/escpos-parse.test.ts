import * as fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { PNG } from 'pngjs';
import { picturesOf, scaled } from '../../sim/peripherals/escpos-pictures.ts';
import { parseEscpos } from '../../sim/peripherals/escpos-parse.ts';
import { readEscpos } from '../../sim/peripherals/escpos-reading.ts';
import { toPng } from '../../sim/peripherals/png.ts';
import { recordings, runs } from '../support/tier.ts';

// The long counts of the properties below take minutes.
vi.setConfig({ testTimeout: 300_000 });

const bytes = (...parts: (number | string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : typeof part === 'number' ? [part] : [...part],
    ),
  );
const names = (stream: Uint8Array): string[] =>
  parseEscpos(stream).map(
    ({ name, length, known, complete }) => `${name} ${length}${known ? '' : ' ?'}${complete ? '' : ' …'}`,
  );
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

describe('lengths after Epson’s command reference', () => {
  const table: readonly (readonly [string, Uint8Array, number])[] = [
    ['NUL', bytes(0x00), 1],
    ['HT', bytes(0x09), 1],
    ['LF', bytes(0x0a), 1],
    ['FF', bytes(0x0c), 1],
    ['CR', bytes(0x0d), 1],
    ['CAN', bytes(0x18), 1],
    ['DLE EOT', bytes(0x10, 4, 1), 3],
    ['DLE EOT', bytes(0x10, 4, 7, 1), 4],
    ['DLE EOT', bytes(0x10, 4, 18, 2), 4],
    ['DLE ENQ', bytes(0x10, 5, 2), 3],
    ['DLE DC4', bytes(0x10, 0x14, 1, 0, 2), 5],
    ['DLE DC4', bytes(0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8), 10],
    ['ESC FF', bytes(0x1b, 0x0c), 2],
    ['ESC SP', bytes(0x1b, 0x20, 4), 3],
    ['ESC !', bytes(0x1b, '!', 8), 3],
    ['ESC $', bytes(0x1b, '$', 10, 0), 4],
    ['ESC &', bytes(0x1b, '&', 3, 0x41, 0x42, 2, zeros(6), 1, zeros(3)), 16],
    ['ESC ( A', bytes(0x1b, '(A', 4, 0, 48, 55, 3, 10), 9],
    ['ESC *', bytes(0x1b, '*', 0, 5, 0, zeros(5)), 10],
    ['ESC *', bytes(0x1b, '*', 33, 2, 1, zeros(258 * 3)), 5 + 258 * 3],
    ['ESC 2', bytes(0x1b, '2'), 2],
    ['ESC 3', bytes(0x1b, '3', 24), 3],
    ['ESC @', bytes(0x1b, '@'), 2],
    ['ESC D', bytes(0x1b, 'D', 8, 16, 24, 0), 6],
    ['ESC J', bytes(0x1b, 'J', 30), 3],
    ['ESC W', bytes(0x1b, 'W', zeros(8)), 10],
    ['ESC \\', bytes(0x1b, '\\', 0, 1), 4],
    ['ESC 7', bytes(0x1b, '7', 7, 80, 2), 5],
    ['ESC Z', bytes(0x1b, 'Z', 0, 3, 6, 4, 0, 'A012'), 11],
    ['ESC C', bytes(0x1b, 'C', 4), 3],
    ['DC2 *', bytes(0x12, '*', 2, 3, zeros(6)), 10],
    ['DC2 #', bytes(0x12, '#', 15), 3],
    ['GS e', bytes(0x1d, 'e', 3, 12), 4],
    ['GS e', bytes(0x1d, 'e', 5), 3],
    ['ESC c 5', bytes(0x1b, 'c5', 1), 4],
    ['ESC p', bytes(0x1b, 'p', 0, 25, 250), 5],
    ['ESC t', bytes(0x1b, 't', 30), 3],
    ['FS !', bytes(0x1c, '!', 0), 3],
    ['FS &', bytes(0x1c, '&'), 2],
    ['FS ( C', bytes(0x1c, '(C', 2, 0, 48, 2), 7],
    ['FS 2', bytes(0x1c, '2', 0x77, 0x21, zeros(72)), 76],
    ['FS S', bytes(0x1c, 'S', 0, 2), 4],
    ['FS g 1', bytes(0x1c, 'g1', 0, zeros(4), 3, 0, 1, 2, 3), 13],
    ['FS g 2', bytes(0x1c, 'g2', 0, zeros(4), 3, 0), 10],
    ['FS p', bytes(0x1c, 'p', 1, 0), 4],
    ['FS q', bytes(0x1c, 'q', 2, 1, 0, 2, 0, zeros(16), 2, 0, 1, 0, zeros(16)), 43],
    ['GS !', bytes(0x1d, '!', 0x11), 3],
    ['GS $', bytes(0x1d, '$', 0, 0), 4],
    ['GS ( A', bytes(0x1d, '(A', 2, 0, 0, 2), 7],
    ['GS ( H', bytes(0x1d, '(H', 6, 0, 48, 48, '0001'), 11],
    ['GS ( L', bytes(0x1d, '(L', 11, 0, 48, 112, 48, 1, 1, 49, 8, 0, 1, 0, 0xff), 16],
    ['GS ( k', bytes(0x1d, '(k', 3, 0, 49, 81, 48), 8],
    ['GS *', bytes(0x1d, '*', 2, 1, zeros(16)), 20],
    ['GS /', bytes(0x1d, '/', 0), 3],
    ['GS :', bytes(0x1d, ':'), 2],
    ['GS 8 L', bytes(0x1d, '8L', 11, 0, 0, 0, 48, 112, 48, 1, 1, 49, 8, 0, 1, 0, 0xff), 18],
    ['GS C 0', bytes(0x1d, 'C0', 3, 0), 5],
    ['GS C 1', bytes(0x1d, 'C1', zeros(6)), 9],
    ['GS C ;', bytes(0x1d, 'C;1;2;3;4;5;'), 13],
    ['GS D', bytes(0x1d, 'D', 48, 67, 48, 32, 32, 48, 49, 'BM', 20, 0, 0, 0, zeros(14)), 29],
    ['GS I', bytes(0x1d, 'I', 67), 3],
    ['GS L', bytes(0x1d, 'L', 32, 0), 4],
    ['GS Q 0', bytes(0x1d, 'Q0', 0, 2, 0, 3, 0, zeros(6)), 14],
    ['GS V', bytes(0x1d, 'V', 0), 3],
    ['GS V', bytes(0x1d, 'V', 66, 3), 4],
    ['GS V', bytes(0x1d, 'V', 104, 3), 4],
    ['GS ^', bytes(0x1d, '^', 1, 2, 0), 5],
    ['GS a', bytes(0x1d, 'a', 14), 3],
    ['GS g 0', bytes(0x1d, 'g0', 0, 20, 0), 6],
    ['GS k', bytes(0x1d, 'k', 4, 'ABC', 0), 7],
    ['GS k', bytes(0x1d, 'k', 69, 3, 'ABC'), 7],
    ['GS r', bytes(0x1d, 'r', 1), 3],
    ['GS v 0', bytes(0x1d, 'v0', 0, 3, 0, 2, 0, zeros(6)), 14],
    ['GS z 0', bytes(0x1d, 'z0', 5, 10), 5],
  ];
  test.each(table)('%s', (name, stream, length) => {
    expect(stream).toHaveLength(length);
    expect(parseEscpos(Uint8Array.from([...stream, 0x0a]))).toEqual([
      { offset: 0, length, name, known: true, complete: true },
      { offset: length, length: 1, name: 'LF', known: true, complete: true },
    ]);
  });
});

describe('keeping the place', () => {
  test('a run of text is one command, whatever its characters', () => {
    expect(names(bytes('a b', 0xe9, 0xff, 0x7f, 0x0a, 'c'))).toEqual(['text 6', 'LF 1', 'text 1']);
  });

  test('unknown commands are named and passed over', () => {
    expect(names(bytes(0x1b, '~', 'x', 0x0a))).toEqual(['ESC ~ 2 ?', 'text 1', 'LF 1']);
    expect(names(bytes(0x1d, 0x01, 0x0a))).toEqual(['GS 0x01 1 ?', '0x01 1 ?', 'LF 1']);
    expect(names(bytes(0x07, 'x'))).toEqual(['0x07 1 ?', 'text 1']);
    expect(names(bytes(0x1d, '(o', 3, 0, 0x1b, 0x1d, 0x0a, 'x'))).toEqual(['GS ( o 8 ?', 'text 1']);
  });

  test('an unknown prefix before a command does not swallow it', () => {
    expect(names(bytes(0x1b, 0x1b, '@', 'x'))).toEqual(['ESC 0x1b 1 ?', 'ESC @ 2', 'text 1']);
  });

  test('data that looks like commands stays data', () => {
    const picture = bytes(0x1b, '@', 0x1d, 'V', 0, 0x0a);
    expect(names(bytes(0x1d, 'v0', 0, 1, 0, 6, 0, [...picture], 'x'))).toEqual(['GS v 0 14', 'text 1']);
  });

  test('a barcode that never ends does not eat the rest', () => {
    const stream = bytes(0x1d, 'k', 4, 'A'.repeat(400), 0x0a);
    expect(names(stream)).toEqual(['GS k 2 ?', '0x04 1 ?', 'text 400', 'LF 1']);
  });

  test('a stream that ends in the middle of a command', () => {
    expect(names(bytes('x', 0x1d, 'v0', 0, 1, 0, 6, 0, 1, 2))).toEqual(['text 1', 'GS v 0 10 …']);
    expect(names(bytes(0x1b))).toEqual(['ESC 1 …']);
    expect(names(bytes(0x1d, '(k', 3))).toEqual(['GS ( 4 …']);
    expect(names(new Uint8Array(0))).toEqual([]);
  });
});

/** Bytes that lean towards commands: noise alone hardly ever gets past a prefix. */
const stream = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(0x1b, 0x1d, 0x1c, 0x10).map((byte) => Uint8Array.of(byte)),
      fc.string({ maxLength: 3 }).map((text) => Uint8Array.from(Buffer.from(text, 'latin1'))),
      fc
        .tuple(fc.constantFrom('v0', '(L', '8L', 'k', '*', 'V', 'C;', 'D', 'Q0'), fc.uint8Array({ maxLength: 12 }))
        .map(([letters, rest]) => bytes(0x1d, letters, [...rest])),
      fc
        .tuple(fc.constantFrom('*', '&', 'D', 'W', 't'), fc.uint8Array({ maxLength: 12 }))
        .map(([letters, rest]) => bytes(0x1b, letters, [...rest])),
      fc.uint8Array({ maxLength: 12 }).map((rest) => bytes(0x1c, 'q', [...rest])),
    ),
    { maxLength: 12 },
  )
  .map((parts) => new Uint8Array(Buffer.concat(parts)));

describe('any bytes', () => {
  test('commands follow each other without gaps and add up to the stream', () => {
    fc.assert(
      fc.property(stream, (input) => {
        let at = 0;
        const commands = parseEscpos(input);
        commands.forEach((command, i) => {
          expect(command.offset).toBe(at);
          expect(command.length).toBeGreaterThan(0);
          expect(command.name).not.toBe('');
          expect(command.complete || i === commands.length - 1).toBe(true);
          at += command.length;
        });
        expect(at).toBe(input.length);
      }),
      { numRuns: runs({ fast: 2000, long: 50_000 }) },
    );
  });

  test('a stream put before another does not change where the other’s commands lie', () => {
    fc.assert(
      fc.property(stream, stream, (first, second) => {
        const head = parseEscpos(first);
        const last = head.at(-1);
        fc.pre(last !== undefined && last.complete && last.name !== 'text');
        const joined = parseEscpos(new Uint8Array(Buffer.concat([first, second])));
        expect(joined.slice(0, head.length)).toEqual(head);
        expect(joined.slice(head.length).map(({ name, length }) => ({ name, length }))).toEqual(
          parseEscpos(second).map(({ name, length }) => ({ name, length })),
        );
      }),
      { numRuns: runs({ fast: 1000, long: 20_000 }) },
    );
  });

  test('reading never throws, and what it calls a picture can be drawn', () => {
    fc.assert(
      fc.property(stream, (input) => {
        const { pictures, text } = readEscpos(input);
        expect(typeof text).toBe('string');
        for (const picture of pictures) {
          expect(picture.bitmap.bits).toHaveLength((picture.bitmap.width / 8) * picture.bitmap.height);
          if (picture.width * picture.bitmap.height > 100_000) continue;
          const png = PNG.sync.read(Buffer.from(toPng(picture.bitmap, picture.width)));
          expect([png.width, png.height]).toEqual([picture.width, picture.bitmap.height]);
          const [across, down] = picture.scale;
          expect(scaled(picture).height).toBe(picture.bitmap.height * down);
          expect(scaled(picture).width).toBe(picture.bitmap.width * across);
        }
      }),
      { numRuns: runs({ fast: 1000, long: 20_000 }) },
    );
  });
});

describe('pictures', () => {
  const drawn = (name: string, command: Uint8Array): string[] =>
    picturesOf(name, command).map(({ bitmap, width }) => {
      const rows: string[] = [];
      for (let y = 0; y < bitmap.height; y++) {
        let row = '';
        for (let x = 0; x < width; x++)
          row += ((bitmap.bits[y * (bitmap.width / 8) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) === 0 ? '.' : '#';
        rows.push(row);
      }
      return rows.join('\n');
    });

  test('GS v 0 and GS ( L carry rows', () => {
    const picture = '#.......\n.#......';
    expect(drawn('GS v 0', bytes(0x1d, 'v0', 0, 1, 0, 2, 0, 0x80, 0x40))).toEqual([picture]);
    expect(drawn('GS ( L', bytes(0x1d, '(L', 12, 0, 48, 112, 48, 1, 1, 49, 5, 0, 2, 0, 0x80, 0x40))).toEqual([
      '#....\n.#...',
    ]);
  });

  test('ESC * and GS * carry columns, the top dot in the highest bit', () => {
    expect(drawn('ESC *', bytes(0x1b, '*', 0, 2, 0, 0x80, 0x01))).toEqual(['#.\n..\n..\n..\n..\n..\n..\n.#']);
    const column = drawn('ESC *', bytes(0x1b, '*', 33, 1, 0, 0x80, 0, 0x01))[0];
    expect(column).toBe(['#', ...Array.from({ length: 22 }, () => '.'), '#'].join('\n'));
    expect(drawn('GS *', bytes(0x1d, '*', 1, 1, 0xff, zeros(7)))).toEqual([
      Array.from({ length: 8 }, () => '#.......').join('\n'),
    ]);
  });

  test('the modes of GS v 0 double what is printed, not what is stored', () => {
    const [picture] = picturesOf('GS v 0', bytes(0x1d, 'v0', 3, 1, 0, 1, 0, 0x81));
    if (picture === undefined) throw new Error('no picture');
    expect([picture.bitmap.width, picture.bitmap.height]).toEqual([8, 1]);
    const large = scaled(picture);
    expect([large.width, large.height, ...large.bits]).toEqual([16, 2, 0xc0, 0x03, 0xc0, 0x03]);
  });
});

describe('lists', () => {
  test('tab positions end with NUL, or where one is not beyond the one before', () => {
    expect(names(bytes(0x1b, 'D', 8, 16, 0, 'x'))).toEqual(['ESC D 5', 'text 1']);
    expect(names(bytes(0x1b, 'D', 8, 16, 0x0a, 'x'))).toEqual(['ESC D 4', 'LF 1', 'text 1']);
    expect(names(bytes(0x1b, 'D', 0))).toEqual(['ESC D 3']);
  });

  test('a bar code without its NUL does not take the stream with it', () => {
    const [first, ...rest] = names(bytes(0x1d, 'k', 4, 'A'.repeat(300), 0x0a, 'x'));
    expect(first).toBe('GS k 2 ?');
    expect(rest.slice(-2)).toEqual(['LF 1', 'text 1']);
  });
});

describe('text', () => {
  test('follows the character table, Vietnamese ones too', () => {
    // TCVN-3 as Epson's pages 30 and 31 have it: receipt-print-hq's escpos-printer-db.
    expect(readEscpos(bytes(0x1b, 't', 30, 'ti', 0xd5, 'ng ', 0xae)).text).toBe('tiếng đ');
    expect(readEscpos(bytes(0x1b, 't', 31, 0xa7)).text).toBe('Đ');
    expect(readEscpos(bytes(0x1b, 't', 16, 0xe9, 0x1b, '@', 0x82)).text).toBe('éé');
    expect(readEscpos(bytes(0x1c, '(C', 2, 0, 48, 2, [...Buffer.from('Số')])).text).toBe('Số');
  });

  test('is two bytes a character while FS & stands: GB 18030, or what FS C says', () => {
    expect(readEscpos(bytes(0x1c, '&', 0xba, 0xc5, 'A012', 0x1c, '.', 0x82)).text).toBe('号A012é');
    expect(readEscpos(bytes(0x1c, '&', 0x1c, 'C', 1, 0x94, 0xd4)).text).toBe('番');
    expect(readEscpos(bytes(0x1c, '&', 0x1c, 'C', 0, 0x48, 0x56)).text).toBe('番');
  });
});

const folder = join(recordings(), 'oracles/escpos');
const streams = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.bin')) : [];
describe.skipIf(streams.length === 0)('streams of escpos-php', () => {
  test.each(streams)('%s: every command is known, none is cut short', (name) => {
    const stream = readFileSync(join(folder, name));
    const commands = parseEscpos(stream);
    expect(commands.filter(({ known, complete }) => !known || !complete)).toEqual([]);
    expect(commands.reduce((sum, { length }) => sum + length, 0)).toBe(stream.length);
  });

  test('receipt-with-logo: text and picture are those of an independent reading', () => {
    const { text, pictures } = readEscpos(readFileSync(join(folder, 'receipt-with-logo.bin')));
    expect(text).toBe(readFileSync(join(folder, 'receipt-with-logo.expected.txt'), 'utf8'));
    expect(pictures.map(({ width, bitmap }) => [width, bitmap.height])).toEqual([[300, 236]]);
  });

  test('a stream cut anywhere reads as its beginning', () => {
    for (const name of streams) {
      const stream = readFileSync(join(folder, name));
      const whole = parseEscpos(stream);
      for (let cut = 1; cut < stream.length; cut += 1 + Math.floor(stream.length / 60)) {
        const commands = [...parseEscpos(stream.subarray(0, cut))];
        const last = commands.pop();
        expect(commands).toEqual(whole.slice(0, commands.length));
        expect((last?.offset ?? 0) + (last?.length ?? 0)).toBe(cut);
      }
    }
  });
});
