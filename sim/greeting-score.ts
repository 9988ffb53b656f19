import type { TraceLine, TraceSink } from '../firmware/trace.ts';
import type { TimerId } from '../hal/ports/clock.ts';
import type { Metres, Milliseconds, Radians } from '../hal/units.ts';
import { wrapAngle } from '../hal/units.ts';
import { angleOf } from './arithmetic.ts';
import type { Body } from './world/body.ts';
import type { DeviceDoor, Premises, Stand } from './world/premises.ts';
import type { View } from '../behaviours/reception/views.ts';

/*
 * Whether devices were right about people, told by somebody who sees the hall as it is: the trace says when a greeting was spoken, the
 * glass what it showed, and the bodies on the floor who was there and why. It shares no rule with presence or greeting.
 */

/** One thing that went wrong. */
export interface GreetingSlip {
  readonly t: Milliseconds;
  readonly device: string;
  readonly kind: 'in-error' | 'twice' | 'unseen';
  /** Null: nobody was there. */
  readonly person: string | null;
  readonly what: string;
}

export interface GreetingCounts {
  /** Spoken to who had not come for the device, or to nobody. */
  readonly greetedInError: number;
  /** Spoken to who had been spoken to in the same visit. */
  readonly greetedTwice: number;
  /** Stood before a device for more than three seconds while nothing on it said that they were seen. */
  readonly leftUnseen: number;
}

/** What is known of a person besides where they are. */
export interface Minds {
  /** Their errand; null: they only pass. */
  has(person: string): boolean;
}

const sampleMs: Milliseconds = 250;
/** Who is spoken to stands no farther off. */
const earshotM: Metres = 2;
/** Who stands within this, before the glass, waits for it. */
const beforeM: Metres = 3.6;
const beforeRad: Radians = (100 * Math.PI) / 180;
const standing = 0.35;
const unseenMs: Milliseconds = 3_000;
/** Who has no errand and stops at the glass for so long came for it all the same. */
const stopM: Metres = 1.2;
const stopMs: Milliseconds = 1_500;

interface Standing {
  readonly since: Milliseconds;
  seen: boolean;
  told: boolean;
}

/** Of one person before one device. */
interface Encounter {
  greeted: boolean;
  /** A greeting that was an error unless they turn out to have come for the device. */
  doubted: GreetingSlip | null;
  stopSince: Milliseconds | null;
}

const far = (body: Body, { place }: DeviceDoor): Metres =>
  Math.sqrt((body.x - place.x) * (body.x - place.x) + (body.y - place.y) * (body.y - place.y));
const isBefore = (body: Body, { place }: DeviceDoor): boolean =>
  Math.abs(wrapAngle(angleOf(body.x - place.x, body.y - place.y) - place.headingRad)) <= beforeRad;

/** Judges every greeting and every wait of a run. */
export class GreetingScore implements TraceSink {
  #hall: { readonly premises: Premises; readonly minds: Minds } | null = null;
  readonly #slips: GreetingSlip[] = [];
  readonly #standing = new Map<string, Standing>();
  readonly #met = new Map<string, Encounter>();
  #timer: TimerId | null = null;

