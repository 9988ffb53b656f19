import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { daysFromCivil, instantOf, parseDateKey } from '../behaviours/hours/civil.ts';
import { faultText } from '../config/faults.ts';
import { loadLanguages, type LanguageFile } from '../config/languages.ts';
import { loadSite } from '../config/load.ts';
import type { DeviceConfig, SiteConfig } from '../config/schema.ts';
import { errorCode } from '../hal/error-code.ts';
import { fail, ok, type Result } from '../hal/result.ts';
import type { Epoch, Milliseconds } from '../hal/units.ts';
import { parseScenario, type CountName, type Bound, type ScriptedVisitor } from './scenario.ts';
import type { Step } from './scenario-steps.ts';
import { defaultPlacement, place, type Placement } from './world/placement.ts';
import type { OfficeDay } from './world/office-day.ts';
import { ticketTimeFrom } from './world/opening.ts';
import { parseTracks, type Recording } from './world/tracks.ts';

/** Everything that a run needs, read and checked. */
export interface RunPlan {
  readonly site: SiteConfig;
  readonly devices: readonly DeviceConfig[];
  readonly languages: readonly LanguageFile[];
  readonly seed: number;
  /** Site time, `yyyy-mm-ddThh:mm`. */
  readonly start: string;
  readonly startsAt: Epoch;
  readonly clockTrusted: boolean;
  /** Null: until everybody has left. */
  readonly lengthMs: Milliseconds | null;
  /** Placed in the site's frame already. */
  readonly recording: Recording | null;
  readonly come: number;
  readonly generate: { readonly pass: number; readonly come: number; readonly over: Milliseconds } | null;
  readonly visitors: readonly ScriptedVisitor[];
  readonly clerks: boolean;
  readonly office: OfficeDay | null;
  readonly steps: readonly Step[];
  readonly expect: Readonly<Partial<Record<CountName, Bound>>>;
  /** How this run is asked for again. */
  readonly replay: string;
}

/** What `sim run` is asked for without a scenario. */
export interface RunRequest {
  readonly site: string;
  readonly tracks: string | null;
  readonly seed: number;
  readonly place: Placement | null;
  readonly at: string | null;
  readonly forMs: Milliseconds | null;
  readonly come: number;
}

/** Why there is nothing to run; lines for the terminal. */
export type PlanFault = readonly string[];

const languageDir = fileURLToPath(new URL('../config/languages', import.meta.url));
const sitesDir = fileURLToPath(new URL('../config/sites', import.meta.url));
export const scenariosDir = fileURLToPath(new URL('scenarios', import.meta.url));
/** The scenarios that ship, by their names. */
export const shippedScenarios = (): readonly string[] =>
  readdirSync(scenariosDir)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();

/** Where recordings of people lie when a scenario names one by its file name alone. */
const recordingsDir = (): string => join(process.env['LETAN_RECORDINGS'] ?? '../shared/data', 'tracks');

/** The fixed Monday of all simulated days. */
const monday = '2026-08-03';
const mostTrackBytes = 512 * 1024 * 1024;

const readText = (path: string): Result<string, PlanFault> => {
  try {
    const text = readFileSync(path, 'utf8');
    return text.length > mostTrackBytes ? fail([`${path}: larger than ${mostTrackBytes} bytes`]) : ok(text);
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    return fail([`${path}: cannot be read (${code === 'ENOENT' ? 'no such file' : code})`]);
  }
};

export const readRecording = (path: string): Result<Recording, PlanFault> => {
  const text = readText(path);
  if (!text.ok) return text;
  const parsed = parseTracks(text.value);
  return parsed.ok ? parsed : fail(parsed.fault.map(({ line, message }) => `${path}:${line}: ${message}`));
};

const siteTime = (text: string, zoneOffsetMin: number): Epoch | null => {
  const [dateText = '', timeText = ''] = text.split('T');
  const date = parseDateKey(dateText);
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(timeText);
  if (date === null || match === null) return null;
  return instantOf(daysFromCivil(date), Number(match[1]) * 60 + Number(match[2]), zoneOffsetMin);
};

