import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WaitForecaster } from '../../behaviours/hall/waits/forecast.ts';
import { QuantileLearner } from '../../behaviours/hall/waits/quantile-learner.ts';
import { QueueWatch } from '../../behaviours/hall/waits/queue-watch.ts';
import { SeededRandom } from '../../sim/random.ts';
import { CallLogFault, outcomesUnheardOf, parseCalls, readCalls, type Call } from '../bench/call-log.ts';
import { caseOf, figuresOf, foretellCalls } from '../bench/wait-calls.ts';
import { recordings } from '../support/tier.ts';

const joining = (id: string, at: number, advanceS = 0) => ({ id, line: 'all', kind: 'any', at, advanceS });

describe('the learner of quantiles', () => {
  const learner = (): QuantileLearner =>
    new QuantileLearner(
      2,
      { shares: [0.5, 0.9], start: [2, 6], rate: 0.05, kept: 2_000, again: 8 },
      new SeededRandom(1, 'learner'),
    );

  it('finds the middle and the ninth tenth of what depends on nothing', () => {
    const chance = new SeededRandom(2, 'cases');
    const learning = learner();
    for (let i = 0; i < 30_000; i += 1) learning.learn(Float64Array.of(1, 0), 10 * chance.next());
    const [middle, high] = learning.foretell(Float64Array.of(1, 0));
    expect(middle).toBeGreaterThan(4.6);
    expect(middle).toBeLessThan(5.4);
    expect(high).toBeGreaterThan(8.7);
    expect(high).toBeLessThan(9.3);
  });

  it('finds a spread that grows with a feature', () => {
    const chance = new SeededRandom(3, 'cases');
    const learning = learner();
    for (let i = 0; i < 12_000; i += 1) {
      const x = chance.next() * 2;
      learning.learn(Float64Array.of(1, x), x * 4 * chance.next());
    }
    const at = (x: number): number[] => learning.foretell(Float64Array.of(1, x));
    expect(at(0.5)[0]).toBeCloseTo(1, 0);
    expect(at(1.5)[0]).toBeCloseTo(3, 0);
    expect(at(1.5)[1]).toBeCloseTo(5.4, 0);
  });

  it('never tells the greater share less than the smaller, whatever it was taught', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: 0, max: 40, noNaN: true })), {
          maxLength: 60,
        }),
        (lessons) => {
          const learning = learner();
          for (const [x, outcome] of lessons) learning.learn(Float64Array.of(1, x), outcome);
          const [middle = Number.NaN, high = Number.NaN] = learning.foretell(Float64Array.of(1, 7));
          expect(Number.isFinite(middle)).toBe(true);
          expect(high).toBeGreaterThanOrEqual(middle);
        },
      ),
    );
  });
});

describe('the watch over a queue', () => {
  it('counts who is before one who joins, those placed earlier among them', () => {
    const watch = new QueueWatch();
    watch.join(joining('a', 0));
    watch.join(joining('b', 100));
    watch.join(joining('c', 150, 90));
    expect(watch.look(joining('d', 160))).toMatchObject({ ahead: 3, waiting: 3, advancedWaiting: 1, longestS: 160 });
    expect(watch.look(joining('e', 160, 90))).toMatchObject({ ahead: 2 });
    watch.begin(joining('a', 0), 'desk 1', 160);
    watch.leave('b');
    expect(watch.look(joining('f', 200))).toMatchObject({
      ahead: 1,
      busy: 1,
      open: 1,
      lastWaitS: 160,
      begun: [1, 1, 1],
    });
    watch.end('a', 'desk 1', 220);
    expect(watch.look(joining('g', 230))).toMatchObject({ busy: 0, open: 1 });
    expect(watch.look(joining('g', 1_000))).toMatchObject({ open: 0, begun: [0, 0, 1] });
    expect(watch.look(joining('g', 1_100))).toMatchObject({ begun: [0, 0, 0] });
    watch.beginDay();
    expect(watch.look(joining('h', 10))).toMatchObject({ ahead: 0, lastWaitS: 0, lastAgoS: 900 });
  });
});

