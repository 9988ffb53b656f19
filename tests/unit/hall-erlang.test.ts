import { describe, expect, it } from 'vitest';
import { decide } from '../../behaviours/hall/decide.ts';
import type { HallFact } from '../../behaviours/hall/events.ts';
import { dataOf } from '../../behaviours/hall/facts.ts';
import { reduce } from '../../behaviours/hall/reduce.ts';
import { plainRules } from '../../behaviours/hall/settings.ts';
import { currentAt, emptyHall } from '../../behaviours/hall/state.ts';
import { SeededRandom } from '../../sim/random.ts';

/*
 * A hall in which people come at random and services last at random (both exponential) is the textbook's M/M/c: its waits are known
 * in closed form. The hall's own commands and fold run it here, so that whatever they do to the order or the counters would show.
 */

/** Erlang's C formula (1917): the chance to have to wait, for an offered load in erlangs; by its sum of terms, not by a recursion. */
const erlangC = (servers: number, load: number): number => {
  let term = 1;
  let sum = 0;
  for (let k = 0; k < servers; k += 1) {
    sum += term;
    term = (term * load) / (k + 1);
  }
  const full = (term * servers) / (servers - load);
  return full / (sum + full);
};

describe('Erlang C as it is computed here', () => {
  it.each([
    // One server: the load itself. Two: a² / (2 + a). Ten servers and eight erlangs, as in tables of it: 0.4092.
    [1, 0.7, 0.7],
    [2, 1, 1 / 3],
    [2, 1.5, (1.5 * 1.5) / 3.5],
    [10, 8, 0.4092],
  ])('%d servers, %d erlangs', (servers, load, chance) => expect(erlangC(servers, load)).toBeCloseTo(chance, 4));
});

const today = '2026-08-03';
/** 08:00 of that day in Hanoi. */
const begins = 1_785_718_800_000;
/** A thousandth of what it is in a real hall, so that thousands come within one day. */
const meanServiceMs = 2_000;

interface Run {
  readonly waitsMs: readonly number[];
}

/** People who come one after another; each waits in the hall until its own discipline calls them. */
function run(servers: number, load: number, people: number, seed: number): Run {
  const random = new SeededRandom(seed, 'erlang');
  const [gaps, services] = [random.split('gaps'), random.split('services')];
  const exponential = (mean: number, from: SeededRandom): number => -mean * Math.log(1 - from.next());
  const counters = Array.from({ length: servers }, (_, i) => ({ id: `${i + 1}`, services: ['s'] }));
  const rules = {
    counters,
    services: [{ id: 's', series: 'S', typicalMs: meanServiceMs }],
    rules: plainRules,
    digits: 5,
  };
  let state = emptyHall(420);
  let seq = 0;
  const write = (fact: HallFact, wall: number, cause: string): void => {
    seq += 1;
    state = reduce(state, {
      v: 1,
      id: `hub/1/${seq}`,
      device: 'hub',
      epoch: 1,
      seq,
      monotonicMs: wall - begins,
      wall,
      trusted: true,
      cause,
      ...dataOf(fact),
    });
  };
  const freeAt = new Map(counters.map(({ id }) => [id, 0]));
  const busy = new Set<string>();
  const cameAt: number[] = [];
  const waitsMs: number[] = [];
  const say = (name: 'next' | 'finish', counter: string, at: number): boolean => {
    const id = `${name}-${seq}`;
    const command =
      name === 'next'
        ? ({ name, id, by: 'clerk', counter, finishing: false } as const)
        : ({ name, id, by: 'clerk', counter } as const);
    const decided = decide(state, command, rules, { wall: begins + Math.round(at), today, token: '00' });
    if (!decided.ok) return false;
    for (const fact of decided.value) write(fact, begins + Math.round(at), id);
    return true;
  };
  const call = (at: number): void => {
    for (const { id } of counters) {
      if (busy.has(id) || !say('next', id, at)) continue;
      busy.add(id);
      const n = Number(currentAt(state, id)?.number.slice(1));
      waitsMs[n] = at - (cameAt[n] ?? Number.NaN);
      freeAt.set(id, at + exponential(meanServiceMs, services));
    }
  };
  const nextDone = (): { readonly id: string; readonly at: number } | null => {
    let first: { readonly id: string; readonly at: number } | null = null;
    for (const id of busy) {
      const at = freeAt.get(id) ?? 0;
      if (first === null || at < first.at) first = { id, at };
    }
    return first;
  };
  let at = 0;
  for (let n = 0; n < people; n += 1) {
    const comes = at + exponential(meanServiceMs / load, gaps);
    for (let done = nextDone(); done !== null && done.at <= comes; done = nextDone()) {
      busy.delete(done.id);
      say('finish', done.id, done.at);
      call(done.at);
    }
    at = comes;
    cameAt[n] = at;
    const number = `S${String(n).padStart(5, '0')}`;
    write(
      {
        kind: 'ticket.issued',
        ticket: `${today}/${number}`,
        day: today,
        series: 'S',
        n,
        number,
        service: 's',
        priority: null,
        language: 'vi',
        requestId: number,
        token: '00',
        channel: 'here',
        apart: false,
        person: null,
        booking: null,
      },
      begins + Math.round(at),
      number,
    );
    call(at);
  }
  return { waitsMs };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the simulated hall', () => {
  it.each([
    [1, 0.6, 1],
    [3, 2.1, 2],
    [5, 4, 3],
  ])('%d counters at %d erlangs waits as Erlang C says, within its interval', (servers, load, seed) => {
    // Means of ten runs, so that the interval is theirs: waits within a run hang together.
    const runs = Array.from({ length: 10 }, (_, i) => {
      // The first come into an empty hall and wait less than those of a long day.
      const waits = run(servers, load, 900, seed * 100 + i).waitsMs.slice(150, 850);
      return { waitMs: mean(waits), waited: waits.filter((wait) => wait > 0).length / waits.length };
    });
    const chance = erlangC(servers, load);
    const waitMs = (chance * meanServiceMs) / (servers - load);
    const judge = (values: readonly number[], truth: number): { readonly off: number; readonly half: number } => {
      const middle = mean(values);
      const variance = mean(values.map((value) => (value - middle) ** 2)) * (values.length / (values.length - 1));
      // Student's t for nine degrees of freedom, 99.9 % both sides.
      return { off: Math.abs(middle - truth), half: 4.781 * Math.sqrt(variance / values.length) };
    };
    const ofWaits = judge(
      runs.map((one) => one.waitMs),
      waitMs,
    );
    const ofChance = judge(
      runs.map(({ waited }) => waited),
      chance,
    );
    expect(ofWaits.off).toBeLessThan(ofWaits.half);
    expect(ofChance.off).toBeLessThan(ofChance.half);
    // An interval as wide as the truth itself would agree with anything.
    expect(ofWaits.half / waitMs).toBeLessThan(0.6);
    expect(ofChance.half / chance).toBeLessThan(0.25);
  });
});
