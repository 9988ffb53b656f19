import { spawnSync } from 'node:child_process';
import { cpus, platform, release, totalmem } from 'node:os';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { exitCodes } from '../../firmware/cli/exit.ts';
import { mountCounterPages } from './counter-pages.ts';
import type { Section } from './figures.ts';
import { mountPir } from './pir-command.ts';
import { presenceFrame } from './presence-frame.ts';
import { mountPresence } from './presence.ts';
import { mountHall } from './hall-command.ts';
import { footprint } from './footprint.ts';
import { standardDay } from './standard-day.ts';
import { mountThermal } from './thermal-command.ts';
import { mountTof } from './tof-command.ts';
import { touchToNumber } from './touch-to-number.ts';
import { mountWait } from './wait-command.ts';
import { wordToCommand } from './word-to-command.ts';

const sections: Readonly<Record<string, () => Promise<Section>>> = {
  'word-to-command': wordToCommand,
  'touch-to-number': touchToNumber,
  footprint,
  'presence-frame': presenceFrame,
  'standard-day': standardDay,
};

interface BenchOptions {
  readonly json?: string | true;
  readonly cases?: string;
  readonly only?: string;
  /** Measures one section in this very process and writes it as JSON: how the bench starts itself. */
  readonly inProcess?: string;
}

/** Each section has a process of its own, so that none warms or burdens the next. */
const measure = (name: string, folder: string): Section | null => {
  const file = join(folder, `${name}.json`);
  const run = spawnSync(process.execPath, ['firmware/cli/letan.mjs', 'bench', '--only', name, '--in-process', file], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (run.status !== 0) return null;
  return JSON.parse(readFileSync(file, 'utf8')) as Section; // written by ourselves a moment ago
};

const host = (): Record<string, string> => ({
  node: process.version,
  cpu: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  system: `${platform()} ${release()}`,
});

const bench = async (options: BenchOptions): Promise<void> => {
  const chosen = options.only === undefined ? Object.keys(sections) : [options.only];
  const unknown = chosen.find((name) => !Object.hasOwn(sections, name));
  if (unknown !== undefined) {
    process.stderr.write(
      `letan bench: there is no section "${unknown}"; there are ${Object.keys(sections).join(', ')}\n`,
    );
    process.exitCode = exitCodes.usage;
    return;
  }
  if (options.inProcess !== undefined) {
    const measured = await sections[chosen[0] ?? '']?.();
    writeFileSync(options.inProcess, JSON.stringify(measured));
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'letan-bench-'));
  const measured: Section[] = [];
  for (const name of chosen) {
    process.stderr.write(`measuring ${name} …\n`);
    const section = measure(name, folder);
    if (section === null) process.exitCode = exitCodes.failed;
    else measured.push(section);
  }
  rmSync(folder, { recursive: true, force: true });

  const document = {
    host: host(),
    sections: Object.fromEntries(measured.map(({ name, what, figures }) => [name, { what, ...figures }])),
  };
  if (options.cases !== undefined)
    writeFileSync(
      options.cases,
      measured.flatMap(({ cases }) => cases.map((each) => `${JSON.stringify(each)}\n`)).join(''),
    );
  if (options.json === true) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else {
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(document, null, 2)}\n`);
    for (const { name, what, figures } of measured) {
      process.stdout.write(`\n${name}: ${what}\n`);
      for (const [figure, value] of Object.entries(figures)) process.stdout.write(`  ${figure.padEnd(26)} ${value}\n`);
    }
  }
};

/** Before anything is measured, not after it: somewhere for the figures to go. Ends the command with a usage error if there is not. */
const refuseUnwritable = (command: Command): void => {
  const { json, cases } = command.opts<Pick<BenchOptions, 'json' | 'cases'>>();
  for (const [option, file] of Object.entries({ json, cases })) {
    if (typeof file !== 'string') continue;
    try {
      closeSync(openSync(file, 'a'));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      command.error(
        `letan bench: --${option} ${file} cannot be written (${why}); name a file in a folder that is there`,
        {
          exitCode: exitCodes.usage,
        },
      );
    }
  }
};

export const mount = (program: Command): void => {
  // A subcommand has its own --json and --cases.
  const command = program.command('bench').enablePositionalOptions();
  command.hook('preAction', (_bench, action) => refuseUnwritable(action));
  mountCounterPages(command);
  mountWait(command);
  mountHall(command);
  mountPresence(command);
  mountThermal(command);
  mountPir(command);
  mountTof(command);
  command
    .description('measures this machine: the simulated day, the way of a word and of a touch, memory and start')
    .option('--only <section>', `one of ${Object.keys(sections).join(', ')}`)
    .option('--json [file]', 'one JSON document on standard output, or into FILE')
    .option('--cases <file>', 'the raw cases as NDJSON: section, case, decision, time, value')
    .option('--in-process <file>')
    .action((options: BenchOptions) => bench(options));
};
