import { describe, expect, test } from 'vitest';
import { documentOf, runBench, type BenchDocument, type BenchRun } from '../../sim/encounters/bench.ts';
import { shippedBehaviours } from '../../sim/encounters/behaving.ts';
import { IdealSensor } from '../../sim/encounters/ideal-sensor.ts';
import { parseKiosks, type Kiosk } from '../../sim/encounters/kiosk.ts';
import { labelOf } from '../../sim/encounters/label.ts';
import { parseWalks, type Walk } from '../../sim/encounters/recording.ts';
import { parseEncounters } from '../../sim/encounters/table.ts';
import { recount } from '../support/recount.mjs';
import { kioskJson, walkersCsv, type Turned } from '../support/walkers.ts';

const straight: Turned = { turn: 0, mirrored: false };
const each = 3;

const value = <T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: unknown },
): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
};

const sceneOf = (turned: Turned): { readonly kiosk: Kiosk; readonly walks: readonly Walk[] } => {
  const [kiosk] = value(parseKiosks(kioskJson(turned)));
  if (kiosk === undefined) throw new Error('no kiosk');
  return { kiosk, walks: value(parseWalks(walkersCsv(each, turned))) };
};

/** The encounters file as whoever labels would write it; `blind`: only whom the kiosk met. */
const encountersOf = ({ kiosk, walks }: ReturnType<typeof sceneOf>, blind = false): string =>
  [
    'kiosk,track,label,near,t_seen,t_label,t_unseen',
    ...walks.flatMap((walk) => {
      const met = labelOf(kiosk, walk);
      if (met === null) return [];
      const seen = met.seenAtS.toFixed(2);
      return blind
        ? [`${kiosk.id},${walk.track},,,${seen},,`]
        : [`${kiosk.id},${walk.track},${met.label},,${seen},${met.labelAtS.toFixed(2)},${met.unseenAtS.toFixed(2)}`];
    }),
  ].join('\n');

const behaviours = value(shippedBehaviours());

const bench = async (
  turned: Turned,
  blind = false,
  noise = 1,
): Promise<{ readonly run: BenchRun; readonly document: BenchDocument; readonly encounters: string }> => {
  const scene = sceneOf(turned);
  const encounters = encountersOf(scene, blind);
  const table = value(parseEncounters(encounters));
  const parts = {
    kiosks: [scene.kiosk],
    met: table.met,
    walksOf: () => scene.walks,
    sensorOf: ({ id }: Kiosk) => new IdealSensor(id, 1, noise),
    noise,
    rules: true,
    seed: 1,
  };
  const run = await runBench({
    ...parts,
    create: (_, sensor, ports) => behaviours.create(ports, sensor, null),
    onProgress: () => undefined,
  });
  return {
    run,
    encounters,
    document: documentOf(run, { ...parts, sensorName: 'ideal', outcomes: value(table.outcomes()) }),
  };
};

const ndjson = (cases: BenchRun['device']): string => cases.map((line) => `${JSON.stringify(line)}\n`).join('');
const figures = ['recall', 'precision', 'passersGreeted', 'lingerersGreeted', 'medianAfterStopS'] as const;

const plain = bench(straight);