describe('the forecast of waits', () => {
  /** One server, everybody is served for a minute, joins in bunches of up to six. */
  const day = (
    forecaster: WaitForecaster,
    seed: number,
    seen: (told: number, was: number, upper: number) => void,
  ): void => {
    const chance = new SeededRandom(seed, 'day');
    forecaster.beginDay();
    let freeAt = 0;
    const moments: { at: number; order: number; run: () => void }[] = [];
    for (let bunch = 0; bunch < 60; bunch += 1) {
      const at = bunch * 400;
      const size = 1 + Math.floor(chance.next() * 6);
      for (let i = 0; i < size; i += 1) {
        const id = `${seed}-${bunch}-${i}`;
        const beginsAt = Math.max(freeAt, at + i);
        freeAt = beginsAt + 60;
        const wait = beginsAt - at - i;
        moments.push({
          at: at + i,
          order: 1,
          run: () => {
            const { p50S, p90S } = forecaster.joined(joining(id, at + i));
            if (wait > 0) seen(p50S, wait, p90S);
          },
        });
        moments.push({ at: beginsAt, order: wait > 0 ? 0 : 2, run: () => forecaster.began(id, 'desk', beginsAt) });
        moments.push({ at: freeAt, order: 0, run: () => forecaster.ended(id, 'desk', beginsAt + 60) });
      }
    }
    moments.sort((a, b) => a.at - b.at || a.order - b.order);
    for (const { run } of moments) run();
  };

  it('learns a hall in which the wait follows from who is before one', () => {
    const forecaster = new WaitForecaster(new SeededRandom(1, 'wait'));
    for (let each = 0; each < 30; each += 1) day(forecaster, each, () => {});
    let off = 0;
    let mean = 0;
    let under = 0;
    let n = 0;
    for (let each = 30; each < 36; each += 1)
      day(forecaster, each, (told, was, upper) => {
        off += Math.abs(told - was);
        mean += was;
        under += was <= upper ? 1 : 0;
        n += 1;
      });
    expect(n).toBeGreaterThan(300);
    expect(off / mean).toBeLessThan(0.15);
    expect(under / n).toBeGreaterThan(0.8);
  });
});

describe('the upper end of the forecast', () => {
  /** Two servers for more than they can do: waits grow to an hour, and what became of a range is learnt long after it was told. */
  const rush = (forecaster: WaitForecaster, seed: number, seen: (was: number, upper: number) => void): void => {
    const chance = new SeededRandom(seed, 'rush');
    forecaster.beginDay();
    const freeAt = [0, 0];
    const moments: { at: number; order: number; run: () => void }[] = [];
    let at = 0;
    for (let i = 0; i < 160; i += 1) {
      at += 1 + Math.floor(chance.next() * (i < 100 ? 60 : 160));
      const joinedAt = at;
      const desk = (freeAt[0] ?? 0) <= (freeAt[1] ?? 0) ? 0 : 1;
      const beginsAt = Math.max(freeAt[desk] ?? 0, joinedAt);
      const endsAt = beginsAt + 10 + Math.floor(chance.next() * chance.next() * 500);
      freeAt[desk] = endsAt;
      const id = `${seed}-${i}`;
      const wait = beginsAt - joinedAt;
      moments.push({
        at: joinedAt,
        order: 1,
        run: () => {
          const { p50S, p90S } = forecaster.joined(joining(id, joinedAt));
          expect(p90S).toBeGreaterThanOrEqual(p50S);
          if (wait > 0) seen(wait, p90S);
        },
      });
      moments.push({
        at: beginsAt,
        order: wait > 0 ? 0 : 2,
        run: () => forecaster.began(id, `desk ${desk}`, beginsAt),
      });
      moments.push({ at: endsAt, order: 0, run: () => forecaster.ended(id, `desk ${desk}`, endsAt) });
    }
    moments.sort((a, b) => a.at - b.at || a.order - b.order);
    for (const { run } of moments) run();
  };

  it('holds for nine in ten also where waits are long and are heard of late', () => {
    const forecaster = new WaitForecaster(new SeededRandom(1, 'wait'));
    let under = 0;
    let n = 0;
    for (let each = 0; each < 25; each += 1)
      rush(forecaster, each, (was, upper) => {
        under += was <= upper ? 1 : 0;
        n += 1;
      });
    expect(n).toBeGreaterThan(3_000);
    expect(Math.abs(under / n - 0.9)).toBeLessThan(0.01);
  });
});

const header = 'day,type,priority,t_vru_in,t_join,wait_s,outcome,t_service,service_s,server';
const log = (...rows: readonly string[]): readonly Call[] => parseCalls([header, ...rows].join('\n'), 'calls.csv');

