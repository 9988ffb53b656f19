import { daysFromCivil, instantOf, parseDateKey } from '../../behaviours/hours/civil.ts';
import type { View } from '../../behaviours/reception/views.ts';
import { loadLanguages } from '../../config/languages.ts';
import { ConfigReader } from '../../config/reader.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import { runPlan } from '../../sim/run.ts';
import type { RunPlan } from '../../sim/run-plan.ts';
import type { ScriptedVisitor } from '../../sim/scenario.ts';
import { readStep, type Step } from '../../sim/scenario-steps.ts';
import type { Summary } from '../../sim/summary.ts';
import type { MemoryFiles } from './config-files.ts';

/** A device of the given files, which must be right. */
export const deviceOf = (path: string, files: MemoryFiles): DeviceConfig => {
  const device = new ConfigReader(files).device(path);
  if (!device.ok) throw new Error(device.fault.map((fault) => `${fault.path}: ${fault.needs.en}`).join('\n'));
  return device.value;
};

/** Site time: `2026-08-03T08:30`. */
const instant = (text: string, zoneOffsetMin: number): number => {
  const [day = '', time = ''] = text.split('T');
  const date = parseDateKey(day);
  const [hour = Number.NaN, minute = Number.NaN] = time.split(':').map(Number);
  if (date === null || Number.isNaN(hour * 60 + minute)) throw new Error(`${text} is no site time`);
  return instantOf(daysFromCivil(date), hour * 60 + minute, zoneOffsetMin);
};

/** Somebody who comes in after 70 s (a PIR needs a minute to warm up) for the site's first service, and does all in one way. */
const plain: Omit<ScriptedVisitor, 'wants'> = {
  id: 'an',
  at: { kind: 'after', ms: 70_000 },
  priority: false,
  way: false,
  help: false,
  dawdles: false,
  plain: true,
};

/** What one device did, as its trace tells. */
export interface OneDevice {
  readonly summary: Summary;
  /** Every view that the glass showed, in order. */
  readonly views: readonly View[];
  /** Every sentence that the voice was asked for. */
  readonly said: readonly string[];
  /** How loud each clip was, 0 to 1, in thousandths. */
  readonly volumes: readonly number[];
  /** The last part of each topic that was published, with its data. */
  readonly told: readonly { readonly name: string; readonly payload: string }[];
  readonly lines: readonly string[];
}

interface Line {
  readonly kind: string;
  readonly port?: string;
  readonly do?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** One line of a scenario's script. */
const step = (line: string): Step => {
  const read = readStep(line);
  if (!read.ok) throw new Error(read.fault);
  return read.value;
};

/**
 * Runs one device alone for some minutes of simulated time, with the people given (by default: one, or nobody for null) and what
 * happens to it, as lines of a scenario's script.
 */
export const runDevice = async (
  device: DeviceConfig,
  start: string,
  person: Partial<ScriptedVisitor> | null = {},
  minutes = 5,
  script: readonly string[] = [],
): Promise<OneDevice> => {
  const { site } = device;
  const languages = loadLanguages('config/languages', site.languages);
  if (!languages.ok) throw new Error('the shipped languages are right');
  const visitor: ScriptedVisitor = { ...plain, wants: site.services[0]?.id ?? '', ...person };
  const plan: RunPlan = {
    site,
    devices: [device],
    languages: languages.value,
    seed: 7,
    start,
    startsAt: instant(start, site.zoneOffsetMin),
    clockTrusted: true,
    lengthMs: minutes * 60_000,
    recording: null,
    come: 0,
    generate: null,
    visitors: person === null ? [] : [visitor],
    office: null,
    clerks: false,
    steps: script.map(step),
    expect: {},
    replay: '',
  };
  let trace = '';
  const summary = await runPlan(plan, { trace: (text) => (trace += text) });
  const lines = trace.split('\n').filter((line) => line !== '');
  const commands = lines
    .filter((line) => line.includes('"kind":"command"'))
    // The trace's own format; what is picked from it is looked at field by field below.
    .map((line) => JSON.parse(line) as Line);
  const words = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    summary,
    lines,
    views: commands.flatMap((line) =>
      line.port === 'display' && line.do === 'show' ? [line.with as unknown as View] : [],
    ),
    said: commands.flatMap((line) =>
      line.port === 'speech' && line.do === 'synthesize' ? [words(line.with?.['words'])] : [],
    ),
    volumes: commands.flatMap((line) => {
      const volume = line.port === 'speaker' && line.do === 'play' ? line.with?.['volume'] : undefined;
      return typeof volume === 'object' && volume !== null && 'milli' in volume ? [Number(volume.milli)] : [];
    }),
    told: commands.flatMap((line) =>
      line.port === 'bus' && line.do === 'publish'
        ? [{ name: words(line.with?.['topic']).split('/').slice(4).join('/'), payload: words(line.with?.['payload']) }]
        : [],
    ),
  };
};
