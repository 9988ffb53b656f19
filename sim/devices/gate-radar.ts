import type { GateEcho, PresenceSensor, PresenceWord } from '../../hal/ports/sensors.ts';
import type { TimerId } from '../../hal/ports/clock.ts';
import type { Unsubscribe } from '../../hal/device.ts';
import type { Metres, MetresPerSecond, Milliseconds } from '../../hal/units.ts';
import type { SeededRandom } from '../random.ts';
import type { Sector } from '../world/sector.ts';
import { reaches } from '../world/sight.ts';
import type { World } from '../world/world.ts';
import { SimSensor, toThousandths } from './sensor.ts';
import { Goings, silhouetteOf, wallBefore, type Silhouette } from './silhouette.ts';

/** Hi-Link LD2410, serial protocol V1.00: gates of 0.75 m, eight of them; it tells the strongest moving and the strongest still echo. */
const gateM: Metres = 0.75;
const mostM: Metres = 6;
/** It knows who sits still from breath, but only so near (gates 2 … 6 of the maker's table of still sensitivities). */
const stillM: Metres = 4.5;
const moving: MetresPerSecond = 0.1;
/** It looks ten times a second and keeps saying `present` for so long after the last echo (the maker's default is 5 s). */
const lookMs: Milliseconds = 100;
const unmannedMs: Milliseconds = 5_000;
/** It speaks on change, and at the least so often, so that a silent one is known. */
const wordMs: Milliseconds = 1_000;
const changeM: Metres = 0.3;

/** The twin of an LD2410: present or not, how far its strongest moving and still echoes are, and how strong in percent. */
export class SimGateRadar extends SimSensor<PresenceWord> implements PresenceSensor {
  readonly #random: SeededRandom;
  readonly #walls: readonly { readonly from: { x: number; y: number }; readonly to: { x: number; y: number } }[];
  readonly #goings = new Goings();
  #timer: TimerId | null = null;
  #wake: Unsubscribe = () => undefined;
  #heardAt: Milliseconds = Number.NEGATIVE_INFINITY;
  #said: PresenceWord | null = null;
  #saidAt: Milliseconds = Number.NEGATIVE_INFINITY;

  constructor(id: string, world: World, area: Sector, random: SeededRandom) {
    super(id, world, { ...area, rangeM: Math.min(mostM, area.rangeM) }, wordMs);
    this.#random = random;
    this.#walls = world.walls.map((wall) => wallBefore(wall, this.area));
  }

  get firing(): boolean {
    return this.#said?.present === true;
  }

  protected override begin(): void {
    this.#said = null;
    this.#heardAt = Number.NEGATIVE_INFINITY;
    this.#wake = this.onInsideChanged(() => {
      if (this.inside.size > 0) this.#arm(0);
    });
    this.#arm(lookMs);
  }

  protected override end(): void {
    this.#wake();
    if (this.#timer !== null) this.world.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#said = null;
  }

  protected override frozen(): PresenceWord {
    return this.#said ?? { present: false, moving: null, still: null };
  }

  #arm(ms: Milliseconds): void {
    const { clock } = this.world;
    if (this.#timer !== null) clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(() => {
      this.#timer = null;
      this.#look();
    }, ms);
  }

  #look(): void {
    const { now } = this.world;
    const word = this.#measure(now);
    if (this.#isNews(word, now)) {
      this.#saidAt = now;
      if (this.broken !== 'stuck') this.#said = word;
      this.speak(word);
    }
    // Nobody there and nothing held: it need not look, only speak once a second.
    const quiet = this.inside.size === 0 && !word.present;
    this.#arm(quiet ? Math.max(1, this.#saidAt + wordMs - now) : lookMs);
  }

  #isNews(word: PresenceWord, now: Milliseconds): boolean {
    const before = this.#said;
    if (before === null || now - this.#saidAt >= wordMs || word.present !== before.present) return true;
    return far(before.moving, word.moving) || far(before.still, word.still);
  }

  #measure(now: Milliseconds): PresenceWord {
    const people = [...this.inside].map((body) => {
      body.goTo(now);
      return silhouetteOf(body, this.area);
    });
    this.#goings.see(people, now);
    const seen = people.filter((one) => this.#inSight(one));
    const walks = (one: Silhouette): boolean => this.#goings.of(one.id).speed >= moving;
    const movingEcho = this.#strongest(seen.filter(walks), 100);
    const stillEcho = this.#strongest(
      seen.filter((one) => !walks(one) && distanceOf(one) <= stillM),
      70,
    );
    if (movingEcho !== null || stillEcho !== null) this.#heardAt = now;
    return { present: now - this.#heardAt < unmannedMs, moving: movingEcho, still: stillEcho };
  }

  #inSight(person: Silhouette): boolean {
    const to = distanceOf(person);
    const ray = { x: person.x / to, y: person.y / to };
    return !this.#walls.some((wall) => reaches({ x: 0, y: 0 }, ray, wall) < to);
  }

  /** The nearest sends back most; how strong falls with the distance, how far is right to a quarter of a gate. */
  #strongest(people: readonly Silhouette[], full: number): GateEcho | null {
    let best = Number.POSITIVE_INFINITY;
    for (const one of people) best = Math.min(best, distanceOf(one));
    if (!Number.isFinite(best)) return null;
    const distanceM = Math.max(0.1, best + this.#random.normal(0, gateM / 4));
    const energy = Math.round(Math.max(0, Math.min(100, full * (1.2 - best / 7) + this.#random.normal(0, 6))));
    return { distanceM: toThousandths(distanceM), energy };
  }
}

const distanceOf = ({ x, y }: Silhouette): Metres => Math.max(0.05, Math.sqrt(x * x + y * y));

const far = (a: GateEcho | null | undefined, b: GateEcho | null | undefined): boolean => {
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) !== (b ?? null);
  return Math.abs(a.distanceM - b.distanceM) >= changeM;
};