  get slips(): readonly GreetingSlip[] {
    const doubted = [...this.#met.values()].flatMap(({ doubted: one }) => one ?? []);
    return [...this.#slips, ...doubted].sort((a, b) => a.t - b.t);
  }

  get counts(): GreetingCounts {
    const all = this.slips;
    const of = (kind: GreetingSlip['kind']): number => all.filter((slip) => slip.kind === kind).length;
    return { greetedInError: of('in-error'), greetedTwice: of('twice'), leftUnseen: of('unseen') };
  }

  /** Looks on from now on; `minds` are those who came for something. */
  start(premises: Premises, minds: Minds): void {
    this.#hall = { premises, minds };
    this.#look(premises);
    this.#timer = premises.clock.setTimeout(() => this.start(premises, minds), sampleMs);
  }

  stop(): void {
    if (this.#timer !== null) this.#hall?.premises.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#hall = null;
  }

  line(line: TraceLine): void {
    if (line.kind !== 'transition' || line['machine'] !== 'greeting' || this.#hall === null) return;
    const said = (path: unknown): boolean => typeof path === 'string' && path.includes('words.said');
    const { premises, minds } = this.#hall;
    const stand = premises.stands.find(({ door }) => door.id === line.device);
    // Within one visit nothing leads back to `said`; another visit may follow on it without a pause.
    const anew = !said(line['from']) || isHandedOver(line['from'], line['to']);
    if (stand !== undefined && said(line['to']) && anew) this.#greeted(premises, minds, stand, line.t);
  }

  #slip(slip: GreetingSlip): void {
    this.#slips.push(slip);
  }

  #encounter(person: string, device: string): Encounter {
    const key = `${person} at ${device}`;
    const known = this.#met.get(key);
    if (known !== undefined) return known;
    const fresh: Encounter = { greeted: false, doubted: null, stopSince: null };
    this.#met.set(key, fresh);
    return fresh;
  }

  /** Words in the air before a device: they are for the nearest. */
  #greeted({ world }: Premises, minds: Minds, stand: Stand, t: Milliseconds): void {
    const { door } = stand;
    const near: { readonly body: Body; readonly m: Metres }[] = [];
    for (const body of world.bodies()) {
      const m = far(body, door);
      if (m <= earshotM && isBefore(body, door)) near.push({ body, m });
    }
    near.sort((a, b) => a.m - b.m);
    const [nearest] = near;
    if (nearest === undefined) {
      this.#slip({ t, device: door.id, kind: 'in-error', person: null, what: 'nobody was there' });
      return;
    }
    const { body, m } = nearest;
    const encounter = this.#encounter(body.id, door.id);
    const what = `${body.id} at ${m.toFixed(2)} m, ${body.speed.toFixed(2)} m/s`;
    if (encounter.greeted) this.#slip({ t, device: door.id, kind: 'twice', person: body.id, what });
    encounter.greeted = true;
    // Their errand is at this device now.
    if (minds.has(body.id) && stand.positionOf(body.id) >= 0) return;
    encounter.doubted ??= { t, device: door.id, kind: 'in-error', person: body.id, what };
  }

  #look(premises: Premises): void {
    const now = premises.clock.now();
    const all = [...premises.world.bodies()];
    for (const stand of premises.stands) {
      const { door } = stand;
      const there = all.filter((who) => far(who, door) <= beforeM && isBefore(who, door));
      const keys = new Set(there.map(({ id }) => `${id} at ${door.id}`));
      for (const key of this.#standing.keys())
        if (key.endsWith(` at ${door.id}`) && !keys.has(key)) this.#standing.delete(key);
      const view = door.glass()?.view ?? null;
      const used = there.some((who) => far(who, door) <= stopM);
      for (const who of there) {
        this.#stops(who, door, now);
        if (view !== null) this.#waits(who, stand, view, used, now);
      }
    }
  }

  /** Who has no errand here and yet stops at the glass was not spoken to in error. */
  #stops(who: Body, door: DeviceDoor, now: Milliseconds): void {
    const encounter = this.#met.get(`${who.id} at ${door.id}`);
    if (encounter === undefined || encounter.doubted === null) return;
    if (far(who, door) > stopM || who.speed >= standing) encounter.stopSince = null;
    else {
      encounter.stopSince ??= now;
      if (now - encounter.stopSince >= stopMs) encounter.doubted = null;
    }
  }

  /** `used`: somebody is at the glass, so that an invitation on it is for them. */
  #waits(who: Body, stand: Stand, { body, waiting }: View, used: boolean, now: Milliseconds): void {
    const key = `${who.id} at ${stand.door.id}`;
    const position = stand.positionOf(who.id);
    if (position < 0 || who.speed >= standing) {
      this.#standing.delete(key);
      return;
    }
    const known = this.#standing.get(key) ?? { since: now, seen: false, told: false };
    this.#standing.set(key, known);
    known.seen ||= waiting !== null || (body.screen !== 'asleep' && (position === 0 || !used));
    if (known.seen || known.told || now - known.since <= unseenMs) return;
    known.told = true;
    const what = `${who.id} stands ${far(who, stand.door).toFixed(2)} m before it, ${position} before them in line`;
    this.#slip({ t: now, device: stand.door.id, kind: 'unseen', person: who.id, what });
  }
}

/** Whether a transition from words to words is to another visit: the one before had been left. */
const isHandedOver = (from: unknown, to: unknown): boolean =>
  typeof from === 'string' && typeof to === 'string' && from.includes('sensing.away') && to.includes('sensing.unsure');