describe('made-up people', () => {
  test('become what they were made as', () => {
    const { kiosk, walks } = sceneOf(straight);
    const labels = walks.map((walk) => labelOf(kiosk, walk)?.label);
    for (let round = 0; round < each; round += 1)
      expect(labels.slice(4 * round, 4 * round + 4)).toEqual(['engage', 'pass', 'pass', 'linger']);
  });

  test('are measured: who stops is spoken to, who walks by is not', async () => {
    const { document } = await plain;
    const { recall, passersGreeted, medianAfterStopS, n } = document.sensors['ideal'] ?? {};
    expect(recall).toBeGreaterThan(0.8);
    expect(passersGreeted).toBeLessThan(0.2);
    expect(medianAfterStopS).toBeGreaterThan(0);
    expect(medianAfterStopS).toBeLessThan(1.5);
    expect(n).toBe(4 * each);
  });

  test('give the figures that a count of the cases gives', async () => {
    const { run, document, encounters } = await plain;
    const told = document.sensors['ideal'];
    const counted = recount(ndjson(run.device), encounters);
    for (const figure of figures) {
      if (counted[figure] === null) expect(told?.[figure]).toBeNull();
      else expect(told?.[figure]).toBeCloseTo(counted[figure] ?? Number.NaN, 9);
    }
    for (const [name, cases] of Object.entries(run.baselines)) {
      const again = recount(ndjson(cases), encounters);
      expect(document.baselines[name]?.recall).toBeCloseTo(again.recall ?? Number.NaN, 9);
      expect(document.baselines[name]?.precision ?? null).toEqual(
        again.precision === null ? null : expect.closeTo(again.precision, 9),
      );
    }
  });

  test('give the same cases without labels, and no recall', async () => {
    const open = await plain;
    const blind = await bench(straight, true);
    expect(ndjson(blind.run.device)).toBe(ndjson(open.run.device));
    expect(blind.run.device.some(({ firedAtS }) => firedAtS !== null)).toBe(true);
    expect(blind.document.sensors['ideal']).toMatchObject({ recall: null, precision: null, n: 4 * each });
  });

  test('give the same figures turned and mirrored, noise and all', async () => {
    const before = (await plain).document.sensors['ideal'];
    for (const turned of [
      { turn: 2.1, mirrored: false },
      { turn: -0.7, mirrored: true },
    ]) {
      const after = (await bench(turned)).document.sensors['ideal'];
      for (const figure of [...figures, 'aurocAt3m', 'aurocAt3sBefore'] as const)
        expect(Math.abs((after?.[figure] ?? -1) - (before?.[figure] ?? -1)), figure).toBeLessThanOrEqual(0.01);
    }
  });

  test('are measured alike by the same seed and otherwise by another', () => {
    const people = [{ track: 7, x: 2, y: -1, distanceM: Math.sqrt(5), bearingRad: -0.4636 }];
    const one = new IdealSensor('k', 1, 1).measure(people, 300);
    expect(new IdealSensor('k', 1, 1).measure(people, 300)).toEqual(one);
    expect(new IdealSensor('k', 2, 1).measure(people, 300)).not.toEqual(one);
    expect(new IdealSensor('other', 1, 1).measure(people, 300)).not.toEqual(one);
    expect(new IdealSensor('k', 1, 0).measure(people, 300)).toEqual([expect.objectContaining({ x: 2, y: -1 })]);
  });
});

describe('files of people', () => {
  test('say what is wrong with them, and where', () => {
    expect(parseWalks('a,b\n1,2')).toMatchObject({ ok: false, fault: { line: 1 } });
    expect(parseWalks('track,t,x,y\n1,0,2,3\n1,x,2,3')).toMatchObject({ ok: false, fault: { line: 3 } });
    expect(parseWalks('track,t,x,y\n1,5,2,3\n1,4,2,3')).toMatchObject({ ok: false, fault: { line: 3 } });
    expect(parseWalks('track,t,x,y\n')).toMatchObject({ ok: false });
    expect(parseKiosks('[{"id":"a"}]').ok).toBe(false);
    expect(parseEncounters('kiosk,track\nk,1')).toMatchObject({ ok: false, fault: { line: 1 } });
    expect(parseEncounters('kiosk,track,t_seen\nk,1,2\nk,1,3')).toMatchObject({ ok: false, fault: { line: 3 } });
    const odd = parseEncounters('kiosk,track,label,t_seen,t_label\nk,1,stroll,2,3');
    expect(value(odd).outcomes()).toMatchObject({ ok: false, fault: { line: 2 } });
  });

  test('with a person whom their tracker forked keep the longest', () => {
    const walks = value(
      parseWalks('track,t,x,y,gaze\n1,0,1,1,0\n1,1,2,2,0\n2,0,1,1,0\n2,1,2,2,0\n2,2,3,3,0\n3,0,9,9,\n'),
    );
    expect(walks.map(({ track }) => track)).toEqual([2, 3]);
  });
});
