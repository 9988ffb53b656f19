import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { checkFiles, loadDevice } from '../../config/load.ts';
import { ConfigReader } from '../../config/reader.ts';
import { readYaml } from '../../config/yaml.ts';
import { MemoryFiles, shippedFiles } from '../support/config-files.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { runs } from '../support/tier.ts';

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(room, name);
  writeFileSync(path, content);
  return path;
};

const keysOf = (path: string): readonly string[] =>
  checkFiles([path]).flatMap((checked) => checked.faults.map((fault) => fault.key));

describe('files that are none', () => {
  const cases: readonly (readonly [string, () => string, readonly string[]])[] = [
    ['not there', () => join(room, 'nothing.yaml'), ['file.missing']],
    ['below a file', () => join(file('leaf', 'x'), 'site.yaml'), ['file.missing']],
    [
      'a directory called site.yaml',
      () => {
        mkdirSync(join(room, 'd', 'site.yaml'), { recursive: true });
        return join(room, 'd');
      },
      ['file.directory'],
    ],
    ['empty', () => file('empty.yaml', ''), ['file.empty']],
    ['blank', () => file('blank.yaml', ' \n\n'), ['file.empty']],
    ['ten megabytes', () => file('large.yaml', new Uint8Array(10_000_000).fill(32)), ['file.large']],
    ['NUL bytes', () => file('nul.yaml', 'schema: 1\0'), ['file.notText']],
    ['no UTF-8', () => file('latin.yaml', Uint8Array.of(0x73, 0xe9, 0x0a)), ['file.notText']],
    ['a UTF-16 file', () => file('wide.yaml', Buffer.from('\ufeffschema: 1\n', 'utf16le')), ['file.notText']],
    ['a link to itself', () => (symlinkSync('loop', join(room, 'loop')), join(room, 'loop')), ['file.unreadable']],
    ['an endless device', () => '/dev/zero', ['file.unreadable']],
    [
      'a pipe that nobody writes to',
      () => (spawnSync('mkfifo', [join(room, 'pipe')]), join(room, 'pipe')),
      ['file.unreadable'],
    ],
  ];
  it.each(cases)('%s', (_name, make, expected) => {
    expect(keysOf(make())).toEqual(expected);
  });

  it('one mistake in the path of a device is one fault, not one of its site as well', () => {
    mkdirSync(join(room, 'devices'), { recursive: true });
    for (const [path, key] of [
      [join(room, 'devices', 'kiosk-9.yaml'), 'file.missing'],
      [join(room, 'devices'), 'file.directory'],
    ] as const) {
      const read = loadDevice(path);
      expect(read.ok ? [] : read.fault.map((fault) => `${fault.key} ${fault.file}`)).toEqual([`${key} ${path}`]);
    }
  });

  it('one that this user may not read', () => {
    const path = file('private.yaml', 'schema: 1\n');
    chmodSync(path, 0o000);
    chmodSync(room, 0o755);
    // The reader runs without root's powers: as root every file can be read and the test would prove nothing.
    const code = `
      import { register } from 'tsx/esm/api';
      register();
      const { checkFiles } = await import('${join(process.cwd(), 'config/load.ts')}');
      console.log(checkFiles(['${path}']).flatMap((file) => file.faults.map((fault) => fault.key + ' ' + fault.needs.en)).join());`;
    const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
    const command = [...asNobody, process.execPath, '--input-type=module', '-e', code];
    const run = spawnSync(command[0] ?? '', command.slice(1), {
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: '/tmp' },
    });
    expect(run.stdout.trim(), run.stderr).toBe('file.unreadable the file cannot be read (EACCES)');
  });

  it('takes a byte order mark and Windows line ends as they come', () => {
    const path = 'config/sites/ward-centre/site.yaml';
    const text = shippedFiles[path] ?? '';
    const crlf = new MemoryFiles({ [path]: text.replaceAll('\n', '\r\n') });
    expect(new ConfigReader(crlf).check(path)).toEqual([{ file: path, kind: 'site', faults: [], notes: [] }]);
    // The disk's reader drops the mark; what is left is an ordinary file.
    expect(keysOf(file('marked.yaml', '\ufeffschema: 1\nsite: x\n'))).not.toContain('file.notText');
  });
});

