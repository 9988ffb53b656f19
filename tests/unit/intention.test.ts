import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { featureNames, featuresOf } from '../../behaviours/presence/intention/features.ts';
import { History } from '../../behaviours/presence/intention/history.ts';
import type { JudgedTrack } from '../../behaviours/presence/intention/judge.ts';
import { ModelJudge } from '../../behaviours/presence/intention/model-judge.ts';
import { shippedIntention } from '../../firmware/intention-model.ts';
import { readModel, TfjsClassifier } from '../../hal/drivers/tfjs-classifier.ts';
import { startTf } from '../../hal/drivers/tfjs-runtime.ts';
import { parseKiosks } from '../../sim/encounters/kiosk.ts';
import { labelOf } from '../../sim/encounters/label.ts';
import { parseWalks } from '../../sim/encounters/recording.ts';
import { forward, SimClassifier } from '../../sim/devices/classifier.ts';
import { SeededRandom } from '../../sim/random.ts';
import { train } from '../../sim/training/network.ts';
import { recordings } from '../support/tier.ts';

const never = new AbortController().signal;

const at = (x: number, y: number, vx: number, vy: number, stillSince: number | null = null): JudgedTrack => ({
  id: 1,
  x,
  y,
  vx,
  vy,
  sigmaM: 0.05,
  seen: true,
  firstAt: 0,
  stillSince,
  group: 1,
});

/** Somebody who walks straight to the device, or by it at `missM`. */
const frames = (missM: number, side: 1 | -1 = 1): readonly (readonly [ms: number, track: JudgedTrack])[] =>
  Array.from({ length: 20 }, (_, index) => [index * 100, at(4 - 0.1 * index, side * missM, -1, 0)] as const);

const historyOf = (some: ReturnType<typeof frames>): { readonly history: History; readonly last: JudgedTrack } => {
  const history = new History(0);
  for (const [ms, track] of some) history.add(track, ms);
  const last = some.at(-1)?.[1];
  if (last === undefined) throw new Error('nobody came');
  return { history, last };
};
const rowOf = (some: ReturnType<typeof frames>): Float32Array => {
  const { history, last } = historyOf(some);
  return featuresOf(history, last);
};

const shipped = async (): Promise<SimClassifier> => {
  const classifier = new SimClassifier(() => readModel(shippedIntention(), featureNames), featureNames);
  expect(await classifier.open()).toEqual({ ok: true, value: undefined });
  return classifier;
};

describe('features', () => {
  test('are finite from the first moment on, and as many as the model wants', () => {
    const history = new History(0);
    for (const [ms, track] of frames(0)) {
      history.add(track, ms);
      const row = featuresOf(history, track);
      expect(row).toHaveLength(featureNames.length);
      expect([...row].every(Number.isFinite)).toBe(true);
    }
  });

  test('do not tell left from right', () => {
    expect(rowOf(frames(1.3, 1))).toEqual(rowOf(frames(1.3, -1)));
  });

  test('remember no more of one who stays for an hour', () => {
    const history = new History(0);
    for (let ms = 0; ms < 3_600_000; ms += 100) history.add(at(1, 0, 0, 0, 0), ms);
    expect(history.moments.length).toBeLessThanOrEqual(30);
  });

  test('take no frame that is not newer than the last', () => {
    const history = new History(0);
    history.add(at(3, 0, -1, 0), 100);
    history.add(at(9, 0, -1, 0), 100);
    history.add(at(9, 0, -1, 0), 50);
    expect(history.moments.map(({ x }) => x)).toEqual([3]);
  });
});

describe('the shipped model', () => {
  test('believes more in who walks to the device than in who walks by', async () => {
    const classifier = await shipped();
    const scores = classifier.score([rowOf(frames(0)), rowOf(frames(2.5))]);
    if (!scores.ok) throw new Error(scores.fault.kind);
    expect(scores.value[0]).toBeGreaterThan(scores.value[1] ?? 1);
  });

  test('answers on WebAssembly what it answers reckoned in doubles, to 1e-4', async () => {
    const twin = await shipped();
    const real = new TfjsClassifier(shippedIntention(), featureNames, () => startTf('wasm'));
    expect(await real.open(never)).toEqual({ ok: true, value: undefined });
    const rows = [0, 0.4, 0.9, 1.6, 2.5].map((missM) => rowOf(frames(missM)));
    const [ours, theirs] = [twin.score(rows), real.score(rows)];
    if (!ours.ok || !theirs.ok) throw new Error('no answer');
    for (const [index, score] of ours.value.entries())
      expect(Math.abs(score - (theirs.value[index] ?? 2))).toBeLessThan(1e-4);
    await real.close();
  });
});

