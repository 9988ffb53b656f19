import { describe, expect, it } from 'vitest';
import type { Person } from '../../behaviours/presence/events.ts';
import { createPresence } from '../../behaviours/presence/index.ts';
import type { IntentionJudge } from '../../behaviours/presence/intention/judge.ts';
import { SeededRandom } from '../../sim/random.ts';
import { PresenceRig, presenceSettings, radar } from '../support/presence-rig.ts';
import { BehaviourRig } from '../support/behaviours.ts';

/* What is told of everybody: how often, in what words, who belongs together, and to whom the judge is asked. */

type Place = readonly [x: number, y: number];
/** Sees people with the noise of a radar, ten times a second. */
const see = (
  rig: PresenceRig,
  ms: number,
  random: SeededRandom,
  ...ways: ((t: number) => Place | null)[]
): Promise<void> =>
  rig.during(ms, 100, (t) =>
    rig.radar(
      ...ways.flatMap((way): Place[] => {
        const place = way(t);
        return place === null ? [] : [[place[0] + random.normal(0, 0.04), place[1] + random.normal(0, 0.04)]];
      }),
    ),
  );
const last = (rig: PresenceRig): readonly Person[] => rig.people.at(-1)?.people ?? [];
const groupsOf = (rig: PresenceRig): number => new Set(last(rig).map(({ group }) => group)).size;

describe('people.changed', () => {
  it('comes with each frame while anybody is there, and once without anybody', async () => {
    const rig = new PresenceRig(radar);
    const random = new SeededRandom(1);
    await see(rig, 3_000, random, (t) => [4 - t / 1_000, 0]);
    await see(rig, 8_000, random);
    const at = rig.people.map((event) => event.at);
    expect(at.slice(0, 3)).toEqual([200, 300, 400]);
    expect(rig.people.filter(({ people }) => people.length === 0).length).toBe(1);
    expect(last(rig)).toEqual([]);
    for (const { people } of rig.people)
      for (const { x, y, vx, vy, sigmaM } of people)
        for (const value of [x, y, vx, vy, sigmaM]) expect(value).toBe(Math.round(value * 1_000) / 1_000);
    rig.close();
  });

  it('comes ten times a second at most, however fast the sensors speak', async () => {
    const rig = new PresenceRig({ ...radar, periodMs: 20 });
    const random = new SeededRandom(1);
    await rig.during(10_000, 20, () => rig.radar([2 + random.normal(0, 0.03), random.normal(0, 0.03)]));
    expect(rig.people.length).toBeGreaterThan(90);
    expect(rig.people.length).toBeLessThanOrEqual(101);
    rig.close();
  });

  it('says who is seen and who is only believed to be there', async () => {
    const rig = new PresenceRig(radar);
    const random = new SeededRandom(1);
    await see(rig, 2_000, random, () => [1, 0]);
    expect(last(rig).map(({ seen }) => seen)).toEqual([true]);
    await see(rig, 1_000, random);
    expect(last(rig).map(({ seen, stillSince }) => [seen, stillSince !== null])).toEqual([[false, true]]);
    rig.close();
  });
});

