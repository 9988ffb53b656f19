import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Command } from 'commander';
import { daysFromCivil, instantOf, minuteMs, parseDateKey } from '../../behaviours/hours/civil.ts';
import { readDuration } from '../../config/duration.ts';
import { faultText } from '../../config/faults.ts';
import { recordingMessages, recordingWords } from '../../config/languages/messages/recording.ts';
import {
  textWith,
  worded,
  type Message,
  type SlotValue,
  type SlotValues,
  type StaffText,
} from '../../config/languages/messages/wording.ts';
import { loadDevice } from '../../config/load.ts';
import { NodeSegmentStore } from '../../hal/drivers/node-segment-store.ts';
import { errorCode } from '../../hal/error-code.ts';
import type { StorageFault } from '../../hal/ports/storage.ts';
import type { Epoch } from '../../hal/units.ts';
import { writeBlockAtOnce } from '../flight/block.ts';
import { exportWindow, listStarts, type StartSummary } from '../flight/export.ts';
import { installedAt } from '../installed.ts';
import { exitCodes } from './exit.ts';
import { flightDirectory } from './flight.ts';

interface WhereOptions {
  readonly config?: string;
  readonly dir?: string;
  readonly json?: true;
}
interface ExportOptions extends WhereOptions {
  readonly from?: string;
  readonly to?: string;
  readonly out: string;
}

/** The ring, and the zone of the device's site: Hanoi's where no config is named. */
interface Ring {
  readonly path: string;
  readonly store: NodeSegmentStore;
  readonly zoneOffsetMin: number;
}

const usualZone = 420;
const blockText = 1024 * 1024;

const complain = <M extends Message>(message: M, values: SlotValues<M>, code: number): null => {
  const { needs, repair } = worded(message, values);
  process.stderr.write(`${needs.vi}; ${repair.vi}\n${needs.en}; ${repair.en}\n`);
  process.exitCode = code;
  return null;
};
const both = (text: StaffText, values: Readonly<Record<string, SlotValue>>): string => {
  const { en, vi } = textWith(text, values);
  return `${vi}\n${en}\n`;
};

const ringAt = ({ config, dir }: WhereOptions): Ring | null => {
  if (config === undefined) {
    const path = dir ?? installedAt().flight;
    return { path, store: new NodeSegmentStore(path), zoneOffsetMin: usualZone };
  }
  const device = loadDevice(config);
  if (!device.ok) {
    for (const fault of device.fault) process.stderr.write(`${faultText(fault)}\n`);
    process.exitCode = exitCodes.config;
    return null;
  }
  const path = dir ?? flightDirectory(device.value);
  return { path, store: new NodeSegmentStore(path), zoneOffsetMin: device.value.site.zoneOffsetMin };
};

const timeText = (wall: Epoch, zoneOffsetMin: number): string =>
  new Date(wall + zoneOffsetMin * minuteMs).toISOString().slice(0, 19);

const bytesText = (bytes: number): string =>
  bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** `2026-08-03`, `2026-08-03T08:30` in the site's time, or a span before now; undefined where nothing was said, null where it is no time. */
const instantIn = (text: string | undefined, zoneOffsetMin: number): Epoch | null | undefined => {
  if (text === undefined) return undefined;
  const span = readDuration(text);
  if (span.ok) return Date.now() - span.value;
  const found = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  const date = parseDateKey(found?.[1] ?? '');
  if (found === null || date === null) return null;
  const [hour, minute, second] = [found[2] ?? '0', found[3] ?? '0', found[4] ?? '0'].map(Number);
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return null;
  return instantOf(daysFromCivil(date), (hour ?? 0) * 60 + (minute ?? 0), zoneOffsetMin) + (second ?? 0) * 1000;
};

const refused = (path: string, fault: StorageFault): null =>
  complain(
    recordingMessages.unreadable,
    { file: path, code: fault.kind === 'io' ? fault.code : fault.kind },
    exitCodes.failed,
  );

const stateOf = ({ end, whole }: StartSummary): StaffText => {
  if (!whole) return recordingWords.stateParts;
  if (end === 'runs') return recordingWords.stateRuns;
  return end === 'cut' ? recordingWords.stateCut : recordingWords.stateWhole;
};

const list = async (options: WhereOptions): Promise<void> => {
  const ring = ringAt(options);
  if (ring === null) return;
  const starts = await listStarts(ring.store);
  if (!starts.ok) {
    refused(ring.path, starts.fault);
    return;
  }
  if (options.json === true) process.stdout.write(`${JSON.stringify({ ring: ring.path, starts: starts.value })}\n`);
  else if (starts.value.length === 0) complain(recordingMessages.noRing, { path: ring.path }, exitCodes.failed);
  else
    for (const one of starts.value)
      process.stdout.write(
        both(recordingWords.listed, {
          start: one.start,
          from: timeText(one.from, ring.zoneOffsetMin),
          to: timeText(one.to, ring.zoneOffsetMin),
          bytes: bytesText(one.bytes),
          state: stateOf(one),
        }),
      );
};