describe('the judge', () => {
  const judged = (judge: ModelJudge, missM: number): number | undefined => {
    let last: number | undefined;
    for (const [ms, track] of frames(missM)) last = judge.judge([track], ms).get(1);
    return last;
  };

  test('asks the model, in whole thousandths', async () => {
    const classifier = await shipped();
    const score = judged(new ModelJudge(classifier), 0);
    expect(score).toBeGreaterThan(0);
    expect(Math.abs((score ?? 0.5) * 1_000 - Math.round((score ?? 0.5) * 1_000))).toBeLessThan(1e-9);
  });

  test('asks five times a second at most', async () => {
    const classifier = await shipped();
    let questions = 0;
    const judge = new ModelJudge({
      features: featureNames,
      backend: 'simulated',
      open: () => classifier.open(),
      close: () => classifier.close(),
      onFault: (listener) => classifier.onFault(listener),
      score: (rows) => {
        questions += 1;
        return classifier.score(rows);
      },
    });
    judged(judge, 0);
    expect(questions).toBe(10);
  });

  test.each([
    ['no model', () => null],
    ['a model that does not open', () => new SimClassifier(() => Promise.reject(new Error('unopened')), featureNames)],
  ])('goes by the rule with %s: who comes before who passes by, who stands not at all', (_, make) => {
    const coming = judged(new ModelJudge(make()), 0);
    const passing = judged(new ModelJudge(make()), 2.5);
    expect(coming).toBeGreaterThan(passing ?? 1);
    const judge = new ModelJudge(make());
    for (let ms = 0; ms <= 2_000; ms += 100) judge.judge([at(1, 0, 0, 0, 0)], ms);
    expect(judge.judge([at(1, 0, 0, 0, 0)], 2_400).get(1)).toBeUndefined();
  });

  test('goes over to the rule when the model fails, and back when it answers again', async () => {
    const classifier = await shipped();
    const byModel = judged(new ModelJudge(classifier), 0.5);
    classifier.breakWith({ kind: 'no-answer', reason: 'planted' });
    const byRule = judged(new ModelJudge(classifier), 0.5);
    expect(byRule).toBe(judged(new ModelJudge(null), 0.5));
    classifier.mend();
    expect(judged(new ModelJudge(classifier), 0.5)).toBe(byModel);
  });
});

describe('training', () => {
  test('finds what can be found, and the same bytes each time', async () => {
    const count = 256;
    const random = new SeededRandom(1, 'set');
    const rows = Float32Array.from({ length: 2 * count }, () => random.next());
    const targets = Float32Array.from({ length: count }, (_, index) => (3 + (rows[2 * index] ?? 0) > 3.5 ? 1 : 0));
    const set = { features: ['tells', 'does not'], rows, targets, weights: new Float32Array(count).fill(1) };
    const plan = { hidden: [4], epochs: 30, batch: 64, learningRate: 0.02, decay: 0 };
    const once = async () => train(set, plan, new SeededRandom(2, 'network'), () => undefined);
    const [model, again] = [await once(), await once()];
    expect(again).toEqual(model);
    expect(forward(model, [0.95, 0.5])).toBeGreaterThan(0.8);
    expect(forward(model, [0.05, 0.5])).toBeLessThan(0.2);
  });
});

const tracks = join(recordings(), 'tracks');
describe.skipIf(!existsSync(join(tracks, 'encounters.csv')))('labels of the UCY recording', () => {
  test('are those of whoever labelled it', () => {
    const text = (name: string): string => readFileSync(join(tracks, name), 'utf8');
    const kiosks = parseKiosks(text('kiosks.json'));
    const walks = parseWalks(text('ucy_zara01.csv'));
    const kiosk = kiosks.ok ? kiosks.value.find(({ scene }) => scene === 'ucy_zara01') : undefined;
    if (!walks.ok || kiosk === undefined) throw new Error('no recording');
    const told = text('encounters.csv')
      .split(/\r?\n/)
      .map((line) => line.split(','))
      .filter(([id]) => id === kiosk.id);
    const ours = new Map(walks.value.flatMap((walk) => labelOf(kiosk, walk) ?? []).map((met) => [met.track, met]));
    expect(ours.size).toBe(told.length);
    for (const [, track, label, , seen, labelAt] of told) {
      const met = ours.get(Number(track));
      expect(met?.label).toBe(label);
      // Theirs is rounded to hundredths, and to tenths of a step.
      expect(Math.abs((met?.seenAtS ?? -1) - Number(seen))).toBeLessThan(0.011);
      expect(Math.abs((met?.labelAtS ?? -1) - Number(labelAt))).toBeLessThan(0.011);
    }
  });
});
