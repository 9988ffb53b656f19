import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createGreeting } from '../../behaviours/greeting/index.ts';
import { createPresence } from '../../behaviours/presence/index.ts';
import { noJudge, type IntentionJudge } from '../../behaviours/presence/intention/judge.ts';
import { featureNames } from '../../behaviours/presence/intention/features.ts';
import { ModelJudge } from '../../behaviours/presence/intention/model-judge.ts';
import { createPhrasebook } from '../../behaviours/voice/phrasebook.ts';
import { loadLanguages } from '../../config/languages.ts';
import { shippedIntention } from '../../firmware/intention-model.ts';
import { greetingSettings, presenceSettings } from '../../firmware/settings.ts';
import { assert } from '../../hal/assert.ts';
import { TfjsClassifier } from '../../hal/drivers/tfjs-classifier.ts';
import type { Classifier } from '../../hal/ports/classifier.ts';
import type { Target } from '../../hal/ports/sensors.ts';
import { radians } from '../../hal/units.ts';
import { SeededRandom } from '../../sim/random.ts';
import { shippedKiosk } from './device-rig.ts';
import { quantile, rounded, spread, type BenchCase, type Section } from './figures.ts';
import { HandClock } from './hand-clock.ts';

const people = 20;
const frames = 3_000;
const warmUp = 500;
const weekDays = 7;
const dayMs = 86_400_000;
/** A standard day's passers and visitors, each before the sensor for so long. */
const personsADay = 800;
const personMs = 12_000;

/** Somebody who walks to and fro before the kiosk, and stands for a while at each end. */
const walker = (index: number, t: number, random: SeededRandom): Target => {
  const period = 9_000 + 731 * index;
  const phase = ((t + 1_377 * index) % period) / period;
  const part = phase < 0.35 ? phase / 0.35 : phase < 0.5 ? 1 : phase < 0.85 ? (0.85 - phase) / 0.35 : 0;
  const near = 0.8 + (index % 7) * 0.6;
  return {
    x: near + 1.4 * part + random.normal(0, 0.05),
    y: -4 + index * 0.4 + 0.8 * part + random.normal(0, 0.08),
    speed: 0,
  };
};

interface Rig {
  readonly clock: HandClock;
  /** One frame of the radar at the present time. */
  readonly frame: (targets: readonly Target[]) => void;
  readonly stop: () => void;
}

/** Presence and greeting of the shipped kiosk as the app wires them, with a sensor that sees twenty and more. */
const startRig = (judge: IntentionJudge, withGreeting: boolean): Rig => {
  const config = shippedKiosk();
  const languages = loadLanguages('config/languages', config.site.languages);
  assert(languages.ok, 'the shipped languages do not load');
  const clock = new HandClock();
  const ports = { clock, log: { write: () => undefined }, onTransition: () => undefined };
  const { sensors, ...settings } = presenceSettings(config, () => true);
  const [shipped] = sensors.filter(({ port }) => port === 'targets');
  assert(shipped !== undefined, 'the shipped kiosk has no radar');
  const { most: _, ...radar } = shipped;
  const presence = createPresence(
    { ...settings, sensors: [{ ...radar, fieldOfViewRad: radians(200), rangeM: 6 }] },
    ports,
    judge,
  );
  const greeting = createGreeting(greetingSettings(config), createPhrasebook(languages.value), ports);
  if (withGreeting) {
    greeting.start();
    presence.on((event) => {
      if (event.type === 'people.changed' || event.type === 'occupancy.changed') greeting.send(event);
    });
  }
  presence.start();
  let seq = 0;
  return {
    clock,
    frame: (targets) => {
      seq += 1;
      const measurement = { sensorId: radar.sensorId, seq, at: clock.now(), value: { targets } };
      presence.send({ type: 'sensor.measured', word: { port: 'targets', measurement } });
    },
    stop: () => {
      presence.stop();
      if (withGreeting) greeting.stop();
    },
  };
};

/** Milliseconds of each frame of twenty people. */
const framesWith = (decision: string, judge: IntentionJudge, withGreeting: boolean): BenchCase[] => {
  const rig = startRig(judge, withGreeting);
  const random = new SeededRandom(1, 'presence-frame');
  const cases: BenchCase[] = [];
  for (let n = 0; n < frames + warmUp; n += 1) {
    rig.clock.turnTo(n * 100);
    const targets = Array.from({ length: people }, (_, index) => walker(index, n * 100, random));
    const began = performance.now();
    rig.frame(targets);
    const value = performance.now() - began;
    if (n >= warmUp) cases.push({ section: 'presence-frame', case: `${n}`, decision, time: n * 100, value });
  }
  rig.stop();
  return cases;
};

