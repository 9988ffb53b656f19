import type { View } from '../../behaviours/reception/views.ts';
import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Metres, Milliseconds, Point, Pose } from '../../hal/units.ts';
import { direction, distance } from '../arithmetic.ts';
import type { SimClock } from '../clock.ts';
import { Life } from './life.ts';
import { before, seats, walled, type FloorPlan } from './plan.ts';
import type { World } from './world.ts';

/** Words in the air, from where they sound. */
export interface Sound {
  readonly at: Point;
  readonly words: string;
  readonly language: string;
}

/** Paper that came out: what can be read on it. `number` is null where nothing on it can be read. */
export interface Paper {
  readonly number: string | null;
}

/** What the glass shows and which showing of it that is. */
export interface Glass {
  readonly revision: number;
  readonly view: View;
}

/** The human side of a device: what somebody before it sees, touches and takes. */
export interface DeviceDoor {
  readonly id: string;
  readonly place: Pose;
  /** Whether numbers can be had here (it has a display). */
  readonly hasGlass: boolean;
  glass(): Glass | null;
  onGlass(listener: () => void): Unsubscribe;
  touch(action: string, revision: number): void;
  /** Pushes the first button; false where there is none. */
  press(): boolean;
}

/** Paper in the slot, taken by whoever stands there. */
export class Tray {
  readonly #papers: Paper[] = [];
  readonly #listeners = new Listeners<void>();

  drop(paper: Paper): void {
    this.#papers.push(paper);
    this.#listeners.emit();
  }
  /** The newest slip; older ones that nobody took go into the bin with it. */
  take(): Paper | null {
    const paper = this.#papers.at(-1) ?? null;
    this.#papers.length = 0;
    return paper;
  }
  get size(): number {
    return this.#papers.length;
  }
  onDrop(listener: () => void): Unsubscribe {
    return this.#listeners.add(listener);
  }
}

/** The floor before a device: one person uses it, others line up behind. People keep the line by themselves. */
export class Stand {
  readonly door: DeviceDoor;
  readonly tray = new Tray();
  readonly #line: string[] = [];
  readonly #listeners = new Listeners<void>();

  constructor(door: DeviceDoor) {
    this.door = door;
  }

  get length(): number {
    return this.#line.length;
  }
  /** 0: their turn. */
  positionOf(who: string): number {
    return this.#line.indexOf(who);
  }
  /** Where the n-th stands: an arm's length before the glass, then 0.8 m apart, a little to the side so that the way stays free. */
  spot(position: number): Point {
    return position <= 0 ? before(this.door.place, 0.65) : before(this.door.place, 1 + 0.8 * position, 0.5);
  }
  join(who: string): void {
    assert(!this.#line.includes(who), `${who} stands in line twice`);
    this.#line.push(who);
  }
  leave(who: string): void {
    const at = this.#line.indexOf(who);
    if (at < 0) return;
    this.#line.splice(at, 1);
    this.#listeners.emit();
  }
  onMoved(listener: () => void): Unsubscribe {
    return this.#listeners.add(listener);
  }
}

/** The chair before a counter: how a clerk and a visitor find each other. */
export class Desk {
  readonly id: string;
  readonly at: Pose;
  readonly spot: Point;
  #sitting: { readonly who: string; readonly number: string | null } | null = null;
  readonly #sentBack = new Set<string>();
  readonly #listeners = new Listeners<void>();

