import type { BehaviourPorts } from '../../behaviours/actor.ts';
import { baselineCases, baselineNames, type BaselineName } from './baselines.ts';
import { casesOf, type Case } from './cases.ts';
import {
  figuresOf,
  intervalsOf,
  pairedDifference,
  withoutHesitant,
  type FigureName,
  type Figures,
  type Interval,
  type WithoutHesitant,
} from './figures.ts';
import { IdealSensor, type EncounterSensor } from './ideal-sensor.ts';
import type { Kiosk } from './kiosk.ts';
import { meet, type Behaving } from './meeting.ts';
import { factsFor } from './reading-times.ts';
import type { Walk } from './recording.ts';
import { keyOf, type Met, type Outcome } from './table.ts';
import { verdictsOf, type Verdict } from './verdict.ts';

export interface BenchParts {
  readonly kiosks: readonly Kiosk[];
  readonly met: readonly Met[];
  readonly walksOf: (scene: string) => readonly Walk[];
  readonly sensorOf: (kiosk: Kiosk) => EncounterSensor;
  /** Of the ideal sensor, for the rules. */
  readonly noise: number;
  /** Whether the simple rules run as well. */
  readonly rules: boolean;
  readonly seed: number;
  readonly create: (kiosk: Kiosk, sensor: EncounterSensor, ports: BehaviourPorts) => Behaving;
  readonly onProgress: (kiosk: Kiosk, share: number) => void;
}

/** What the device and the rules did, before anybody looks at a label. */
export interface BenchRun {
  readonly device: readonly Case[];
  readonly baselines: Readonly<Record<BaselineName, readonly Case[]>>;
}

export const runBench = async (parts: BenchParts): Promise<BenchRun> => {
  const device: Case[] = [];
  const baselines = Object.fromEntries(baselineNames.map((name) => [name, [] as Case[]])) as Record<
    BaselineName,
    Case[]
  >; // every name is in the list
  for (const kiosk of parts.kiosks) {
    const walks = parts.walksOf(kiosk.scene);
    const met = parts.met.filter((one) => one.kiosk === kiosk.id);
    const sensor = parts.sensorOf(kiosk);
    const meeting = await meet({
      kiosk,
      walks,
      sensor,
      create: (ports) => parts.create(kiosk, sensor, ports),
      onProgress: (share) => parts.onProgress(kiosk, share),
    });
    device.push(...casesOf(kiosk, walks, met, meeting));
    parts.onProgress(kiosk, 1);
    if (!parts.rules) continue;
    const rules = baselineCases(kiosk, walks, met, new IdealSensor(kiosk.id, parts.seed, parts.noise));
    for (const name of baselineNames) baselines[name].push(...rules[name]);
  }
  return { device, baselines };
};

/** Figures of one doer with what is needed to trust them. */
export interface Report extends Figures {
  readonly engage: number;
  /** 95 %, by bootstrap over encounters. */
  readonly intervals: Readonly<Record<FigureName, Interval | null>>;
  readonly withoutHesitant: WithoutHesitant;
  readonly scenes: Readonly<Record<string, Figures>>;
}

export interface BenchDocument {
  readonly sensors: Readonly<Record<string, Report>>;
  readonly baselines: Readonly<Record<string, Report>>;
  /** F1 of the device less that of the rule "0.7 s stop", each person drawn for both at once. */
  readonly overStopRule: { readonly f1: number; readonly interval: Interval } | null;
}

export const reportOf = (verdicts: readonly Verdict[], seed: number): Report => {
  const scenes = [...new Set(verdicts.map(({ scene }) => scene))].sort();
  return {
    ...figuresOf(verdicts),
    engage: verdicts.filter(({ label }) => label === 'engage').length,
    intervals: intervalsOf(verdicts, seed),
    withoutHesitant: withoutHesitant(verdicts),
    scenes: Object.fromEntries(
      scenes.map((scene) => [scene, figuresOf(verdicts.filter((verdict) => verdict.scene === scene))]),
    ),
  };
};

const unjudged = (met: readonly Met[]): Report => {
  const figures = {
    recall: null,
    precision: null,
    passersGreeted: null,
    lingerersGreeted: null,
    medianAfterStopS: null,
    aurocAt3sBefore: null,
    aurocAt3m: null,
  };
  const { recall, precision, passersGreeted } = figures;
  const n = met.length;
  const without = { recall, precision, passersGreeted, n };
  return { ...figures, n, engage: 0, intervals: figures, withoutHesitant: without, scenes: {} };
};

export interface JudgeParts extends Pick<BenchParts, 'kiosks' | 'met' | 'walksOf' | 'sensorOf' | 'seed'> {
  readonly sensorName: string;
  /** Null: the encounters file says nothing of what became of anybody. */
  readonly outcomes: ReadonlyMap<string, Outcome> | null;
}

/** The verdicts on a run's cases, once labels are known. */
export const judge = (
  parts: Omit<JudgeParts, 'sensorName' | 'outcomes'> & { readonly outcomes: ReadonlyMap<string, Outcome> },
): ((cases: readonly Case[]) => readonly Verdict[]) => {
  const { kiosks, met, walksOf, sensorOf, seed, outcomes } = parts;
  const scenes = new Map(kiosks.map(({ id, scene }) => [id, scene]));
  const factsOf = factsFor(kiosks, walksOf, met, outcomes, sensorOf, seed);
  return (cases) => verdictsOf(cases, met, outcomes, (kiosk) => scenes.get(kiosk) ?? '', factsOf);
};

/** Verdicts by person, for comparisons of two doers; a greeting to nobody belongs to its kiosk. */
export const byPerson = (verdicts: readonly Verdict[]): ReadonlyMap<string, readonly Verdict[]> => {
  const people = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const key = verdict.track === null ? `${verdict.kiosk} nobody` : keyOf({ ...verdict, track: verdict.track });
    people.set(key, [...(people.get(key) ?? []), verdict]);
  }
  return people;
};

export const documentOf = (run: BenchRun, parts: JudgeParts): BenchDocument => {
  const { outcomes, sensorName, seed, met } = parts;
  if (outcomes === null) {
    const nothing = unjudged(met);
    return {
      sensors: { [sensorName]: nothing },
      baselines: Object.fromEntries(baselineNames.map((name) => [name, nothing])),
      overStopRule: null,
    };
  }
  const verdicts = judge({ ...parts, outcomes });
  const ours = verdicts(run.device);
  return {
    sensors: { [sensorName]: reportOf(ours, seed) },
    baselines: Object.fromEntries(
      baselineNames.map((name) => [name, reportOf(verdicts(run.baselines[name]), seed)] as const),
    ),
    overStopRule: pairedDifference(byPerson(ours), byPerson(verdicts(run.baselines['0.7 s stop'])), seed),
  };
};
