import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Belief } from '../../behaviours/presence/belief.ts';
import type { Person } from '../../behaviours/presence/events.ts';
import { noJudge } from '../../behaviours/presence/intention/judge.ts';
import { angleOf } from '../../hal/trigonometry.ts';
import { radians } from '../../hal/units.ts';
import type { EncounterSensor } from '../../sim/encounters/ideal-sensor.ts';
import { modelSensor, type ModelSensorName } from '../../sim/encounters/model-sensors.ts';
import { SeededRandom } from '../../sim/random.ts';
import { parseTracks } from '../../sim/world/tracks.ts';
import { ClearMot, type Placed } from '../support/clear-mot.ts';
import { framesOf, idealSight } from '../support/kiosk-view.ts';
import { presenceSettings } from '../support/presence-rig.ts';
import { recordings } from '../support/tier.ts';

/*
 * Real people before models of real sensors, together and each alone: a radar that tells three apart and loses who stands, a row of grids that
 * sees four metres with holes, a lidar of legs. What several see must be better known than what each sees, and a dead one must not be missed.
 */

const file = `${recordings()}/tracks/ucy_zara01.csv`;
const there = existsSync(file);
const kiosk = { id: 'zara01_window', x: 14.6, y: 6.6, headingRad: radians(265) };

interface Outcome {
  readonly mota: number;
  readonly switches: number;
  readonly told: readonly string[];
}

/** All the sensors named before the same people; `deadFrom`: the first of them says nothing from then on. Judged within 3 m and the field of all. */
const follow = (names: readonly ModelSensorName[], deadFrom = Number.POSITIVE_INFINITY): Outcome => {
  const parsed = parseTracks(readFileSync(file, 'utf8'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault));
  const sensors: readonly EncounterSensor[] = names.map((name) => modelSensor(name, kiosk.id, 5));
  const field: readonly EncounterSensor[] = [modelSensor('ld2450', '', 1), modelSensor('vl53l5cx', '', 1)];
  const belief = new Belief(presenceSettings(...sensors.flatMap(({ places }) => places)), noJudge, 0);
  const mot = new ClearMot(0.7);
  const told: string[] = [];
  let people: readonly Person[] = [];
  const ahead = ({ x, y }: Placed | Person): { x: number; y: number; distanceM: number; bearingRad: number } => ({
    x,
    y,
    distanceM: Math.sqrt(x * x + y * y),
    bearingRad: angleOf(x, y),
  });
  const inside = (one: Placed | Person): boolean =>
    ahead(one).distanceM < 3 && field.every((sensor) => sensor.sees(ahead(one)));
  const step = (truths: readonly Placed[], at: number): void => {
    const standing = truths.map((truth) => ({ ...ahead(truth), track: Number(truth.id) }));
    for (const [index, sensor] of sensors.entries()) {
      if (index === 0 && at >= deadFrom) continue;
      for (const word of sensor.frame(standing, at))
        for (const event of belief.hear(word, at))
          if (event.type === 'people.changed') ({ people } = event);
          else if (event.type === 'sensor.distrusted') told.push(`${event.sensorId} ${event.reason}`);
    }
  };
  let last = 0;
  const seen = { ...idealSight, rangeM: 8, halfAngleRad: radians(170) };
  for (const { at, truths } of framesOf(parsed.value, kiosk, seen, new SeededRandom(1))) {
    // Sensors speak also while nobody is there.
    for (let t = last + 100; t < at; t += 100) step([], t);
    last = at;
    step(truths, at);
    mot.frame(
      truths.filter(inside),
      people.filter((person) => person.seen && inside(person)),
    );
  }
  const { mota, switches } = mot.figures;
  return { mota, switches, told };
};

describe.skipIf(!there)(`sensors together, before the people of ${file}`, () => {
  test('know people better than each alone, and none is wronged', { timeout: 240_000 }, () => {
    const radar = follow(['ld2450']);
    const grids = follow(['vl53l5cx']);
    const both = follow(['ld2450', 'vl53l5cx']);
    expect(both.mota).toBeGreaterThan(Math.max(radar.mota, grids.mota));
    expect(both.switches).toBeLessThan(grids.switches);
    expect(both.mota).toBeGreaterThan(0.65);
    for (const { told } of [radar, grids, both]) expect(told).toEqual([]);
  });

  test('go on when one of them dies, and say so', { timeout: 240_000 }, () => {
    const grids = follow(['vl53l5cx']);
    const left = follow(['ld2450', 'vl53l5cx'], 20_000);
    expect(left.told).toEqual(['ld2450 silent']);
    expect(left.mota).toBeGreaterThan(grids.mota - 0.05);
  });
});
