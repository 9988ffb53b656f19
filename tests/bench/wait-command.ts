import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { exitCodes } from '../../firmware/cli/exit.ts';
import { CallLogFault, readCalls } from './call-log.ts';
import { baselineFigures, caseOf, figuresOf, foretellCalls } from './wait-calls.ts';

interface WaitOptions {
  readonly calls: string;
  readonly json?: string | true;
  readonly cases?: string;
}

const measure = (options: WaitOptions): void => {
  const calls = readCalls(options.calls);
  const foretold = foretellCalls(calls);
  if (foretold.length === 0)
    throw new CallLogFault(
      `${options.calls}: nobody in it waited and was served (outcome AGENT, wait_s above 0), so there is nothing to foretell`,
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

export const mountWait = (bench: Command): void => {
  bench
    .command('wait')
    .description('waits foretold for the callers of a log, each from what had happened when they joined')
    .requiredOption('--calls <file>', 'a log in the columns of the "Anonymous Bank" data, CSV, gzipped or not')
    .option('--json [file]', 'one JSON document on standard output, or into FILE')
    .option('--cases <file>', 'the raw cases as NDJSON: line (the header is 1), p50S, p90S')
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
