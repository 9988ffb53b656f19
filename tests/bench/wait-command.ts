import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { exitCodes } from '../../firmware/cli/exit.ts';
import { CallLogFault, outcomesUnheardOf, readCalls } from './call-log.ts';
import { baselineFigures, caseOf, figuresOf, foretellCalls } from './wait-calls.ts';
import { communeCases, communeFigures, type CommuneCase } from './wait-commune.ts';

interface WaitOptions {
  readonly calls?: string;
  readonly commune?: true;
  readonly json?: string | true;
  readonly cases?: string;
  readonly seed: string;
}

const measureCalls = (file: string, options: WaitOptions): void => {
  const calls = readCalls(file);
  for (const note of outcomesUnheardOf(calls)) process.stderr.write(`letan bench wait: ${file}: ${note}\n`);
  const foretold = foretellCalls(calls);
  if (foretold.length === 0)
    throw new CallLogFault(
      `${file}: nobody in it waited and was served (outcome AGENT, wait_s above 0), so there is nothing to foretell`,
    );
  const document = { ...figuresOf(foretold), baselines: baselineFigures(calls) };
  if (options.cases !== undefined)
    writeFileSync(options.cases, foretold.map((each) => `${JSON.stringify(caseOf(each))}\n`).join(''));
  if (options.json === true) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(document, null, 2)}\n`);
  else {
    const { baselines, mae, n, p90Coverage, rmse } = document;
    process.stdout.write(`${n} who waited and were served; errors in seconds\n`);
    process.stdout.write(
      `  letan                mean ${mae}, root mean square ${rmse}, ${(100 * p90Coverage).toFixed(1)} % under its P90\n`,
    );
    for (const [name, figures] of Object.entries(baselines))
      process.stdout.write(`  ${name.padEnd(20)} mean ${figures.mae}, root mean square ${figures.rmse}\n`);
  }
};

const loads = [0.8, 1, 1.15];
const visitorsEach = 10_000;

const measureCommune = (options: WaitOptions): void => {
  const seed = Number(options.seed);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new CallLogFault(`--seed ${options.seed}: a whole number, 0 or more`);
  const all: CommuneCase[] = [];
  const figures: Record<string, ReturnType<typeof communeFigures>> = {};
  for (const load of loads) {
    const name = load === 1 ? '1.0' : String(load);
    const cases = communeCases(load, visitorsEach, seed, (share) => {
      process.stderr.write(`\rload ${name}: ${Math.round(100 * share)} %  `);
    });
    process.stderr.write('\n');
    all.push(...cases);
    figures[name] = communeFigures(cases);
  }
  if (options.cases !== undefined)
    writeFileSync(options.cases, all.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const document = { loads: figures };
  if (options.json === true) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(document, null, 2)}\n`);
  else
    for (const [load, { beyond10MinShare, n, p90Coverage, relSquaredError }] of Object.entries(figures)) {
      const covered = Object.entries(p90Coverage).map(([service, share]) => `${service} ${(100 * share).toFixed(1)} %`);
      process.stdout.write(
        `load ${load}: ${n} who waited; squared error over squared mean wait ${relSquaredError}; under P90: ${covered.join(', ')}; ` +
          `over ten minutes beyond it ${(100 * beyond10MinShare).toFixed(1)} %\n`,
      );
    }
};

const measure = (options: WaitOptions): void => {
  const { calls, commune } = options;
  if ((calls === undefined) === (commune === undefined))
    throw new CallLogFault('name either --calls FILE or --commune: a log to be gone through, or simulated days');
  if (calls !== undefined) measureCalls(calls, options);
  else measureCommune(options);
};

export const mountWait = (bench: Command): void => {
  bench
    .command('wait')
    .description('waits foretold, each from what had happened when somebody joined, beside what came of it')
    .option(
      '--calls <file>',
      'for the callers of a log in the columns of the "Anonymous Bank" data, CSV, gzipped or not',
    )
    .option('--commune', 'for the visitors of simulated days of a commune, at loads of 0.8, 1.0 and 1.15')
    .option('--seed <n>', 'which simulated days: another number makes others', '1')
    .option('--json [file]', 'one JSON document on standard output, or into FILE')
    .option(
      '--cases <file>',
      'the raw cases as NDJSON: line (the header is 1), p50S, p90S; of a commune also the visitor and their wait',
    )
    .action((options: WaitOptions) => {
      try {
        measure(options);
      } catch (error) {
        if (!(error instanceof CallLogFault)) throw error;
        process.stderr.write(`letan bench wait: ${error.message}\n`);
        process.exitCode = exitCodes.usage;
      }
    });
};
