import { packageRows } from './package-rows.ts';
import type { Row, Standing } from './row.ts';
import seedItems from './seed-items.json' with { type: 'json' };
import { seedRows } from './seed-rows.ts';

export interface CoverageLine {
  readonly name: string;
  readonly subject: string;
  readonly row: Row | null;
}

export const seedLines: readonly CoverageLine[] = seedItems.map(({ n, vi, en }) => ({
  name: String(n),
  subject: `${vi} · ${en}`,
  row: seedRows[n] ?? null,
}));

export const packageLines: readonly CoverageLine[] = Object.entries(packageRows).map(([name, row]) => ({
  name,
  subject: '',
  row,
}));

const standings: Readonly<Record<Standing, string>> = {
  works: 'works',
  part: 'in part',
  open: 'open',
  beyond: 'out of reach',
};

const escaped = (text: string): string => text.replaceAll('|', '\\|');

const code = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join('<br>');

const shortKey = (key: string): string => key.replace(/^config\/(sites\/|profiles\/)?/, '').replace('#', ' ');

const cells = ({ row }: CoverageLine): string =>
  row === null
    ? ' | | | | |'
    : [
        standings[row.standing],
        code(row.config.map(shortKey)),
        row.behaviours.join(', '),
        row.tests.map((test) => escaped(test.replace(/^tests\//, '').replace('#', ': '))).join('<br>'),
        escaped(row.rest),
      ].join(' | ');

const count = (lines: readonly CoverageLine[], standing: Standing): number =>
  lines.filter((line) => line.row?.standing === standing).length;

const counted = (lines: readonly CoverageLine[]): string =>
  (['works', 'part', 'open', 'beyond'] as const)
    .map((standing) => `${count(lines, standing)} ${standings[standing]}`)
    .join(', ');

/** The text of COVERAGE.md. */
export const coverageText = (): string =>
  [
    '# Coverage',
    '',
    'What the two seed texts of Hanoi’s administration ask of a reception device, and what letan does about it. Made by',
    '`node tests/coverage.mjs` from `tests/coverage-data/`; `tests/coverage.test.ts` fails when a row points at nothing.',
    '',
    `## The ${seedLines.length} items: ${counted(seedLines)}`,
    '',
    '| # | item | standing | config | behaviours | tests | missing |',
    '|---|---|---|---|---|---|---|',
    ...seedLines.map((line) => `| ${line.name} | ${escaped(line.subject)} | ${cells(line)} |`),
    '',
    `## The ${packageLines.length} packages: ${counted(packageLines)}`,
    '',
    '| package | standing | config | behaviours | tests | missing |',
    '|---|---|---|---|---|---|',
    ...packageLines.map((line) => `| ${line.name} | ${cells(line)} |`),
    '',
  ].join('\n');