/** Five minutes before the week's first opening; with a recording in ticket hours, on that Monday at 08:30 where numbers are given then. */
const defaultStart = (site: SiteConfig, recorded: boolean): string => {
  const date = parseDateKey(monday);
  return recorded && date !== null ? ticketTimeFrom(site, daysFromCivil(date), 8 * 60 + 30) : `${monday}T07:55`;
};

/** A run without a recording, and the people of an ordinary hour in it. */
const usualMs: Milliseconds = 3_600_000;
const passAnHour = 70;
const comeAnHour = 25;

const usualCrowd = (lengthMs: Milliseconds, come: number): NonNullable<RunPlan['generate']> => ({
  pass: Math.round((passAnHour * lengthMs) / 3_600_000),
  come: come === 0 ? 0 : Math.round((comeAnHour * lengthMs) / 3_600_000),
  over: lengthMs,
});

interface Ground {
  readonly site: SiteConfig;
  readonly devices: readonly DeviceConfig[];
  readonly languages: readonly LanguageFile[];
}

const loadGround = (directory: string, only: readonly string[] | null): Result<Ground, PlanFault> => {
  const loaded = loadSite(directory);
  if (!loaded.ok) return fail(loaded.fault.map(faultText));
  const { site } = loaded.value;
  const languages = loadLanguages(languageDir, site.languages);
  if (!languages.ok) return fail(languages.fault.map(({ file, line, key, kind }) => `${file}:${line}: ${key} ${kind}`));
  const unknown = only?.filter((id) => !loaded.value.devices.some(({ device }) => device === id)) ?? [];
  if (unknown.length > 0)
    return fail([
      `${directory} has no ${unknown.join(', ')}; it has ${loaded.value.devices.map(({ device }) => device).join(', ')}`,
    ]);
  const devices = loaded.value.devices.filter(({ device }) => only?.includes(device) ?? true);
  if (devices.length === 0) return fail([`${directory} has no devices`]);
  return ok({ site, devices, languages: languages.value });
};

/** The recording where it belongs: as asked for, or before the first kiosk. */
const placed = (recording: Recording, asked: Placement | null, devices: readonly DeviceConfig[]): Recording => {
  const standing = devices.filter(({ place }) => place !== null);
  const kiosk = (standing.find(({ profile }) => profile === 'kiosk') ?? standing[0])?.place;
  return place(recording, asked ?? (kiosk ? defaultPlacement(recording, kiosk) : { x: 0, y: 0, turnDeg: 0 }));
};

/** A run from options: `--site`, `--tracks`, `--seed` and the rest. */
export const planFromRequest = (request: RunRequest): Result<RunPlan, PlanFault> => {
  const ground = loadGround(request.site, null);
  if (!ground.ok) return ground;
  const recording = request.tracks === null ? null : readRecording(request.tracks);
  if (recording !== null && !recording.ok) return recording;
  const start = request.at ?? defaultStart(ground.value.site, recording !== null);
  const startsAt = siteTime(start, ground.value.site.zoneOffsetMin);
  if (startsAt === null) return fail([`--at is "${start}", expected site time like ${monday}T08:30`]);
  const { devices } = ground.value;
  const lengthMs = request.forMs ?? (recording === null ? usualMs : null);
  return ok({
    ...ground.value,
    seed: request.seed,
    start,
    startsAt,
    clockTrusted: true,
    lengthMs,
    recording: recording === null ? null : placed(recording.value, request.place, devices),
    come: request.come,
    generate: recording === null ? usualCrowd(lengthMs ?? usualMs, request.come) : null,
    visitors: [],
    clerks: true,
    office: null,
    steps: [],
    expect: {},
    replay: [
      `letan sim run --site ${request.site}`,
      ...(request.tracks === null ? [] : [`--tracks ${request.tracks}`]),
      `--seed ${request.seed}`,
    ].join(' '),
  });
};