describe('a group', () => {
  it('walks side by side and stops together', async () => {
    const rig = new PresenceRig({ ...radar, fieldOfViewRad: 3 });
    const random = new SeededRandom(4);
    const way = (y: number) => (t: number) => [Math.max(1, 5 - (1.1 * t) / 1_000), y] as const;
    await see(rig, 2_500, random, way(0), way(0.7));
    expect([last(rig).length, groupsOf(rig)]).toEqual([2, 1]);
    expect(last(rig).every(({ group }) => group === Math.min(...last(rig).map(({ id }) => id)))).toBe(true);
    await see(
      rig,
      6_000,
      random,
      (t) => way(0)(t + 2_500),
      (t) => way(0.7)(t + 2_500),
    );
    expect(groupsOf(rig)).toBe(1);
    rig.close();
  });

  it('is three who hold together by the one in the middle', async () => {
    const rig = new PresenceRig({ ...radar, fieldOfViewRad: 3 });
    const random = new SeededRandom(4);
    const way = (y: number) => (t: number) => [5 - t / 1_000, y] as const;
    await see(rig, 3_000, random, way(-1), way(0), way(1));
    expect([last(rig).length, groupsOf(rig)]).toEqual([3, 1]);
    rig.close();
  });

  it('is not two who pass each other, nor one who comes to stand behind another who waits', async () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const passing = new PresenceRig({ ...radar, fieldOfViewRad: 3 });
      const random = new SeededRandom(seed);
      await see(
        passing,
        3_000,
        random,
        (t) => [2, -1.8 + (1.2 * t) / 1_000],
        (t) => [2.7, 1.8 - (1.2 * t) / 1_000],
      );
      expect([last(passing).length, groupsOf(passing)]).toEqual([2, 2]);
      passing.close();
      const waiting = new PresenceRig({ ...radar, fieldOfViewRad: 3 });
      await see(
        waiting,
        12_000,
        random,
        () => [0.9, 0],
        (t) => [Math.max(1.9, 5 - t / 1_000), 0.3],
      );
      expect([last(waiting).length, groupsOf(waiting)]).toEqual([2, 2]);
      waiting.close();
    }
  });

  it('parts when its people do', async () => {
    const rig = new PresenceRig({ ...radar, fieldOfViewRad: 3 });
    const random = new SeededRandom(4);
    await see(
      rig,
      2_000,
      random,
      (t) => [3, -1.5 + t / 1_000],
      (t) => [3.7, -1.5 + t / 1_000],
    );
    expect(groupsOf(rig)).toBe(1);
    await see(
      rig,
      5_000,
      random,
      () => [3, 0.5],
      (t) => [Math.min(5.8, 3.7 + t / 1_000), 0.5],
    );
    expect([last(rig).length, groupsOf(rig)]).toEqual([2, 2]);
    rig.close();
  });
});

describe('the judge of intentions', () => {
  it('is asked of everybody in order, hears of each end, and its word is told', async () => {
    const known = new Set<number>();
    let askedAt = -1;
    const judge: IntentionJudge = {
      judge: (people, at) => {
        expect(at).toBeGreaterThanOrEqual(askedAt);
        askedAt = at;
        const ids = people.map(({ id }) => id);
        expect(ids).toEqual([...ids].sort((a, b) => a - b));
        for (const id of ids) known.add(id);
        return new Map(people.filter(({ x }) => x < 3).map(({ id }) => [id, 0.75]));
      },
      forget: (id) => expect(known.delete(id)).toBe(true),
    };
    const rig = new BehaviourRig();
    const presence = createPresence(presenceSettings({ ...radar, fieldOfViewRad: 3 }), rig.ports, judge);
    const told: Person[] = [];
    presence.on((event) => {
      if (event.type === 'people.changed') told.push(...event.people);
    });
    presence.start();
    const random = new SeededRandom(2);
    for (let n = 1; n <= 3_000; n += 1) {
      await rig.time.advanceTo(n * 100);
      // Somebody every four seconds, for as long; some stand and are lost where they stood.
      const part = (n % 40) / 40;
      const stands = Math.floor(n / 40) % 3 === 0;
      const x = stands ? Math.max(1, 5 - 8 * part) : 5 - 4 * part;
      const targets = n > 2_000 ? [] : [{ x: x + random.normal(0, 0.04), y: stands ? 0 : part * 4 - 2, speed: 0 }];
      const measurement = { sensorId: 'radar', seq: n, at: n * 100, value: { targets } };
      presence.send({ type: 'sensor.measured', word: { port: 'targets', measurement } });
    }
    expect(told.filter(({ intent }) => intent === 0.75).length).toBeGreaterThan(100);
    expect(told.filter(({ intent }) => intent === null).length).toBeGreaterThan(100);
    expect(known.size).toBe(0);
    presence.stop();
  });
});