/** Milliseconds of each bare question about as many people, and about one. */
const questions = (classifier: Classifier): BenchCase[] => {
  const random = new SeededRandom(3, 'presence-question');
  const rows = Array.from({ length: people }, () => Float32Array.from(featureNames, () => random.between(0, 1)));
  return Array.from({ length: frames + warmUp }).flatMap((_, n): BenchCase[] => {
    const began = performance.now();
    const all = classifier.score(rows);
    const between = performance.now();
    const one = classifier.score(rows.slice(0, 1));
    const ended = performance.now();
    assert(all.ok && one.ok, 'the shipped model does not answer');
    if (n < warmUp) return [];
    const at = { section: 'presence-frame', case: `${n}`, time: n };
    return [
      { ...at, decision: 'bare question', value: between - began },
      { ...at, decision: 'bare question about one', value: ended - between },
    ];
  });
};

/** The heap that is held, after the garbage has gone, MiB. */
const heldMb = (): number => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  assert(typeof collect === 'function', 'this Node does not collect garbage on demand');
  for (let round = 0; round < 3; round += 1) collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

/** A week of standard days before the sensor, ten frames a second; the heap at the end of each. */
const week = (): BenchCase[] => {
  const rig = startRig(new ModelJudge(null), true);
  const random = new SeededRandom(2, 'presence-week');
  const cases: BenchCase[] = [];
  const everyMs = Math.floor((9 * 3_600_000) / personsADay);
  let held: readonly Target[] = [];
  for (let day = 0; day < weekDays; day += 1) {
    for (let ms = 0; ms < dayMs; ms += 100) {
      const t = day * dayMs + ms;
      rig.clock.turnTo(t);
      // From 8 to 17 somebody comes every forty seconds, and stays for twelve.
      const open = ms >= 8 * 3_600_000 && ms < 17 * 3_600_000;
      held = open && ms % everyMs < personMs ? [walker(Math.floor(ms / everyMs) % 20, ms % everyMs, random)] : [];
      rig.frame(held);
    }
    cases.push({ section: 'presence-frame', case: `day ${day + 1}`, decision: 'held-mib', time: day, value: heldMb() });
  }
  rig.stop();
  return cases;
};

const valuesOf = (cases: readonly BenchCase[], decision: string): number[] =>
  cases.filter((each) => each.decision === decision).map(({ value }) => value);

/** The cases with the shipped model; none where there is no model, or nothing to run it. */
const withModel = async (): Promise<BenchCase[]> => {
  const classifier = new TfjsClassifier(shippedIntention(), featureNames);
  const opened = await classifier.open(new AbortController().signal);
  if (!opened.ok) {
    process.stderr.write(`presence-frame: without the model: ${opened.fault.kind}\n`);
    return [];
  }
  const cases = [...framesWith('with the model', new ModelJudge(classifier), true), ...questions(classifier)];
  await classifier.close();
  return cases;
};

/** What a frame of twenty people costs from the sensor's word to greeting's last thought, and what a week leaves behind. */
export const presenceFrame = async (): Promise<Section> => {
  const cases = [
    ...framesWith('tracking', noJudge, false),
    ...framesWith('with the rule', new ModelJudge(null), true),
    ...(await withModel()),
    ...week(),
  ];
  const held = valuesOf(cases, 'held-mib');
  const [first = Number.NaN] = held;
  const frame = valuesOf(cases, 'with the model');
  const bare = valuesOf(cases, 'bare question');
  return {
    name: 'presence-frame',
    what: `${frames} frames of ${people} people: one radar's word through fusion, tracking, intention and greeting, on one core; and the heap over a week of ${personsADay} persons a day`,
    figures: {
      people,
      ...spread('tracking', valuesOf(cases, 'tracking')),
      ...spread('ruleFrame', valuesOf(cases, 'with the rule')),
      ...(frame.length === 0
        ? {}
        : {
            ...spread('modelFrame', frame),
            ...spread('bareQuestion', bare),
            ...spread('bareQuestionAboutOne', valuesOf(cases, 'bare question about one')),
            modelFrameOverBareQuestion: rounded(quantile(frame, 0.5) / quantile(bare, 0.5)),
          }),
      heldAfterDay1Mib: rounded(first),
      heldAfterWeekMib: rounded(held.at(-1) ?? Number.NaN),
      grownInSixDaysKib: rounded(((held.at(-1) ?? Number.NaN) - first) * 1024),
    },
    cases,
  };
};
