import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { loadLanguages } from '../config/languages.ts';
import { exitCodes } from '../firmware/cli/exit.ts';
import { fail } from '../hal/result.ts';
import { readRecordedRun } from './replay/recorded-run.ts';
import { replay, type Replayed, type ReplayOptions } from './replay/replay.ts';

interface Options {
  readonly json?: string | true;
  readonly trace?: string;
}

const languageDir = fileURLToPath(new URL('../config/languages', import.meta.url));

const languages: ReplayOptions['languages'] = (tags) => {
  const loaded = loadLanguages(languageDir, tags);
  return loaded.ok ? loaded : fail(loaded.fault.map(({ file, line, key, kind }) => `${file}:${line}: ${key} ${kind}`));
};

const complain = (lines: readonly string[], code: number): void => {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exitCode = code;
};

const textOf = ({ devices, inputs, simulatedS, traceHash, traceLines, same }: Replayed): string =>
  [
    `${devices.join(', ')}: ${inputs} inputs over ${simulatedS} s`,
    `trace  ${traceLines} lines, ${traceHash}`,
    same === null
      ? 'the recording holds its inputs only: nothing to compare with'
      : same
        ? 'the same, line by line'
        : 'NOT the same',
  ].join('\n');

/** What is wrong, for people; empty when all came out as recorded. */
const complaints = (file: string, { divergence, difference }: Replayed): readonly string[] => [
  ...(divergence === null ? [] : [`${file}:${divergence.line}: ${divergence.reason}`]),
  ...(difference === null
    ? []
    : [
        `${file}:${difference.line}: the first line that came out otherwise`,
        `  recorded  ${difference.recorded || '(nothing)'}`,
        `  replayed  ${difference.replayed || '(nothing)'}`,
      ]),
];

const run = async (file: string, options: Options): Promise<void> => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    complain([`${file}: cannot be read (${code === 'ENOENT' ? 'no such file' : code})`], exitCodes.config);
    return;
  }
  const recorded = readRecordedRun(file, text);
  if (!recorded.ok) {
    complain(
      recorded.fault.map(({ line, message }) => `${file}:${line}: ${message}`),
      exitCodes.config,
    );
    return;
  }
  const out = options.trace === undefined ? null : openSync(options.trace, 'w');
  try {
    const replayed = await replay(recorded.value, {
      languages,
      ...(out === null ? {} : { trace: (line: string) => void writeSync(out, line) }),
    });
    if (!replayed.ok) {
      complain(replayed.fault, exitCodes.config);
      return;
    }
    const document = `${JSON.stringify(replayed.value, null, 2)}\n`;
    const onStdout = options.json === true || options.json === '-';
    if (typeof options.json === 'string' && !onStdout) writeFileSync(options.json, document);
    process.stdout.write(onStdout ? document : `${textOf(replayed.value)}\n`);
    const wrong = complaints(file, replayed.value);
    if (wrong.length > 0) complain(wrong, exitCodes.failed);
  } finally {
    if (out !== null) closeSync(out);
  }
};

/** `letan replay FILE`: the firmware once more, from what a device or the simulator recorded. */
export const mount = (program: Command): void => {
  program
    .command('replay')
    .description('runs a recording again from its configs and inputs alone, and says whether the same comes out')
    .argument('<file>', 'a trace: of `sim run --trace`, or of a device')
    .option('--json [file]', 'what came of it as JSON, to a file or alone on stdout')
    .option('--trace <file>', 'the trace that comes out, NDJSON')
    .action(run);
};
