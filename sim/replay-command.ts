import { closeSync, openSync, writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { InvalidArgumentError, type Command } from 'commander';
import { configFromContent } from '../config/content.ts';
import { gapWords, lineFaultWords, recordingMessages, recordingWords } from '../config/languages/messages/recording.ts';
import {
  textWith,
  worded,
  type Message,
  type SlotValue,
  type SlotValues,
  type StaffText,
} from '../config/languages/messages/wording.ts';
import type { EffectiveContent } from '../config/schema.ts';
import { buildHere, mayDiffer } from '../firmware/cli/build-here.ts';
import { exitCodes } from '../firmware/cli/exit.ts';
import { NodeClock } from '../hal/drivers/node-clock.ts';
import { errorCode } from '../hal/error-code.ts';
import type { Milliseconds } from '../hal/units.ts';
import { aroundDifference, lineInWords } from './replay/line-words.ts';
import { momentOf, wallAt } from './replay/moment.ts';
import { PacedMarks, spanText, timeText } from './replay/paced-marks.ts';
import { readRecordedRun, type RecordedRun } from './replay/recorded-run.ts';
import { readRecordingFile } from './replay/recording-file.ts';
import { replay, type Replayed, type ReplayOptions } from './replay/replay.ts';
import { shippedLanguages } from './replay/replay-file.ts';
import { isTestName, writeTest } from './replay/to-test.ts';

interface Options {
  readonly json?: string | true;
  readonly trace?: string;
  readonly speed?: number;
  readonly from?: string;
  readonly expect?: string;
  readonly toTest?: string;
  readonly althoughItDiffers?: true;
  readonly page?: true;
  readonly port?: number;
}

/** A recording as it was read, with what is to be said of it. */
interface Opened {
  readonly run: RecordedRun;
  readonly bytes: Uint8Array;
  readonly zoneOffsetMin: number;
}

const usualZone = 420;

/** Says what is wrong and what to do, Vietnamese first. */
const say = <M extends Message>(message: M, values: SlotValues<M>): void => {
  const { needs, repair } = worded(message, values);
  process.stderr.write(`${needs.vi}; ${repair.vi}\n${needs.en}; ${repair.en}\n`);
};
const complain = <M extends Message>(message: M, values: SlotValues<M>, code: number): null => {
  say(message, values);
  process.exitCode = code;
  return null;
};
const both = (text: StaffText, values: Readonly<Record<string, SlotValue>> = {}): string => {
  const { en, vi } = textWith(text, values);
  return `${vi}\n${en}`;
};

/** The zone of the site that recorded; Hanoi's where its config cannot be read, which is said when it is replayed. */
const zoneOf = (run: RecordedRun): number => {
  const first = run.entry(0);
  if (first?.kind !== 'config' || typeof first.config !== 'object' || first.config === null) return usualZone;
  // The recorder wrote the effective content there; the schemas look through it.
  const config = configFromContent(first.config as unknown as EffectiveContent, run.source);
  return config.ok ? config.value.site.zoneOffsetMin : usualZone;
};

const open = (file: string): Opened | null => {
  const read = readRecordingFile(file);
  if (!read.ok) return complain(recordingMessages.unreadable, { file, code: read.fault }, exitCodes.config);
  const { bytes, cut } = read.value;
  const recorded = readRecordedRun(file, bytes);
  if (!recorded.ok) {
    const [first] = recorded.fault;
    const values = {
      file,
      line: first?.line ?? 1,
      reason: first?.message ?? lineFaultWords.nothing,
      count: recorded.fault.length,
    };
    return complain(recordingMessages.notRecording, values, exitCodes.config);
  }
  const run = recorded.value;
  if (cut) say(recordingMessages.cutArchive, { file, line: run.lines });
  else if (run.torn) say(recordingMessages.torn, { file, line: run.lines + 1 });
  for (const { line, note } of run.notes) {
    if (note.note === 'gap')
      say(recordingMessages.gap, { file, line, lines: note.lines ?? '?', why: gapWords[note.why] });
    if (note.note === 'start' && note.before === 'cut' && line > 1)
      process.stderr.write(`${both(recordingWords.cutStart, { seconds: Math.ceil(note.flushMs / 1000) })}\n`);
  }
  return { run, bytes, zoneOffsetMin: zoneOf(run) };
};

const verdict = ({ difference, expectedHash, same }: Replayed): StaffText => {
  if (same === null) return recordingWords.nothingToCompare;
  if (!same) return recordingWords.notSame;
  return difference === null && expectedHash !== null ? recordingWords.same : recordingWords.sameHash;
};

const textOf = (replayed: Replayed, tookS: number): string => {
  const { devices, inputs, simulatedS, traceHash, traceLines } = replayed;
  const times = Math.round(simulatedS / Math.max(tookS, 0.001));
  const values = {
    devices: devices.join(', '),
    inputs,
    span: spanText(simulatedS * 1000),
    took: tookS.toFixed(1),
    times,
  };
  return [
    both(recordingWords.replayed, values),
    `trace  ${traceLines} lines, ${traceHash}`,
    both(verdict(replayed)),
  ].join('\n');
};

/** Says what came out otherwise, if anything did. */
const tellDifference = (file: string, { difference, divergence, expectedHash, same, traceHash }: Replayed): void => {
  if (divergence !== null) say(recordingMessages.divergence, { file, ...divergence });
  if (difference !== null) {
    const { line, recorded, replayed } = difference;
    const words = { recorded: lineInWords(recorded), replayed: lineInWords(replayed) };
    say(recordingMessages.difference, { file, line, ...words });
    const [was, is] = aroundDifference(recorded, replayed);
    process.stderr.write(`  recorded  ${was || '(nothing)'}\n  replayed  ${is || '(nothing)'}\n`);
  } else if (divergence === null && same === false)
    say(recordingMessages.otherHash, { file, expected: expectedHash ?? '', found: traceHash });
  if (same === false || divergence !== null) process.exitCode = exitCodes.failed;
};

/** Opens a file for writing before a run of minutes, not after it. */
const openOutput = (file: string | undefined): number | null => {
  if (file === undefined) return null;
  try {
    return openSync(file, 'w');
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    return complain(recordingMessages.unwritable, { file, code }, exitCodes.usage);
  }
};

/** Where the recording is to be shown from; null: it has no such moment, which was said. */
const beginning = ({ run, zoneOffsetMin }: Opened, text: string | undefined): Milliseconds | null => {
  if (text === undefined) return 0;
  const moment = momentOf(run, text, zoneOffsetMin);
  if (moment !== null) return moment;
  const at = (position: Milliseconds): string => timeText(wallAt(run, position), position, zoneOffsetMin);
  return complain(recordingMessages.noMoment, { text, from: at(0), to: at(run.spanMs) }, exitCodes.usage);
};

const keepTest = (file: string, options: Options, { bytes }: Opened, replayed: Replayed): void => {
  if (replayed.same === false && options.althoughItDiffers !== true) {
    say(recordingMessages.notSame, {});
    return;
  }
  try {
    const written = writeTest(file, bytes, replayed);
    process.stderr.write(`${both(recordingWords.testWritten, { ...written })}\n`);
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    complain(recordingMessages.unwritable, { file, code }, exitCodes.usage);
  }
};

/** Which builds recorded it, to the commit where that is known, and whether this one is another. */
const tellBuild = ({ notes }: RecordedRun, first: string | null, here: string): void => {
  const noted = notes.flatMap(({ note }) => (note.note === 'start' ? [note.firmware] : []));
  const builds = [...new Set(noted.length === 0 && first !== null ? [first] : noted)];
  const recorded = builds.join(', ');
  // Of the simulator's own traces the version is all that is told.
  if (recorded.includes('+')) process.stderr.write(`${both(recordingWords.recordedBy, { recorded })}\n`);
  if (builds.some((build) => mayDiffer(build, here))) say(recordingMessages.otherVersion, { recorded, here });
};

const run = async (file: string, options: Options): Promise<void> => {
  const { expect, toTest } = options;
  if (toTest !== undefined && !isTestName(toTest)) {
    complain(recordingMessages.noTestName, { file: toTest }, exitCodes.usage);
    return;
  }
  const opened = open(file);
  if (opened === null) return;
  const here = await buildHere();
  const from = beginning(opened, options.from);
  if (from === null) return;
  if (options.page === true) {
    const { replayPage } = await import('./page/replay-main.ts');
    await replayPage(opened.run, { from, speed: options.speed ?? 1, port: options.port });
    return;
  }
  const onStdout = options.json === true || options.json === '-';
  const jsonFile = typeof options.json === 'string' && !onStdout ? options.json : undefined;
  const out = openOutput(options.trace);
  const json = openOutput(jsonFile);
  if ((out === null && options.trace !== undefined) || (json === null && jsonFile !== undefined)) return;
  const paced =
    options.speed === undefined && options.from === undefined
      ? null
      : new PacedMarks({
          from,
          speed: options.speed ?? 1,
          run: opened.run,
          zoneOffsetMin: opened.zoneOffsetMin,
          host: new NodeClock(() => true),
          tell: (line) => void process.stdout.write(`${line}\n`),
        });
  const began = performance.now();
  try {
    const trace: ReplayOptions['trace'] = (line) => void (out !== null && writeSync(out, line));
    const replayed = await replay(opened.run, {
      languages: shippedLanguages,
      ...(out === null ? {} : { trace }),
      ...(expect === undefined ? {} : { expected: expect }),
      ...(paced === null ? {} : { watch: paced }),
      begun: (firmware) => tellBuild(opened.run, firmware, here),
    });
    if (!replayed.ok) {
      const reason = replayed.fault.join('; ');
      complain(recordingMessages.config, { file, reason, firmware: opened.run.firmware ?? '?' }, exitCodes.config);
      return;
    }
    const durationMs = Math.round(performance.now() - began);
    const document = `${JSON.stringify({ ...replayed.value, durationMs }, null, 2)}\n`;
    if (json !== null) writeSync(json, document);
    process.stdout.write(onStdout ? document : `${textOf(replayed.value, durationMs / 1000)}\n`);
    tellDifference(file, replayed.value);
    if (toTest !== undefined) keepTest(toTest, options, opened, replayed.value);
  } finally {
    for (const each of [out, json]) if (each !== null) closeSync(each);
  }
};

const number = (what: string, least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text) || value < least || value > most)
    throw new InvalidArgumentError(`expected ${what}`);
  return value;
};

/** `letan replay FILE`: the firmware once more, from what a device or the simulator recorded. */
export const mount = (program: Command): void => {
  program
    .command('replay')
    .description('runs a recording again from its configs and inputs alone, and says whether the same comes out')
    .argument('<file>', 'a device’s recording (`recording export`) or a trace (`sim run --trace`), plain or .gz')
    .option('--json [file]', 'what came of it as JSON, to a file or alone on stdout')
    .option('--trace <file>', 'the trace that comes out, NDJSON')
    .option('--expect <hash>', 'the hash to which it should come, where only its inputs are left')
    .option('--from <moment>', 'goes there as fast as it can, then on at --speed: 08:31, 2026-08-03T08:31, 90s')
    .option('--speed <n>', 'shows what happens at so many times its own time', number('0.1 to 1000', 0.1, 1000))
    .option('--page', 'shows it on the simulator’s page, with pause, speed and jumps')
    .option('--port <n>', 'where that page lies', number('a port', 0, 65_535))
    .option('--to-test <file>', 'writes a test that holds the firmware to it: NAME.test.ts, the recording beside it')
    .option('--although-it-differs', 'writes the test even where another trace comes out')
    .action(run);
};
