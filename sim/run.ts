import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { civilAt, minuteMs } from '../behaviours/hours/civil.ts';
import type { Milliseconds, Point } from '../hal/units.ts';
import { Centre } from './centre.ts';
import { hostPace, realWires } from './run-pace.ts';
import { DayLog } from './day-log.ts';
import { findingText, HallChecker, rules } from './hall-checker/checker.mjs';
import { tee, TraceWriter } from './run-trace.ts';
import type { RunPlan } from './run-plan.ts';
import type { CountName, ScriptedVisitor } from './scenario.ts';
import type { StepTime } from './scenario-steps.ts';
import { ScriptRunner } from './script-runner.ts';
import { boundText, type Outcome, type Summary } from './summary.ts';
import type { Arrival } from './world/crowd.ts';
import { generatedCrowd } from './world/generator.ts';
import { entrances } from './world/plan.ts';
import { recordedCrowd } from './world/recorded-crowd.ts';

export interface RunOptions {
  /** Also make the day's figures and have the independent checker read the trace. */
  readonly report?: boolean;
  /** Every line of the trace, with its line feed. */
  readonly trace?: (text: string) => void;
  /** Called about once a second of the host's time. */
  readonly progress?: (progress: {
    readonly simulatedMs: Milliseconds;
    readonly wall: number;
    readonly people: number;
  }) => void;
}

/** How far a run goes on after the last of the crowd has come, for those who still wait. */
const calmMs: Milliseconds = 6 * 3_600_000;
/** After everybody has left the devices go to sleep. */
const sleepMs: Milliseconds = 30_000;
const sliceMs: Milliseconds = 5_000;

/** When a step of a script falls, in milliseconds after the start. */
export const stepAt = (plan: RunPlan, at: StepTime): Milliseconds => {
  if (at.kind === 'after') return at.ms;
  const startSecond = civilAt(plan.startsAt, plan.site.zoneOffsetMin).minuteOfDay * 60;
  return Math.max(0, (at.secondOfDay - startSecond) * 1000);
};

const doorOf = (plan: RunPlan, visitor: ScriptedVisitor): Point => {
  const { from } = visitor;
  if (Array.isArray(from)) return { x: from[0] ?? 0, y: from[1] ?? 0 };
  const door = plan.site.plan.doors.find(({ id }) => id === from);
  const [first] = entrances({ ...plan.site.plan, counters: plan.site.counters });
  return door === undefined
    ? (first ?? { x: 0, y: 0 })
    : { x: (door.from.x + door.to.x) / 2, y: (door.from.y + door.to.y) / 2 };
};

/** Everybody who will come: recorded, generated, by the script. */
export const arrivalsOf = (plan: RunPlan, centre: Centre): readonly Arrival[] => {
  const places = centre.premises.stands.map(({ door }) => door.place);
  const recorded =
    plan.recording === null ? [] : recordedCrowd(plan.recording, places, plan.come, 0, centre.random.split('crowd'));
  const generated =
    plan.generate === null
      ? []
      : generatedCrowd(
          { pass: plan.generate.pass, come: plan.generate.come, from: 0, overMs: plan.generate.over },
          {
            entrances: centre.premises.exits,
            goals: centre.premises.desks.map(({ spot }) => spot),
            devices: places,
            route: centre.premises.route,
          },
          centre.random.split('crowd'),
        );
  const scripted = plan.visitors.map((visitor): Arrival => {
    const t = stepAt(plan, visitor.at);
    return { id: visitor.id, source: 'placed', way: [{ t, ...doorOf(plan, visitor) }], mindAt: t };
  });
  return [...recorded, ...generated, ...scripted];
};

/**
 * Runs a plan to its end, as fast as the host can; with real hardware in it (a printer on the desk) at the host's own pace. Nothing of it is
 * left open, armed or on disk.
 */
