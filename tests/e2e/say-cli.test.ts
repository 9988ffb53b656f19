import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { noProgram } from '../support/programs.ts';
import { removeDirectory, temporaryDirectory } from '../support/temporary.ts';
import { letanProgram as bin } from '../support/letan-program.ts';

const room = temporaryDirectory();
afterAll(() => removeDirectory(room));

const letan = (...args: string[]): { readonly code: number | null; readonly out: string; readonly err: string } => {
  const run = spawnSync(process.execPath, [bin, 'say', ...args], { encoding: 'utf8' });
  return { code: run.status, out: run.stdout, err: run.stderr };
};
const file = (name: string, content: unknown): string => {
  const path = join(room, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

describe('letan say --vectors', () => {
  const vectors = (JSON.parse(readFileSync('tests/unit/voice-readings.json', 'utf8')) as string[][]).map(
    ([lang, kind, input, expected, dialect], at) => ({
      id: `v-${at}`,
      lang,
      kind,
      input,
      expected,
      dialect,
      since: 'x',
    }),
  );

  test('reads all that is agreed, ends with 0 and writes what was said', () => {
    const out = join(room, 'said.json');
    const run = letan('--vectors', file('all.json', { _meta: { total: 1 }, vectors }), '--out', out);
    expect(run).toEqual({ code: 0, err: '', out: `${vectors.length} passed, 0 failed\n` });
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(vectors.map(({ id, expected }) => ({ id, said: expected })));
  });

  test('prints each miss, the count last, and ends with 1', () => {
    const path = file('misses.json', [
      { id: 'right', lang: 'vi', kind: 'cardinal', input: '15', expected: 'mười lăm' },
      { id: 'wrong', lang: 'vi', kind: 'cardinal', input: '15', expected: 'mười năm' },
      { id: 'kind', lang: 'vi', kind: 'poem', input: '15', expected: 'x' },
      { id: 'language', lang: 'tlh', kind: 'cardinal', input: '15', expected: 'x' },
      { id: 'input', lang: 'vi', kind: 'time', input: '99:99', expected: 'x' },
      { id: 'nothing', lang: 'vi', kind: 'time' },
      'not a vector',
      null,
      { id: 'number', lang: 'vi', kind: 'cardinal', input: 21 },
    ]);
    const out = join(room, 'misses-said.json');
    const run = letan('--vectors', path, '--out', out);
    expect(run.code).toBe(1);
    expect(run.out.split('\n')).toEqual([
      'wrong vi cardinal "15": expected "mười năm", said "mười lăm"',
      'kind vi poem "15": no reader for kind poem',
      'language tlh cardinal "15": no reader for language tlh',
      'input vi time "99:99": not a number of that kind',
      'nothing: has no input',
      '#7: has no lang',
      '#8: has no lang',
      '2 passed, 7 failed',
      '',
    ]);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toHaveLength(9);
  });

  test.each([
    ['a file that is not there', '/nowhere/vectors.json', 'ENOENT'],
    ['a directory', room, 'EISDIR'],
    ['no JSON', file('broken.json', '{"vectors": ['), 'JSON'],
    ['no list', file('object.json', { vectors: 7 }), 'no list of vectors'],
  ])('says of %s one clear thing in two languages and ends with 64', (_, path, reason) => {
    const run = letan('--vectors', path);
    expect(run.code).toBe(64);
    expect(run.out).toBe('');
    expect(run.err.trim().split('\n')).toHaveLength(2);
    expect(run.err).toContain(reason);
    expect(run.err).toContain(path);
  });

  test('says that it cannot write, and what it needs', () => {
    const run = letan('--vectors', file('one.json', []), '--out', '/nowhere/said.json');
    expect([run.code, run.err.includes('/nowhere/said.json')]).toEqual([64, true]);
    expect(letan().code).toBe(64);
    expect(letan('Xin chào').code).toBe(64);
    expect(letan('Bonjour', '--lang', 'fr', '--out', join(room, 'x.wav')).err).toContain('vi, en');
    expect(letan('!!!', '--out', join(room, 'x.wav')).code).toBe(64);
    expect(letan('xin chào', '--engine', 'loud', '--out', join(room, 'x.wav')).code).toBe(64);
  });
});

/** What sox measures of a WAV file. */
const measured = (
  path: string,
): {
  readonly seconds: number;
  readonly peakDb: number;
  readonly rmsDb: number;
  readonly flat: number;
  readonly dc: number;
} => {
  const { stderr } = spawnSync('sox', [path, '-n', 'stats'], { encoding: 'utf8' });
  const of = (name: string): number => Number(new RegExp(`^${name}\\s+(\\S+)`, 'm').exec(stderr)?.[1]);
  return {
    seconds: of('Length s'),
    peakDb: of('Pk lev dB'),
    rmsDb: of('RMS lev dB'),
    flat: of('Flat factor'),
    dc: of('DC offset'),
  };
};

const missing =
  [noProgram('espeak-ng', 'espeak-ng'), noProgram('sox', 'sox')].find((reason) => reason !== null) ?? null;
describe.skipIf(missing !== null)(`a call, measured by sox${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  test.each([
    ['vi', 'Xin mời số A012, đến quầy số 4.', 'Xin mời số a không một hai, đến quầy số bốn.', 2.2, 4.5],
    [
      'en',
      'Ticket number A012, please go to counter 4.',
      'Ticket number A zero one two, please go to counter four.',
      2.5,
      5,
    ],
  ] as const)('%s, by both engines', (language, text, words, shortest, longest) => {
    for (const engine of ['espeak', 'text2wav']) {
      const path = join(room, `${engine}-${language}.wav`);
      const run = letan(text, '--lang', language, '--engine', engine, '--out', path);
      expect(run.err).toBe('');
      expect(run.out).toContain(words);
      const sound = measured(path);
      expect(sound.seconds).toBeGreaterThan(shortest);
      expect(sound.seconds).toBeLessThan(longest);
      // Never above -1 dBFS, no flat tops, as loud as speech is at -20 LUFS.
      expect(sound.peakDb).toBeLessThanOrEqual(-1);
      expect(sound.flat).toBe(0);
      expect(Math.abs(sound.rmsDb - -20)).toBeLessThan(2);
      expect(Math.abs(sound.dc)).toBeLessThan(0.005);
    }
  });
});