  constructor(id: string, at: Pose) {
    this.id = id;
    this.at = at;
    this.spot = before(at, 0.8);
  }
  /** Who sits there and the number that they show. */
  get sitting(): { readonly who: string; readonly number: string | null } | null {
    return this.#sitting;
  }
  /** False while somebody else sits there. */
  sit(who: string, number: string | null): boolean {
    if (this.#sitting !== null) return false;
    this.#sitting = { who, number };
    this.#listeners.emit();
    return true;
  }
  /** Gets up, or is told that all is done. */
  rise(who: string): void {
    if (this.#sitting?.who !== who) return;
    this.#sitting = null;
    this.#listeners.emit();
  }
  /** They are not served now: back to the seats, to be called again. */
  sendBack(who: string): void {
    if (this.#sitting?.who === who) this.#sentBack.add(who);
    this.rise(who);
  }
  /** Whether they were sent back when they last got up; asked once. */
  wasSentBack(who: string): boolean {
    return this.#sentBack.delete(who);
  }
  onChanged(listener: () => void): Unsubscribe {
    return this.#listeners.add(listener);
  }
}

/** What people know without being told: how things are called and read. */
export interface Vocabulary {
  /** Names of a service by language; null for one that this site has not. */
  service(id: string): Readonly<Record<string, string>> | null;
  ownName(language: string): string;
  /** The counter to which a sentence calls this number; null where it is another sentence or another number. */
  calledTo(language: string, words: string, number: string): string | null;
}

/** A way around walls and keep-outs, from the first place to the last, both included. */
export type Router = (from: Point, to: Point) => readonly Point[];

/** How far a called number is heard over a hall's noise, and read on a panel of a kiosk's size. */
export const hearingM: Metres = 14;
export const readingM: Metres = 10;

/** The hall as people in it know it. */
export class Premises {
  readonly clock: SimClock;
  readonly world: World;
  readonly plan: FloorPlan;
  readonly stands: readonly Stand[];
  readonly desks: readonly Desk[];
  readonly vocabulary: Vocabulary;
  readonly route: Router;
  readonly exits: readonly Point[];
  /** Where each number was called to last: what those who sat there all the time can tell who asks. */
  readonly called = new Map<string, string>();
  /** Each sentence when it has been said. */
  readonly sounds = new Listeners<Sound>();
  /** How long sounds are in the air. */
  readonly #air: Life;
  readonly #seats: readonly Point[];
  readonly #taken = new Map<string, number>();

  constructor(
    world: World,
    plan: FloorPlan,
    doors: readonly DeviceDoor[],
    vocabulary: Vocabulary,
    route: Router,
    exits: readonly Point[],
  ) {
    this.clock = world.clock;
    this.world = world;
    this.plan = plan;
    this.stands = doors.filter((door) => door.hasGlass).map((door) => new Stand(door));
    this.desks = plan.counters.map(({ id, at }) => new Desk(id, at));
    this.vocabulary = vocabulary;
    this.route = route;
    this.exits = exits;
    this.#seats = seats(plan);
    this.#air = new Life(world.clock);
  }

  /** A sentence begins to sound: who is near has heard it when it ends, unless it was cut off. */
  sound(sound: Sound, durationMs: Milliseconds, wasCut: (since: Milliseconds) => boolean): void {
    const since = this.clock.now();
    if (sound.words === '') return;
    void this.#air.sleep(durationMs).then(() => {
      if (!wasCut(since)) this.sounds.emit(sound);
    });
  }

  close(): void {
    this.#air.end();
  }

  /** Takes the free seat that the draw names; when all are taken people stand beside one. */
  takeSeat(who: string, draw: number): Point {
    const taken = new Set(this.#taken.values());
    const start = Math.floor(draw * this.#seats.length);
    for (let i = 0; i < this.#seats.length; i += 1) {
      const index = (start + i) % this.#seats.length;
      const seat = this.#seats[index];
      if (seat === undefined || taken.has(index)) continue;
      this.#taken.set(who, index);
      return seat;
    }
    const seat = this.#seats[start] ?? { x: 0, y: 0 };
    return { x: seat.x + 0.4, y: seat.y };
  }

  leaveSeat(who: string): void {
    this.#taken.delete(who);
  }

  canHear(at: Point, sound: Sound): boolean {
    return distance(at, sound.at) <= hearingM;
  }

  /** Whether somebody at `at` who looks around can read this device's glass: near enough, before it, no wall between. */
  canRead(at: Point, door: DeviceDoor): boolean {
    const far = distance(at, door.place);
    if (far > readingM) return false;
    if (far < 0.1) return true;
    const axis = direction(door.place.headingRad);
    const ahead = ((at.x - door.place.x) * axis.x + (at.y - door.place.y) * axis.y) / far;
    // Beyond 75° a panel is a stripe.
    return ahead > 0.26 && !walled(this.plan, at, before(door.place, 0.05));
  }
}