describe('YAML that means harm', () => {
  it('is refused in a moment, whatever it would unfold to', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 26; level += 1) {
      const name = String.fromCharCode(97 + level);
      bomb.push(`${name}: &${name} [${`*${String.fromCharCode(96 + level)}, `.repeat(9)}]`);
    }
    const { faults } = readYaml('bomb.yaml', `schema: 1\n${bomb.join('\n')}\n`);
    expect(new Set(faults.map((fault) => fault.key))).toEqual(new Set(['yaml.alias']));
  });

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['braces', '{a: '.repeat(50_000)],
    ['dashes', '- '.repeat(100_000)],
    ['question marks', '? '.repeat(100_000)],
  ])('a hundred thousand %s', (_name, text) => {
    const { tree, faults } = readYaml('deep.yaml', `schema: 1\nsite: ${text}`);
    expect(tree).toBeNull();
    expect(faults.length).toBeGreaterThan(0);
  });

  it('a key called __proto__ is a key like any other', () => {
    const path = 'config/sites/ward-centre/devices/kiosk-1.yaml';
    const text = `${shippedFiles[path] ?? ''}__proto__: { polluted: true }\ndevices: { __proto__: { port: lamp } }\n`;
    const keys = new ConfigReader(new MemoryFiles({ [path]: text }))
      .check(path)
      .flatMap((checked) => checked.faults.map((fault) => `${fault.key} ${fault.path}`));
    expect(keys).toContain('key.unknown __proto__');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('shipped files, damaged', () => {
  const paths = Object.keys(shippedFiles);
  const junk = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom(': ', '- ', '\n', '\t', '[', ']', '{', '}', '"', '&a ', '*a', '!!x ', '|', '>', '#', '%', '---\n'),
    fc.constantFrom(
      'null',
      'true',
      '.nan',
      '-.inf',
      '0x29',
      '1e999',
      '99999999999999999999',
      'none',
      '__proto__',
      '<<',
    ),
  );
  /** A shipped file with a few pieces cut out, doubled or replaced by junk. */
  const damaged = fc
    .tuple(
      fc.constantFrom(...paths),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 40 }), junk, fc.nat({ max: 2 })), { minLength: 1, maxLength: 4 }),
    )
    .map(([path, wounds]) => {
      let text = shippedFiles[path] ?? '';
      for (const [seed, length, insert, how] of wounds) {
        const at = seed % (text.length + 1);
        const piece = text.slice(at, at + length);
        text =
          text.slice(0, at) + (how === 0 ? insert : how === 1 ? piece + insert + piece : '') + text.slice(at + length);
      }
      return { path, text };
    });

  // Seconds of pure reckoning; a busy host takes a minute over them.
  it(
    'give a config or located faults with words, never an exception',
    { timeout: runs({ fast: 180_000, long: 3_600_000 }) },
    () => {
      fc.assert(
        fc.property(damaged, ({ path, text }) => {
          const files = new MemoryFiles({ [path]: text });
          for (const checked of new ConfigReader(files).check(path))
            for (const fault of checked.faults) {
              const lines = files.texts.get(fault.file)?.split('\n').length ?? 0;
              expect(fault.line).toBeLessThanOrEqual(lines);
              expect(fault.line === 0).toBe(fault.column === 0);
              expect(fault.needs.vi.length * fault.needs.en.length * fault.repair.vi.length).toBeGreaterThan(0);
            }
          if (!path.includes('/devices/')) return;
          const device = new ConfigReader(files).device(path);
          if (!device.ok) expect(device.fault.length).toBeGreaterThan(0);
        }),
        { numRuns: runs({ fast: 300, long: 20_000 }) },
      );
    },
  );

  it('any text at all is a tree or faults', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const { tree, faults } = readYaml('any.yaml', text);
        if (tree === null) expect(faults.length).toBeGreaterThan(0);
      }),
      { numRuns: runs({ fast: 1000, long: 50_000 }) },
    );
  });
});