/** A file that is there whole or not at all; gzip where its name says so. */
class OutFile {
  readonly #path: string;
  readonly #fd: number;
  readonly #packs: boolean;
  #text: string[] = [];
  #length = 0;
  bytes = 0;

  constructor(path: string) {
    this.#path = path;
    this.#packs = path.endsWith('.gz');
    this.#fd = openSync(`${path}.part`, 'w');
  }

  line(line: string): void {
    this.#text.push(line);
    this.#length += line.length;
    if (this.#length > blockText) this.#flush();
  }
  end(): void {
    this.#flush();
    closeSync(this.#fd);
    renameSync(`${this.#path}.part`, this.#path);
  }
  giveUp(): void {
    closeSync(this.#fd);
    rmSync(`${this.#path}.part`, { force: true });
  }

  #flush(): void {
    if (this.#text.length === 0) return;
    const text = `${this.#text.join('\n')}\n`;
    const bytes = this.#packs ? writeBlockAtOnce(text) : Buffer.from(text);
    for (let written = 0; written < bytes.length;)
      written += writeSync(this.#fd, bytes, written, bytes.length - written);
    this.bytes += bytes.length;
    this.#text = [];
    this.#length = 0;
  }
}

const exportTo = async (options: ExportOptions): Promise<void> => {
  const ring = ringAt(options);
  if (ring === null) return;
  const { path, store, zoneOffsetMin } = ring;
  const [from, to] = [options.from, options.to].map((text) => instantIn(text, zoneOffsetMin));
  if (from === null || to === null) {
    complain(recordingMessages.noTime, { text: (from === null ? options.from : options.to) ?? '' }, exitCodes.usage);
    return;
  }
  const starts = await listStarts(store);
  if (!starts.ok) {
    refused(path, starts.fault);
    return;
  }
  const [first, last] = [starts.value[0], starts.value.at(-1)];
  if (first === undefined || last === undefined) {
    complain(recordingMessages.noRing, { path }, exitCodes.failed);
    return;
  }
  const there = { from: timeText(first.from, zoneOffsetMin), to: timeText(last.to, zoneOffsetMin) };
  if ((from !== undefined && from > last.to) || (to !== undefined && to < first.from)) {
    complain(recordingMessages.noneThen, there, exitCodes.failed);
    return;
  }
  try {
    const out = new OutFile(options.out);
    const exported = await exportWindow(store, { from: from ?? null, to: to ?? null }, (line) => out.line(line));
    if (!exported.ok) {
      out.giveUp();
      refused(path, exported.fault);
      return;
    }
    out.end();
    const { gaps, lines, starts: taken } = exported.value;
    const summary = { file: options.out, starts: taken.length, lines, bytes: out.bytes, gaps };
    const span = {
      from: timeText(taken[0]?.from ?? 0, zoneOffsetMin),
      to: timeText(taken.at(-1)?.to ?? 0, zoneOffsetMin),
    };
    if (options.json === true) process.stdout.write(`${JSON.stringify({ ...summary, ...span })}\n`);
    else {
      process.stdout.write(both(recordingWords.exported, { ...summary, ...span, bytes: bytesText(out.bytes) }));
      if (gaps > 0) process.stdout.write(both(recordingWords.exportedCut, { count: gaps }));
    }
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    complain(recordingMessages.unwritable, { file: options.out, code }, exitCodes.usage);
  }
};

const placed = (command: Command): Command =>
  command
    .option('--config <file>', 'the device’s YAML; without it the ring of the device that is installed here')
    .option('--dir <directory>', 'a ring’s directory, as it was copied from a card')
    .option('--json', 'one JSON document on stdout');

/** `letan recording list|export`. */
export const mountRecording = (program: Command): void => {
  const recording = program
    .command('recording')
    .description('what the flight recorder of this device has; a device at work is not disturbed');
  placed(recording.command('list').description('the starts that are in the ring')).action(list);
  placed(recording.command('export').description('one file for the desk: `letan replay FILE` runs it again'))
    .option('--from <time>', 'starts that ran after it: 2026-08-03, 2026-08-03T08:30, or 2h for two hours ago')
    .option('--to <time>', 'up to then')
    .requiredOption('--out <file>', 'NAME.jsonl, or NAME.jsonl.gz to pack it')
    .action(exportTo);
};
