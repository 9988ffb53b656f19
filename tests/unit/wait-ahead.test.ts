import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waysOn, type HallAhead } from '../../behaviours/hall/waits/ahead.ts';
import { Calibration } from '../../behaviours/hall/waits/calibration.ts';
import { Habits } from '../../behaviours/hall/waits/habits.ts';
import { foretellHall } from '../../behaviours/hall/waits/hall-forecast.ts';
import type { ServiceTimes } from '../../behaviours/hall/waits/service-times.ts';
import { SeededRandom } from '../../sim/random.ts';
import { HallWaits } from '../../behaviours/hall/waits/hall-waits.ts';
import { communeDay, communeHours, communeRules } from '../bench/commune-day.ts';
import { communeCases, communeFigures } from '../bench/wait-commune.ts';

const habits = (meanS = 600): Habits => {
  const learnt = new Habits(
    new Map([
      ['s', meanS],
      ['t', meanS],
    ]),
  );
  // Clerks who call the next at once, and visitors who always come.
  for (let i = 0; i < 400; i += 1) learnt.paused(0);
  for (let i = 0; i < 20_000; i += 1) learnt.cameWhenCalled();
  return learnt;
};
const times = (meanS = 600): ServiceTimes => habits(meanS).times;
const random = (name: string): SeededRandom => new SeededRandom(1, name);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const one = (service: string, prior = false) => ({ service, to: null, prior, overtakenFor: [] });
const counter = (id: string, ...services: readonly string[]) => ({ id, services, now: 'free' as const });

const hall = (over: Partial<HallAhead>): HallAhead => ({
  counters: [counter('1', 's')],
  waiting: [one('s')],
  asker: 0,
  overtakenAtMost: 2,
  shut: [],
  priorPerHour: new Map(),
  ...over,
});

