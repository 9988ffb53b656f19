import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waysOn, type HallAhead } from '../../behaviours/hall/waits/ahead.ts';
import { HallForecaster } from '../../behaviours/hall/waits/hall-forecast.ts';
import { ServiceTimes } from '../../behaviours/hall/waits/service-times.ts';
import { SeededRandom } from '../../sim/random.ts';
import { communeCases, communeFigures } from '../bench/wait-commune.ts';

const times = (meanS = 600): ServiceTimes =>
  new ServiceTimes(
    new Map([
      ['s', meanS],
      ['t', meanS],
    ]),
  );
const random = (name: string): SeededRandom => new SeededRandom(1, name);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const one = (service: string, prior = false) => ({ service, to: null, prior, overtaken: 0 });
const counter = (id: string, ...services: readonly string[]) => ({ id, services, at: null, openInS: 0 });

const hall = (over: Partial<HallAhead>): HallAhead => ({
  counters: [counter('1', 's')],
  waiting: [one('s')],
  asker: 0,
  overtakenAtMost: 2,
  shut: [],
  priorPerHour: new Map(),
  noShowShare: 0,
  noShowS: 60,
  betweenS: 0,
  ...over,
});

describe('times of services', () => {
  it('are drawn about their mean, and rests are shorter than the whole would be', () => {
    const drawn = Array.from({ length: 4_000 }, () => 0).map(
      (
        (chance) => () =>
          times().draw('s', chance)
      )(random('draw')),
    );
    expect(mean(drawn)).toBeGreaterThan(560);
    expect(mean(drawn)).toBeLessThan(640);
    const chance = random('rest');
    const rests = Array.from({ length: 2_000 }, () => times().drawRest('s', 400, chance));
    expect(Math.min(...rests)).toBeGreaterThan(0);
    expect(mean(rests)).toBeLessThan(mean(drawn));
  });

  it('lean on what config says until enough was seen, and pass over who forgot to finish', () => {
    const learning = times(600);
    for (let i = 0; i < 12; i += 1) learning.learn('s', 1_200);
    expect(learning.meanS('s')).toBeCloseTo(900, 0);
    for (let i = 0; i < 400; i += 1) learning.learn('s', 1_200);
    expect(learning.meanS('s')).toBeGreaterThan(1_150);
    const before = learning.meanS('s');
    learning.learn('s', 100_000);
    learning.learn('s', Number.NaN);
    expect(learning.meanS('s')).toBe(before);
  });
});

describe('a look ahead', () => {
  it('waits for nobody where nobody is before one, and for the services of those who are', () => {
    expect(waysOn(hall({}), times(), random('a'), 5)).toEqual([0, 0, 0, 0, 0]);
    const three = waysOn(
      hall({ waiting: [one('s'), one('s'), one('s'), one('s')], asker: 3 }),
      times(),
      random('b'),
      2_000,
    );
    expect(mean(three)).toBeGreaterThan(1_700);
    expect(mean(three)).toBeLessThan(1_900);
    const two = hall({
      waiting: [one('s'), one('s'), one('s'), one('s')],
      asker: 3,
      counters: [counter('1', 's'), counter('2', 's')],
    });
    expect(mean(waysOn(two, times(), random('c'), 2_000))).toBeLessThan(mean(three) * 0.7);
  });

  it('knows lunch, counters that open later, services that others serve, and those who go before', () => {
    const lunch = waysOn(
      hall({ waiting: [one('s'), one('s')], asker: 1, shut: [{ fromS: 1, toS: 3_600 }] }),
      times(60),
      random('d'),
      200,
    );
    expect(Math.min(...lunch)).toBeGreaterThanOrEqual(3_600);
    expect(waysOn(hall({ counters: [{ ...counter('1', 's'), openInS: 900 }] }), times(), random('e'), 3)).toEqual([
      900, 900, 900,
    ]);
    expect(waysOn(hall({ counters: [{ ...counter('1', 's'), openInS: null }] }), times(), random('f'), 3)).toEqual([]);
    expect(waysOn(hall({ waiting: [one('t'), one('s')], asker: 1 }), times(), random('g'), 3)).toEqual([0, 0, 0]);
    const prior = hall({ waiting: [one('s'), one('s', true), one('s', true), one('s', true)], asker: 0 });
    // Overtaken twice at most, then it is their turn.
    expect(mean(waysOn(prior, times(), random('h'), 2_000)) / 600).toBeCloseTo(2, 0);
  });

  it('is the same for the same chance, whatever the hall', () => {
    const anyone = fc.record({
      service: fc.constantFrom('s', 't'),
      to: fc.constantFrom(null, '1'),
      prior: fc.boolean(),
      overtaken: fc.nat(3),
    });
    fc.assert(
      fc.property(
        fc.array(anyone, { minLength: 1, maxLength: 30 }),
        fc.nat(29),
        fc.nat(1_000),
        (waiting, place, seed) => {
          const some = hall({
            waiting,
            asker: Math.min(place, waiting.length - 1),
            counters: [counter('1', 's'), counter('2', 's', 't')],
            priorPerHour: new Map([['s', 4]]),
            noShowShare: 0.1,
          });
          const waits = waysOn(some, times(), new SeededRandom(seed, 'x'), 20);
          expect(waysOn(some, times(), new SeededRandom(seed, 'x'), 20)).toEqual(waits);
          for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(waits[index - 1] ?? 0);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a range for the hall', () => {
  it('grows where people wait longer than told', () => {
    const forecaster = new HallForecaster(new Map([['s', 600]]), random('i'));
    const busy = hall({ waiting: [one('s'), one('s'), one('s')], asker: 2 });
    const before = forecaster.foretell(busy, 'a', 0);
    for (let i = 0; i < 8; i += 1) {
      forecaster.foretell(busy, `${i}`, 0);
      forecaster.called(`${i}`, 50_000);
    }
    const after = forecaster.foretell(busy, 'b', 0);
    expect((after?.p90S ?? 0) / (before?.p90S ?? 1)).toBeGreaterThan(1.1);
    expect(forecaster.foretell(hall({ counters: [] }), 'c', 0)).toBeNull();
  });

  it('holds on days of a commune that nobody told it of', () => {
    const { n, relSquaredError, p90Coverage } = communeFigures(communeCases(0.8, 60, 5, () => {}));
    expect(n).toBeGreaterThanOrEqual(60);
    expect(relSquaredError).toBeLessThan(0.6);
    expect(mean(Object.values(p90Coverage))).toBeGreaterThan(0.75);
  });
});
