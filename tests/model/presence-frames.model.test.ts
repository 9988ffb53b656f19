import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Belief } from '../../behaviours/presence/belief.ts';
import type { Person, PresenceOut, SensorWord } from '../../behaviours/presence/events.ts';
import { noJudge } from '../../behaviours/presence/intention/judge.ts';
import type { SensorPlace } from '../../behaviours/presence/settings.ts';
import { mostTracks } from '../../behaviours/presence/tracking/tracker.ts';
import { radians } from '../../hal/units.ts';
import { SeededRandom } from '../../sim/random.ts';
import { pir, presenceSettings, radar, tof } from '../support/presence-rig.ts';
import { runs } from '../support/tier.ts';

/*
 * Frames that are cut, corrupt, stuck, bursting, out of order, from all sensors at once, over people who walk and stand: nothing of it may throw,
 * grow, or tell what is not a number; and when the sensors have come to themselves, so has presence.
 */

const other: SensorPlace = { ...radar, sensorId: 'other', headingRad: radians(20), fieldOfViewRad: radians(150) };
const settings = presenceSettings(radar, other, tof, pir);

/** What is not a word of any sensor, though it came over a sensor's wire. */
const rubbish = fc.constantFrom<unknown>(
  null,
  undefined,
  7,
  'x',
  [],
  {},
  { targets: null },
  { targets: 3 },
  { targets: [null] },
  { targets: [{ x: 1 }] },
  { targets: [{ x: '1', y: {} }] },
  { targets: [{ x: Number.NaN, y: 0, speed: 0 }] },
  { targets: Array.from({ length: 500 }, () => ({ x: 1, y: 1, speed: 0 })) },
  { targets: [{ x: 1e308, y: 1e308, speed: 0 }] },
  { distanceM: 'far' },
  { distanceM: -1 },
  { distanceM: Number.POSITIVE_INFINITY },
  { present: 'yes' },
  { present: null },
);
const sensorId = fc.constantFrom('radar', 'other', 'tof', 'pir');
/** What happens to the stream of one sensor for a while. */
const mishap = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), sensorId, value: rubbish }),
  fc.record({ kind: fc.constant('dead' as const), sensorId }),
  fc.record({ kind: fc.constant('stuck' as const), sensorId }),
  fc.record({ kind: fc.constant('burst' as const), sensorId, times: fc.integer({ min: 2, max: 60 }) }),
  fc.record({ kind: fc.constant('late' as const), sensorId, byMs: fc.integer({ min: -2_000, max: 3_000 }) }),
  fc.record({ kind: fc.constant('noise' as const), sensorId, seed: fc.nat(1_000) }),
  fc.record({ kind: fc.constant('lost' as const), sensorId }),
  fc.record({ kind: fc.constant('none' as const), sensorId }),
);
type Mishap = typeof mishap extends fc.Arbitrary<infer M> ? M : never;
const script = fc.array(fc.record({ forMs: fc.integer({ min: 100, max: 8_000 }), mishap }), { maxLength: 12 });

class Wires {
  readonly belief: Belief;
  readonly #random = new SeededRandom(1);
  readonly #last = new Map<string, unknown>();
  now = 0;
  people: readonly Person[] = [];
  readonly distrusted = new Set<string>();
  words = 0;

  constructor() {
    this.belief = new Belief(settings, noJudge, 0);
  }

  take(out: readonly PresenceOut[]): void {
    for (const event of out)
      switch (event.type) {
        case 'people.changed':
          this.people = event.people;
          expect(event.people.length).toBeLessThanOrEqual(mostTracks);
          for (const { x, y, vx, vy, sigmaM } of event.people)
            for (const value of [x, y, vx, vy, sigmaM]) expect(value).toSatisfy(Number.isFinite);
          break;
        case 'sensor.distrusted':
          expect(this.distrusted.has(event.sensorId)).toBe(false);
          this.distrusted.add(event.sensorId);
          break;
        case 'sensor.trusted':
          expect(this.distrusted.delete(event.sensorId)).toBe(true);
          break;
        case 'occupancy.changed':
          break;
      }
  }

  word(port: SensorWord['port'], id: string, at: number, value: unknown): void {
    this.words += 1;
    // Whatever the wire carried: the types of the port promise more than a cut wire keeps.
    this.take(
      this.belief.hear({ port, measurement: { sensorId: id, seq: this.words, at, value } } as SensorWord, this.now),
    );
  }