describe('times of services', () => {
  it('are drawn about their mean, and rests are shorter than the whole would be', () => {
    const drawn = Array.from({ length: 4_000 }, () => 0).map(
      (
        (chance) => () =>
          times().draw('s', 600, chance)
      )(random('draw')),
    );
    expect(mean(drawn)).toBeGreaterThan(560);
    expect(mean(drawn)).toBeLessThan(640);
    const chance = random('rest');
    const rests = Array.from({ length: 2_000 }, () => times().drawRest('s', 600, 400, chance));
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
    expect(waysOn(hall({}), habits(), random('a'), 5)).toEqual([0, 0, 0, 0, 0]);
    const three = waysOn(
      hall({ waiting: [one('s'), one('s'), one('s'), one('s')], asker: 3 }),
      habits(),
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
    expect(mean(waysOn(two, habits(), random('c'), 2_000))).toBeLessThan(mean(three) * 0.7);
  });

  it('knows lunch, counters that are closed, services that others serve, and those who go before', () => {
    const lunch = waysOn(
      hall({ waiting: [one('s'), one('s')], asker: 1, shut: [{ fromS: 1, toS: 3_600 }] }),
      habits(60),
      random('d'),
      200,
    );
    expect(Math.min(...lunch)).toBeGreaterThanOrEqual(3_600);
    const closed = hall({ counters: [{ id: '1', services: ['s'], now: 'closed' }] });
    expect(waysOn(closed, habits(), random('f'), 3)).toEqual([]);
    expect(waysOn(hall({ waiting: [one('t'), one('s')], asker: 1 }), habits(), random('g'), 3)).toEqual([0, 0, 0]);
    const prior = hall({ waiting: [one('s'), one('s', true), one('s', true), one('s', true)], asker: 0 });
    // Overtaken twice at most, then it is their turn.
    expect(mean(waysOn(prior, habits(), random('h'), 2_000)) / 600).toBeCloseTo(2, 0);
  });

  it('is the same for the same chance, whatever the hall', () => {
    const anyone = fc.record({
      service: fc.constantFrom('s', 't'),
      to: fc.constantFrom(null, '1'),
      prior: fc.boolean(),
      overtakenFor: fc.array(fc.constantFrom('s', 't'), { maxLength: 3 }),
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
          });
          const waits = waysOn(some, habits(), new SeededRandom(seed, 'x'), 20);
          expect(waysOn(some, habits(), new SeededRandom(seed, 'x'), 20)).toEqual(waits);
          for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(waits[index - 1] ?? 0);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('what is learnt of a hall', () => {
  it('is who does not come, how long clerks are away, and when those with priority come', () => {
    const learnt = new Habits(new Map([['s', 600]]));
    for (let i = 0; i < 900; i += 1) learnt.cameWhenCalled();
    for (let i = 0; i < 100; i += 1) learnt.stayedAway(40);
    expect(learnt.noShowShare).toBeGreaterThan(0.08);
    expect(learnt.noShowShare).toBeLessThan(0.2);
    expect(learnt.noShowS).toBeGreaterThan(40);
    expect(learnt.noShowS).toBeLessThan(45);
    for (let i = 0; i < 400; i += 1) learnt.paused(i % 20 === 0 ? 900 : 15);
    const chance = random('gaps');
    const gaps = Array.from({ length: 4_000 }, () => learnt.drawGap(chance));
    expect(gaps.filter((gap) => gap === 900).length / gaps.length).toBeCloseTo(0.05, 1);
    const rests = Array.from({ length: 400 }, () => learnt.drawGapRest(300, chance));
    expect(Math.min(...rests)).toBeGreaterThan(0);
    expect(mean(rests)).toBeGreaterThan(200);
    for (const day of ['2026-08-03', '2026-08-04']) {
      for (let i = 0; i < 6; i += 1) learnt.came(day, 9, 's', true);
      learnt.came(day, 9, 's', false);
    }
    expect(learnt.priorPerHour(9).get('s')).toBe(3);
    expect(learnt.priorPerHour(8).get('s')).toBe(3);
    expect(learnt.priorPerHour(14).get('s')).toBeUndefined();
  });

  it('is nothing of a service that config does not know and nobody was served for', () => {
    const learnt = new Habits(new Map());
    expect(learnt.times.meanS('s')).toBeNull();
    expect(foretellHall(hall({ waiting: [one('s'), one('s')], asker: 1 }), learnt, random('u'))).toBeNull();
    learnt.times.learn('s', 300);
    expect(learnt.times.meanS('s')).toBe(300);
    expect(foretellHall(hall({ waiting: [one('s'), one('s')], asker: 1 }), learnt, random('u'))).not.toBeNull();
  });
});

describe('the width of ranges', () => {
  it('covers nine in ten of whatever comes, of every service, also where it begins far too narrow or too wide', () => {
    const chance = random('calibration');
    const calibration = new Calibration();
    const covered = new Map<string, { n: number; held: number }>();
    for (let i = 0; i < 6_000; i += 1) {
      const [service, spread] = i % 3 === 0 ? ['slow', 3] : ['quick', 0.4];
      const p50S = 100 + 4_000 * chance.next();
      const p90S = p50S + 100 * calibration.width(service, p50S);
      calibration.told(`${i}`, service, { p50S, p90S }, i * 10_000);
      const waited = p50S + spread * 200 * (chance.next() - 0.5);
      calibration.called(`${i}`, i * 10_000 + waited);
      if (i < 1_500) continue;
      const so = covered.get(service) ?? { n: 0, held: 0 };
      covered.set(service, { n: so.n + 1, held: so.held + (waited <= p90S ? 1 : 0) });
    }
    for (const [service, { held, n }] of covered) {
      expect(held / n, service).toBeGreaterThan(0.885);
      expect(held / n, service).toBeLessThan(0.925);
    }
    expect(calibration.width('slow', 1_000)).toBeGreaterThan(2 * calibration.width('quick', 1_000));
  });

  it('takes a range that has run out for missed before its wait has ended, and once', () => {
    const calibration = new Calibration();
    for (let i = 0; i < 5; i += 1) calibration.told(`${i}`, 's', { p50S: 60, p90S: 120 }, 0);
    calibration.forget('4');
    const before = calibration.width('s', 60);
    calibration.runOut(119);
    expect(calibration.width('s', 60)).toBe(before);
    calibration.runOut(121);
    const after = calibration.width('s', 60);
    expect(after).toBeGreaterThan(before);
    calibration.called('0', 500);
    calibration.runOut(500);
    expect(calibration.width('s', 60)).toBe(after);
  });
});

describe('a range for the hall', () => {
  it('reaches from the middle of what may come to its ninth tenth, and is null where nobody serves', () => {
    const busy = hall({ waiting: [one('s'), one('s'), one('s')], asker: 2 });
    const range = foretellHall(busy, habits(), random('i'));
    expect(range?.p50S).toBeGreaterThan(900);
    expect(range?.p50S).toBeLessThan(1_400);
    expect(range?.p90S).toBeGreaterThan(1_600);
    expect(range?.p90S).toBeLessThan(2_600);
    expect(foretellHall(hall({ counters: [] }), habits(), random('j'))).toBeNull();
  });

  // Seconds of pure reckoning; a busy host takes a minute over them.
  it('holds on days of a commune that nobody told it of', { timeout: 180_000 }, () => {
    const { n, relSquaredError, p90Coverage } = communeFigures(communeCases(1, 400, 5, () => {}));
    expect(n).toBeGreaterThanOrEqual(400);
    expect(relSquaredError).toBeLessThan(0.25);
    expect(mean(Object.values(p90Coverage))).toBeGreaterThan(0.84);
    expect(mean(Object.values(p90Coverage))).toBeLessThan(0.96);
  });

  it('is the same after all that was learnt was put aside and taken up again', () => {
    const settings = { ...communeRules, zoneOffsetMin: communeHours.zoneOffsetMin };
    const [first, again, blank] = [new HallWaits(settings), new HallWaits(settings), new HallWaits(settings)];
    const chance = random('kept');
    const day = (nth: number, hears: readonly HallWaits[], told: (tell: (waits: HallWaits) => unknown) => void): void =>
      void communeDay(1, nth, chance.split(`${nth}`), {
        wrote: (event, fact, after) => {
          for (const one of hears) one.heard(event, fact, after);
        },
        told: (visit, state, wall) => {
          const asker = { service: visit.service, priority: null, to: null };
          const tell = (waits: HallWaits) => waits.foretell(state, asker, visit.id, { wall, trusted: true });
          told(tell);
          const forecast = tell(first);
          return forecast === null ? null : { p50S: Math.round(forecast.p50S), p90S: Math.round(forecast.p90S) };
        },
      });
    day(0, [first], () => {});
    // As it comes back from a file: read anew, and without what is no number.
    again.resume(JSON.parse(JSON.stringify(first.kept())) as ReturnType<HallWaits['kept']>);
    blank.resume({ habits: 'rubbish', calibration: { services: { s: 'wide' } } });
    let differs = 0;
    day(1, [first, again, blank], (tell) => {
      expect(JSON.stringify(tell(again))).toBe(JSON.stringify(tell(first)));
      if (JSON.stringify(tell(blank)) !== JSON.stringify(tell(first))) differs += 1;
    });
    expect(differs).toBeGreaterThan(20);
  });
});
