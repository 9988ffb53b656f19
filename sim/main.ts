import { closeSync, openSync, writeSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import { readDuration } from '../config/duration.ts';
import { exitCodes } from '../firmware/cli/exit.ts';
import { errorCode } from '../hal/error-code.ts';
import type { Result } from '../hal/result.ts';
import {
  planFromRequest,
  planFromScenario,
  readRecording,
  shippedScenarios,
  type PlanFault,
  type RunPlan,
} from './run-plan.ts';
import { simPageCommand } from './page/main.ts';
import { runPlan, wallText } from './run.ts';
import { dayReport } from './day-report.ts';
import { passed, summaryText } from './summary.ts';
import { fitWalking } from './world/fit.ts';
import { parsePlacement, type Placement } from './world/placement.ts';

/** A parser for commander out of one of ours. */
const option =
  <T>(read: (text: string) => Result<T, string>) =>
  (text: string): T => {
    const result = read(text);
    if (!result.ok) throw new InvalidArgumentError(result.fault);
    return result.value;
  };

const seedOption = option<number>((text) =>
  /^\d{1,15}$/.test(text)
    ? { ok: true, value: Number(text) }
    : { ok: false, fault: `"${text}" is no seed, expected a whole number` },
);
const spanOption = option<number>((text) => {
  const read = readDuration(text);
  return read.ok ? read : { ok: false, fault: `"${text}" is no span, expected 30min, 90s or 9h` };
});
const shareOption = option<number>((text) => {
  const percent = Number(/^(\d{1,3}(?:\.\d+)?)%$/.exec(text)?.[1] ?? Number.NaN);
  return percent <= 100
    ? { ok: true, value: percent / 100 }
    : { ok: false, fault: `"${text}" is no share, expected 10%` };
});
const placeOption = option<Placement>(parsePlacement);

interface RunOptions {
  readonly site?: string;
  readonly tracks?: string;
  readonly seed?: number;
  readonly place?: Placement;
  readonly at?: string;
  readonly for?: number;
  readonly come: number;
  readonly json?: string | true;
  readonly trace?: string;
  readonly report?: true;
}

const shipped = (): string => shippedScenarios().join(', ');

const planOf = (scenario: string | undefined, options: RunOptions): Result<RunPlan, PlanFault> | string => {
  if (scenario !== undefined) {
    const own = ['site', 'tracks', 'place', 'at', 'for'] as const;
    const both = own.filter((name) => options[name] !== undefined);
    return both.length > 0
      ? `a scenario says itself what --${both.join(', --')} would; leave them out`
      : planFromScenario(scenario, options.seed ?? null);
  }
  if (options.site === undefined)
    return `name a scenario (${shipped()}) or a site: letan sim run --site config/sites/ward-centre`;
  return planFromRequest({
    site: options.site,
    tracks: options.tracks ?? null,
    seed: options.seed ?? 1,
    place: options.place ?? null,
    at: options.at ?? null,
    forMs: options.for ?? null,
    come: options.come,
  });
};

const complain = (lines: readonly string[], code: number): void => {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exitCode = code;
};

const progress = (plan: RunPlan) => {
  const live = process.stderr.isTTY;
  return (at: { readonly simulatedMs: number; readonly wall: number; readonly people: number }): void => {
    const text = `${wallText(plan, at.wall)}  ${Math.round(at.simulatedMs / 60_000)} min simulated, ${at.people} people in the hall`;
    process.stderr.write(live ? `\r${text.padEnd(70)}` : `${text}\n`);
  };
};

/** Opens a file for writing, or says why not: before a run of minutes, not after it. */
const openOutput = (path: string): number | null => {
  try {
    return openSync(path, 'w');
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    complain(
      [`${path}: cannot be written (${code}); name a file in a directory that exists and is yours`],
      exitCodes.usage,
    );
    return null;
  }
};

const run = async (scenario: string | undefined, options: RunOptions): Promise<void> => {
  const plan = planOf(scenario, options);
  if (typeof plan === 'string') {
    complain([plan], exitCodes.usage);
    return;
  }
  if (!plan.ok) {
    complain(plan.fault, exitCodes.config);
    return;
  }
  const onStdout = options.json === true || options.json === '-';
  const jsonPath = typeof options.json === 'string' && !onStdout ? options.json : null;
  const trace = options.trace === undefined ? null : openOutput(options.trace);
  const json = jsonPath === null ? null : openOutput(jsonPath);
  if ((trace === null && options.trace !== undefined) || (json === null && jsonPath !== null)) return;
  let buffered = '';
  const flush = (): void => {
    if (trace !== null && buffered !== '') writeSync(trace, buffered);
    buffered = '';
  };
  const write = (text: string): void => {
    buffered += text;
    if (buffered.length > 1 << 20) flush();
  };
  try {
    const summary = await runPlan(plan.value, {
      progress: progress(plan.value),
      report: options.report === true,
      ...(trace === null ? {} : { trace: write }),
    });
    if (process.stderr.isTTY) process.stderr.write(`\r${' '.repeat(70)}\r`);
    const document = `${JSON.stringify(summary, null, 2)}\n`;
    if (json !== null) writeSync(json, document);
    const told = options.report === true ? dayReport(plan.value, summary) : `${summaryText(summary)}\n`;
    process.stdout.write(onStdout ? document : told);
    if (passed(summary)) return;
    const failed = summary.outcomes.filter(({ ok }) => !ok);
    complain(
      [...failed.map(({ expected, was }) => `expected ${expected}; was ${was}`), `again: npx ${plan.value.replay}`],
      exitCodes.failed,
    );
  } finally {
    flush();
    for (const file of [trace, json]) if (file !== null) closeSync(file);
  }
};

const fit = (files: readonly string[]): void => {
  const recordings = [];
  for (const file of files) {
    const recording = readRecording(file);
    if (!recording.ok) {
      complain(recording.fault, exitCodes.config);
      return;
    }
    recordings.push(recording.value);
  }
  process.stdout.write(`${JSON.stringify(fitWalking(recordings), null, 2)}\n`);
};

/** `letan sim …`: the desktop world. */
export const mount = (program: Command): void => {
  const sim = program
    .command('sim')
    .description('a simulated centre: people, clerks and every device with its real firmware');
  sim
    .command('run')
    .description('runs a day without a window, as fast as it can, and says what came of it')
    .argument('[scenario]', `a scenario's file, or one of: ${shipped()}`)
    .option('--site <dir>', 'a site: config/sites/<site>')
    .option('--tracks <file>', 'recorded people: CSV track,t,x,y in seconds and metres')
    .option(
      '--seed <n>',
      'chooses who comes, what they want and every other chance (default: 1, or the scenario’s)',
      seedOption,
    )
    .option('--place <x,y,deg>', 'where the recording’s origin lies on the plan and how it is turned', placeOption)
    .option('--at <instant>', 'site time of the start, 2026-08-03T08:30')
    .option('--for <span>', 'ends after this; otherwise when everybody has left', spanOption)
    .option('--come <share>', 'share of those who pass within 4 m of a device and come to it', shareOption, 0.1)
    .option('--json [file]', 'the summary as JSON, to a file or alone on stdout')
    .option(
      '--report',
      'a page about the day instead of the summary: people, waits, calls, what broke, what a person had to do',
    )
    .option('--trace <file>', 'every input, command and transition, NDJSON')
    .action((scenario: string | undefined, options: RunOptions) => run(scenario, options));
  sim.addCommand(simPageCommand());
  sim
    .command('fit')
    .description('how people of recordings walk and stop: the figures of the generator')
    .argument('<tracks...>', 'recordings')
    .action((files: string[]) => fit(files));
};