export const runPlan = async (plan: RunPlan, options: RunOptions = {}): Promise<Summary> => {
  const files = mkdtempSync(join(tmpdir(), 'letan-sim-'));
  const began = performance.now();
  const needed = options.report === true || judgedCounts.some((name) => name in plan.expect);
  const checker = needed ? new HallChecker() : null;
  const log = needed ? new DayLog() : null;
  const writer = new TraceWriter(
    checker === null
      ? (options.trace ?? null)
      : (text) => {
          checker.read(text);
          options.trace?.(text);
        },
  );
  const isReal = plan.devices.some((device) => realWires(device).length > 0);
  try {
    const centre = new Centre({
      ...plan,
      trace: log === null ? writer : tee(writer, log),
      dataDir: (device) => {
        const path = join(files, device);
        mkdirSync(path);
        return path;
      },
      realVoice: false,
      ...(isReal ? { pace: hostPace(0) } : {}),
      scripted: new Map(plan.visitors.map((visitor) => [visitor.id, visitor])),
    });
    const script = new ScriptRunner(
      centre,
      plan.steps.map((step) => ({ step, at: stepAt(plan, step.at) })),
    );
    await centre.start(arrivalsOf(plan, centre), plan.clerks);
    await walkThrough(plan, centre, script, began, options);
    const stillThere = centre.world.population;
    const people = centre.world.appeared;
    const came = centre.visitors.size;
    script.close();
    await centre.stop();
    const wallS = (performance.now() - began) / 1000;
    const simulatedS = centre.clock.now() / 1000;
    const { counts } = centre;
    const day = log?.figures ?? null;
    const broken = checker?.end({ calm: false }).map(findingText) ?? null;
    const judged = {
      lost: day?.lost.length ?? 0,
      interventions: day?.interventions.length ?? 0,
      broken: broken?.length ?? 0,
    };
    const visits = Object.fromEntries([...centre.ends].sort(([a], [b]) => (a < b ? -1 : 1)));
    return {
      schema: 1,
      site: plan.site.site,
      devices: plan.devices.map(({ device }) => device),
      seed: plan.seed,
      start: plan.start,
      traceHash: writer.hash,
      traceLines: writer.lines,
      simulatedS,
      wallS,
      timesRealTime: simulatedS / wallS,
      people,
      came,
      ...counts,
      greetingSlips: centre.greetingSlips,
      visits,
      stillThere,
      day,
      verdict: broken === null ? null : { rules: rules.length, broken },
      city: centre.city === null ? null : { heard: centre.city.heard },
      outcomes: [...script.outcomes, ...countOutcomes(plan, centre, judged)],
    };
  } finally {
    rmSync(files, { recursive: true, force: true });
  }
};

const walkThrough = async (
  plan: RunPlan,
  centre: Centre,
  script: ScriptRunner,
  began: number,
  options: RunOptions,
): Promise<void> => {
  const bound = plan.lengthMs ?? Math.max(centre.crowdEndsAt, script.endsAt) + calmMs;
  let told = began;
  const isOver = (): boolean => plan.lengthMs === null && centre.quiet && centre.clock.now() >= script.endsAt;
  while (centre.clock.now() < bound && !isOver()) {
    await centre.clock.advanceTo(Math.min(bound, centre.clock.now() + sliceMs));
    const now = performance.now();
    if (now - told < 1000) continue;
    told = now;
    options.progress?.({ simulatedMs: centre.clock.now(), wall: centre.wall, people: centre.world.population });
  }
  if (plan.lengthMs === null) await centre.clock.advance(sleepMs);
};

/** Counts that only the day's log and the checker know. */
const judgedCounts = ['lost', 'interventions', 'broken'] as const;

const countOutcomes = (
  plan: RunPlan,
  centre: Centre,
  judged: Readonly<Record<(typeof judgedCounts)[number], number>>,
): readonly Outcome[] => {
  const counts: Readonly<Record<CountName, number>> = {
    ...centre.counts,
    ...judged,
    served: centre.ends.get('served') ?? 0,
    turnedAway: centre.ends.get('no-number') ?? 0,
  };
  return Object.entries(plan.expect).map(([name, bound]) => {
    // The keys are those of the schema, which Object.entries forgets.
    const was = counts[name as CountName];
    return { expected: `${name}: ${boundText(bound)}`, was: `${was}`, ok: was >= bound.least && was <= bound.most };
  });
};

/** `08:41` of the site's wall clock, for progress. */
export const wallText = (plan: RunPlan, wall: number): string => {
  const minute = Math.floor((wall + plan.site.zoneOffsetMin * minuteMs) / minuteMs) % 1440;
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
};
