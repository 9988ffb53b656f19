import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readYaml } from '../config/yaml.ts';
import { treeAt } from '../config/tree.ts';
import { coverageText, packageLines, seedLines, type CoverageLine } from './coverage-data/document.ts';
import type { Row } from './coverage-data/row.ts';

const cut = (reference: string): readonly [string, string] => {
  const at = reference.indexOf('#');
  return [reference.slice(0, at), reference.slice(at + 1)];
};

/** A key that stands in a shipped file, as its YAML has it. */
const keyStands = (reference: string): boolean => {
  const [file, key] = cut(reference);
  if (!existsSync(file)) return false;
  const { tree } = readYaml(file, readFileSync(file, 'utf8'));
  const path = key.split('.').map((step) => (/^[0-9]+$/.test(step) ? Number(step) : step));
  return tree !== null && treeAt(tree, path) !== null;
};

/** A test whose name, as the file writes it, holds the words. */
const testStands = (reference: string): boolean => {
  const [file, name] = cut(reference);
  if (!existsSync(file)) return false;
  const names = readFileSync(file, 'utf8').matchAll(/\b(?:it|test|describe)(?:\.\w+\([^]*?\))?\(\s*(['"`])(.*?)\1/g);
  return [...names].some((found) => (found[2] ?? '').includes(name));
};

const behaviourStands = (name: string): boolean =>
  existsSync(`behaviours/${name}/index.ts`) || existsSync(`behaviours/${name}/phrasebook.ts`);

/** Everything that a row points at and that is not there. */
const missing = (row: Row): readonly string[] => [
  ...row.config.filter((key) => !keyStands(key)),
  ...row.tests.filter((test) => !testStands(test)),
  ...row.behaviours.filter((name) => !behaviourStands(name)),
];

/** What makes a row dishonest: a claim without proof, or a hole without a word. */
const dishonest = ({ name, row }: CoverageLine): readonly string[] => {
  if (row === null) return [`${name}: no row`];
  const proven = row.tests.length > 0;
  if (row.standing === 'works' || row.standing === 'part') {
    if (!proven) return [`${name}: ${row.standing}, and no test says so`];
    if (row.standing === 'part' && row.rest === '') return [`${name}: in part, and nothing is said to be missing`];
    return [];
  }
  if (proven) return [`${name}: ${row.standing}, and yet a test`];
  return row.rest === '' ? [`${name}: ${row.standing}, and not a word why`] : [];
};

describe('coverage', () => {
  const lines = [...seedLines, ...packageLines];

  it('has every item of the seed texts once, and every package of the card', () => {
    expect(seedLines.map((line) => line.name)).toEqual(Array.from({ length: 51 }, (_, index) => String(index + 1)));
    expect(packageLines.map((line) => line.name).sort((a, b) => a.localeCompare(b))).toEqual([
      'johnny-five',
      'mqtt',
      'node-web-audio-api',
      'onoff',
      'rpi-gpio',
      'tfjs-node',
      'vitest',
      'xstate',
    ]);
  });

  it('points at nothing that is not there', () => {
    expect(
      lines.flatMap(({ name, row }) => (row === null ? [] : missing(row)).map((hole) => `${name}: ${hole}`)),
    ).toEqual([]);
  });

  it('claims nothing without a test, and leaves no hole without a word', () => {
    expect(lines.flatMap(dishonest)).toEqual([]);
  });

  it('names packages that are installed exactly where they are used', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    const installed = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
    for (const { name, row } of packageLines) {
      const has = installed.includes(name) || installed.includes(`@tensorflow/${name}`);
      expect([name, has]).toEqual([name, row?.standing !== 'open']);
    }
  });

  it('is what COVERAGE.md says (node tests/coverage.mjs writes it)', () => {
    expect(readFileSync('COVERAGE.md', 'utf8')).toBe(coverageText());
  });

  it('finds a row that points at nothing', () => {
    const row: Row = {
      standing: 'works',
      config: ['config/sites/ward-centre/site.yaml#zebra', 'config/sites/none/site.yaml#site'],
      behaviours: ['zebra'],
      tests: ['tests/none.test.ts#x', 'tests/coverage.test.ts#no test has this name'],
      rest: '',
    };
    expect(missing(row)).toHaveLength(5);
    expect(dishonest({ name: 'x', subject: '', row: { ...row, tests: [] } })).toHaveLength(1);
    expect(dishonest({ name: 'x', subject: '', row: { ...row, standing: 'open' } })).toHaveLength(1);
  });
});