const checkedScript = (plan: RunPlan, file: string): PlanFault => {
  const ids = plan.devices.map(({ device }) => device);
  const services = plan.site.services.map(({ id }) => id);
  const wrong: string[] = [];
  const { office } = plan;
  for (const id of [
    ...Object.keys(office?.mix ?? {}),
    ...Object.keys(office?.times ?? {}),
    ...Object.values(office?.serves ?? {}).flat(),
  ])
    if (!services.includes(id)) wrong.push(`${file}: office: no service ${id}; the site has ${services.join(', ')}`);
  for (const id of Object.keys(office?.serves ?? {}))
    if (!plan.site.counters.some((counter) => counter.id === id)) wrong.push(`${file}: office: no counter ${id}`);
  for (const step of plan.steps)
    if ('device' in step && !ids.includes(step.device)) wrong.push(`${file}: "${step.text}": no device ${step.device}`);
  for (const visitor of plan.visitors) {
    if (visitor.wants !== undefined && !services.includes(visitor.wants))
      wrong.push(`${file}: visitor ${visitor.id} wants ${visitor.wants}; the site has ${services.join(', ')}`);
    if (visitor.language !== undefined && !plan.site.languages.includes(visitor.language))
      wrong.push(
        `${file}: visitor ${visitor.id} speaks ${visitor.language}; the site has ${plan.site.languages.join(', ')}`,
      );
  }
  return wrong;
};

/** A run from a scenario's file, or from one of the shipped ones by its name. `seed` overrides the scenario's own. */
export const planFromScenario = (name: string, seed: number | null): Result<RunPlan, PlanFault> => {
  const file = /[./]/.test(name) ? name : join(scenariosDir, `${name}.yaml`);
  const text = readText(file);
  if (!text.ok)
    return file === name ? text : fail([`there is no scenario ${name}; there are ${shippedScenarios().join(', ')}`]);
  const parsed = parseScenario(file, text.value);
  if (!parsed.ok) return fail(parsed.fault.map(({ line, message }) => `${file}:${line}: ${message}`));
  const scenario = parsed.value;
  const directory = /[./]/.test(scenario.site) ? resolve(dirname(file), scenario.site) : join(sitesDir, scenario.site);
  const ground = loadGround(directory, scenario.devices ?? null);
  if (!ground.ok) return ground;
  const { people } = scenario;
  const recording = people.tracks === undefined ? null : readRecording(tracksPath(file, people.tracks));
  if (recording !== null && !recording.ok) return recording;
  const start = scenario.start ?? defaultStart(ground.value.site, recording !== null);
  const startsAt = siteTime(start, ground.value.site.zoneOffsetMin);
  if (startsAt === null) return fail([`${file}: start is "${start}", which is no day`]);
  const chosen = seed ?? scenario.seed;
  const plan: RunPlan = {
    ...ground.value,
    seed: chosen,
    start,
    startsAt,
    clockTrusted: scenario.clockTrusted,
    lengthMs: scenario.length ?? null,
    recording: recording === null ? null : placed(recording.value, people.place ?? null, ground.value.devices),
    come: people.come,
    generate: people.generate ?? null,
    visitors: people.visitors,
    clerks: scenario.clerks,
    office: scenario.office ?? null,
    steps: scenario.script,
    expect: scenario.expect,
    replay: `letan sim run ${file === name ? name : basename(file, '.yaml')} --seed ${chosen}`,
  };
  const wrong = checkedScript(plan, file);
  return wrong.length > 0 ? fail(wrong) : ok(plan);
};

const tracksPath = (scenario: string, tracks: string): string => {
  if (isAbsolute(tracks)) return tracks;
  return tracks.includes('/') ? resolve(dirname(scenario), tracks) : join(recordingsDir(), tracks);
};