  /** A tenth of a second of somebody who stands at (1, 0.1) and others who walk by, under a mishap. */
  step({ kind, ...how }: Mishap): void {
    const noise = (): number => this.#random.normal(0, 0.04);
    const part = (this.now % 5_000) / 5_000;
    const targets = [
      { x: 1 + noise(), y: 0.1 + noise(), speed: 0 },
      { x: 3 + noise(), y: -2.5 + 5 * part + noise(), speed: 0 },
    ];
    const moved = (k: number): { targets: typeof targets } => ({
      // In the second radar's frame, which is turned by 20°.
      targets: targets.map(({ x, y }) => ({
        x: x * Math.cos(k) + y * Math.sin(k),
        y: y * Math.cos(k) - x * Math.sin(k),
        speed: 0,
      })),
    });
    const truths: readonly [SensorWord['port'], string, unknown][] = [
      ['targets', 'radar', { targets }],
      ['targets', 'other', moved(radians(20))],
      ['range', 'tof', { distanceM: 1 + noise() / 4 }],
      ['presence', 'pir', { present: this.now % 3_000 < 1_500 }],
    ];
    for (const [port, id, value] of truths) {
      if (id !== how.sensorId || kind === 'none') this.word(port, id, this.now, value);
      else if (kind === 'cut' && 'value' in how) this.word(port, id, this.now, how.value);
      else if (kind === 'stuck') this.word(port, id, this.now, this.#last.get(id) ?? value);
      else if (kind === 'late' && 'byMs' in how) this.word(port, id, this.now - how.byMs, value);
      else if (kind === 'lost') this.take(this.belief.lose(id, this.now));
      else if (kind === 'burst' && 'times' in how)
        for (let n = 0; n < how.times; n += 1) this.word(port, id, this.now, value);
      else if (kind === 'noise' && 'seed' in how) {
        const random = new SeededRandom(how.seed, String(this.now));
        const anywhere = Array.from({ length: 64 }, () => ({
          x: random.between(-1, 7),
          y: random.between(-6, 6),
          speed: 0,
        }));
        this.word(port, id, this.now, port === 'targets' ? { targets: anywhere } : value);
      }
      this.#last.set(id, value);
    }
    const until = this.now + 100;
    while (this.belief.lookAt !== null && this.belief.lookAt <= until) {
      this.now = this.belief.lookAt;
      this.take(this.belief.look(this.now));
      expect(this.belief.lookAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(this.now);
    }
    this.now = until;
  }
}

const sound: Mishap = { kind: 'none', sensorId: 'pir' };

describe('presence, whatever the wires carry', () => {
  it('goes on, and comes to itself with its sensors', { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(script, (parts) => {
        const wires = new Wires();
        for (let t = 0; t < 2_000; t += 100) wires.step(sound);
        for (const { forMs, mishap } of parts) for (let t = 0; t < forMs; t += 100) wires.step(mishap);
        // The longest way back is that of one that lied: a minute, twice that if it was caught again.
        for (let t = 0; t < 600_000 && (t < 10_000 || wires.distrusted.size > 0); t += 100) wires.step(sound);
        expect([...wires.distrusted]).toEqual([]);
        const standing = wires.people.filter(({ x, y }) => Math.abs(x - 1) < 0.3 && Math.abs(y - 0.1) < 0.3);
        expect(standing.length).toBe(1);
        expect(standing[0]?.stillSince).not.toBeNull();
      }),
      { numRuns: runs({ fast: 12, long: 1_000 }) },
    );
  });

  it('reads no more of a burst than of a sensor four times as fast', () => {
    const wires = new Wires();
    for (let t = 0; t < 2_000; t += 100) wires.step(sound);
    let read = 0;
    const value = {
      get targets() {
        read += 1;
        return [{ x: 1, y: 0.1, speed: 0 }];
      },
    };
    for (let t = 0; t < 10_000; t += 100) {
      for (let n = 0; n < 500; n += 1) {
        wires.word('targets', 'radar', wires.now, value);
        wires.now += n % 5 === 0 ? 1 : 0;
      }
      wires.now -= wires.now % 100;
      wires.step({ kind: 'lost', sensorId: 'tof' });
    }
    expect(read).toBeGreaterThan(10);
    // Fifty thousand words in ten to twenty seconds, of which a hundred a second may be read, and once more for a second look.
    expect(read).toBeLessThan(2 * 100 * 21);
  });
});