describe('a log of calls', () => {
  it('is read with its lines', () => {
    expect(log('1,PS,2,0,5,10,AGENT,15,60,7', '', '1,NE,0,0,9,3,HANG,,,')).toEqual([
      {
        line: 2,
        day: '1',
        type: 'PS',
        priority: '2',
        joinedAt: 5,
        waitS: 10,
        outcome: 'AGENT',
        serviceS: 60,
        server: '7',
      },
      {
        line: 4,
        day: '1',
        type: 'NE',
        priority: '0',
        joinedAt: 9,
        waitS: 3,
        outcome: 'HANG',
        serviceS: 0,
        server: 'of line 4',
      },
    ]);
  });

  it('means the same with quotes, spaces after commas, another order of columns and a mark at its beginning', () => {
    const plain = log('1,PS,2,0,5,10,AGENT,15,60,7');
    const rows = [`\uFEFF"${header.replaceAll(',', '", "')}"`, '"1", "PS" ,"2",0,5,"10",AGENT,15,60,"7"'];
    expect(parseCalls(rows.join('\r\n'), 'calls.csv')).toEqual(plain);
    const turned = [header, '1,PS,2,0,5,10,AGENT,15,60,7'].map((row) => row.split(',').reverse().join(','));
    expect(parseCalls(turned.join('\n'), 'calls.csv')).toEqual(plain);
  });

  it('tells of outcomes that it does not know, since it takes them for unserved', () => {
    const calls = log(
      '1,PS,2,0,5,10,AGENT,15,60,7',
      '1,PS,0,0,9,3,agent,,,',
      '1,PS,0,0,9,3,agent,,,',
      '1,PS,0,0,9,3,HANG,,,',
    );
    expect(outcomesUnheardOf(calls)).toEqual([expect.stringMatching(/^outcome "agent" \(2 calls, first in line 3\)/u)]);
    expect(outcomesUnheardOf(calls.slice(0, 1))).toEqual([]);
  });

  it.each([
    ['1,PS,2,0,5,0x10,AGENT,15,60,7', 'calls.csv:2, wait_s: "0x10" is not a number of seconds'],
    ['1,"PS,2,0,5,1,AGENT,15,60,7', 'calls.csv:2: a quote is not closed'],
    ['1,PS,2,0,5,soon,AGENT,15,60,7', 'calls.csv:2, wait_s: "soon" is not a number of seconds'],
    ['1,PS,2,0,-5,1,AGENT,15,60,7', 'calls.csv:2, t_join: "-5"'],
    ['1,PS,2,0,5', 'calls.csv:2: 5 values where the first line names 10 columns'],
  ])('that holds %s is refused by its place', (row, message) => {
    expect(() => log(row)).toThrow(CallLogFault);
    expect(() => log(row)).toThrow(message);
  });

  it('is refused where it goes back in time, by day or by second', () => {
    expect(() => log('1,PS,0,0,9,1,HANG,,,', '1,PS,0,0,5,1,HANG,,,')).toThrow('calls.csv:3, t_join: 5 is before 9');
    expect(() => log('1,PS,0,0,9,1,HANG,,,', '2,PS,0,0,5,1,HANG,,,', '1,PS,0,0,11,1,HANG,,,')).toThrow(
      'comes a second time',
    );
    expect(() => parseCalls('a,b\n', 'calls.csv')).toThrow('no column "day"');
    expect(() => readCalls('/nowhere/calls.csv')).toThrow('/nowhere/calls.csv: cannot be read');
  });
});

const bank = join(recordings(), 'queue', 'anon_bank_calls_1999_01.csv.gz');

describe.skipIf(!existsSync(bank))('the calls of January (recorded)', () => {
  const calls = existsSync(bank) ? readCalls(bank) : [];
  const told = foretellCalls(calls);

  it('are foretold better than a constant and with an honest upper end', () => {
    const { mae, p90Coverage, n } = figuresOf(told);
    expect(n).toBe(13_585);
    expect(mae).toBeLessThanOrEqual(37);
    expect(p90Coverage).toBeGreaterThan(0.88);
    expect(p90Coverage).toBeLessThan(0.92);
  });

  it('have figures that their raw cases come to', () => {
    const waits = new Map(calls.map(({ line, waitS }) => [line, waitS]));
    // As they stand in the file of cases.
    const cases = told.map((each) => JSON.parse(JSON.stringify(caseOf(each))) as ReturnType<typeof caseOf>);
    const within = cases.filter(({ line, p90S }) => (waits.get(line) ?? Number.NaN) <= p90S).length;
    expect(Number((within / cases.length).toFixed(4))).toBe(figuresOf(told).p90Coverage);
    // One that was rounded for the file alone would now and then be met in the one and missed in the other.
    expect(told.filter(({ forecast: { p90S } }) => Number(p90S.toFixed(3)) !== p90S)).toEqual([]);
  });

  it('are foretold from what lies before alone: cut the file, or alter what becomes of one call, and no earlier answer changes', () => {
    const cut = foretellCalls(calls.slice(0, 4_000));
    expect(cut.map(caseOf)).toEqual(told.slice(0, cut.length).map(caseOf));
    const place = calls.findIndex((call, index) => index > 3_000 && call.outcome === 'AGENT' && call.waitS > 0);
    const altered = calls
      .slice(0, place + 1)
      .map((call, index) => (index === place ? { ...call, waitS: call.waitS + 300 } : call));
    const last = foretellCalls(altered).find(({ call }) => call.line === calls[place]?.line);
    expect(last === undefined ? null : caseOf(last)).toEqual(
      told.filter(({ call }) => call.line === calls[place]?.line).map(caseOf)[0],
    );
  });
});
