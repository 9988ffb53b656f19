import type { Behaviour } from '../../behaviours/behaviour.ts';
import type { GreetingIn, GreetingOut } from '../../behaviours/greeting/events.ts';
import type { Occupancy, Person, PresenceIn, PresenceOut } from '../../behaviours/presence/events.ts';
import type { BehaviourPorts } from '../../behaviours/actor.ts';
import { direction } from '../../hal/trigonometry.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { DeviceClock, SimClock } from '../clock.ts';
import { frameOf, type Kiosk } from './kiosk.ts';
import { spotAt, type Walk } from './recording.ts';
import type { EncounterSensor, Standing } from './ideal-sensor.ts';

/*
 * A recorded scene walks past a kiosk: its sensor sees everybody, the real presence and greeting behaviours listen, and what they
 * did is written down with the person whom they meant. Nothing here knows what became of anybody.
 */

/** What greeting did. `track`: the recorded person who really was where greeting took its person to be; null: nobody was. */
export interface Act {
  readonly kind: 'greeted' | 'acknowledged';
  readonly track: number | null;
  /** Seconds of the recording. */
  readonly atS: number;
}

/** What presence believed of a recorded person's intention, in the recording's time. */
export type Score = readonly [atS: number, score: number];

export interface Meeting {
  readonly kiosk: Kiosk;
  readonly acts: readonly Act[];
  /** By track, at 2 Hz, as long as presence believed in them and judged them. */
  readonly scores: ReadonlyMap<number, readonly Score[]>;
}

export interface Behaving {
  readonly presence: Behaviour<PresenceIn, PresenceOut>;
  readonly greeting: Behaviour<GreetingIn, GreetingOut>;
}

/** Farther from where somebody is believed to be nobody is meant by it. */
const meantM = 1;
const scoreEveryMs: Milliseconds = 500;
const progressEveryMs: Milliseconds = 60_000;
/** What greeting still does after the last person's last sample is theirs. */
const tailMs: Milliseconds = 2_000;

/** So long nobody has been in the scene: what a device believed of them is forgotten. */
const emptyMs: Milliseconds = 20_000;
const emptyPeriods = 10;

/** A scene of a whole day is empty most of it, and ten words a second that nobody is there tell no more than one. */
export class Pace {
  readonly #periodMs: Milliseconds;
  #emptyForMs: Milliseconds = 0;

  constructor(periodMs: Milliseconds) {
    this.#periodMs = periodMs;
  }

  /** How long until the next frame, after one with so many people in the scene. */
  after(people: number): Milliseconds {
    const step = people === 0 && this.#emptyForMs >= emptyMs ? emptyPeriods * this.#periodMs : this.#periodMs;
    this.#emptyForMs = people === 0 ? this.#emptyForMs + step : 0;
    return step;
  }
}

/** The recorded people by the time of their coming, so that a day's recording is walked through once. */
export class Passing {
  readonly #walks: readonly Walk[];
  readonly #toDevice: ReturnType<typeof frameOf>;
  #next = 0;
  #here: Walk[] = [];

  constructor(walks: readonly Walk[], kiosk: Kiosk) {
    this.#walks = walks;
    this.#toDevice = frameOf(kiosk);
  }

  /** Who is in the scene at a second; time never goes back. */
  at(second: number): Standing[] {
    for (let walk = this.#walks[this.#next]; walk !== undefined && (walk.t[0] ?? 0) <= second;) {
      this.#here.push(walk);
      this.#next += 1;
      walk = this.#walks[this.#next];
    }
    if (this.#here.some((walk) => (walk.t.at(-1) ?? 0) < second))
      this.#here = this.#here.filter((walk) => (walk.t.at(-1) ?? 0) >= second);
    return this.#here.flatMap((walk) => {
      const spot = spotAt(walk, second);
      return spot === null ? [] : [{ track: walk.track, ...this.#toDevice(spot) }];
    });
  }
}

const apart = (a: { x: number; y: number }, b: { x: number; y: number }): number =>
  Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));

/** The recorded person nearest to a believed place. */
const meantBy = (people: readonly Standing[], place: { x: number; y: number }): number | null => {
  let best: Standing | null = null;
  for (const one of people) if (best === null || apart(one, place) < apart(best, place)) best = one;
  return best !== null && apart(best, place) <= meantM ? best.track : null;
};

/** Each recorded person with the believed one who is taken for them: nearest pairs first, each at most once. */
export const matched = <P extends { readonly x: number; readonly y: number }>(
  people: readonly Standing[],
  believed: readonly P[],
): ReadonlyMap<number, P> => {
  const pairs = people.flatMap((one) =>
    believed.map((other) => ({ one, other, gap: apart(one, other) })).filter(({ gap }) => gap <= meantM),
  );
  pairs.sort((a, b) => a.gap - b.gap || a.one.track - b.one.track);
  const found = new Map<number, P>();
  const taken = new Set<P>();
  for (const { one, other } of pairs) {
    if (found.has(one.track) || taken.has(other)) continue;
    found.set(one.track, other);
    taken.add(other);
  }
  return found;
};

/** The span of a scene, from a whole tenth of a second. */
export const spanOf = (walks: readonly Walk[]): { readonly fromS: number; readonly lengthMs: Milliseconds } => {
  const first = walks.reduce((least, { t }) => Math.min(least, t[0] ?? least), Number.POSITIVE_INFINITY);
  const last = walks.reduce((most, { t }) => Math.max(most, t.at(-1) ?? most), Number.NEGATIVE_INFINITY);
  const fromS = Math.floor(first * 10) / 10;
  return { fromS, lengthMs: Math.ceil((last - fromS) * 1_000) };
};

export interface MeetingParts {
  readonly kiosk: Kiosk;
  readonly walks: readonly Walk[];
  readonly sensor: EncounterSensor;
  readonly create: (ports: BehaviourPorts) => Behaving;
  /** Told after each simulated minute, of 0 to 1. */
  readonly onProgress: (share: number) => void;
}

const nearestOf = ({ distanceM, bearingRad }: Occupancy): { x: number; y: number } | null => {
  if (distanceM === null) return null;
  const axis = direction(bearingRad ?? 0);
  return { x: distanceM * axis.x, y: distanceM * axis.y };
};

/** Lets a scene walk past a kiosk. */
export const meet = async ({ kiosk, walks, sensor, create, onProgress }: MeetingParts): Promise<Meeting> => {
  const time = new SimClock();
  const clock = new DeviceClock(time, 0);
  const { presence, greeting } = create({
    clock,
    log: { write: () => undefined },
    onTransition: () => undefined,
  });
  const { fromS, lengthMs } = spanOf(walks);
  const secondOf = (at: Milliseconds): number => Math.round(fromS * 1_000 + at) / 1_000;
  const passing = new Passing(walks, kiosk);
  const acts: Act[] = [];
  const scores = new Map<number, Score[]>();
  let believed: readonly Person[] = [];
  let nearest: { x: number; y: number } | null = null;
  let here: readonly Standing[] = [];

  /** Where greeting takes them to be; whom it cannot name is the nearest. */
  const placeOf = (person: number | null): { x: number; y: number } | null =>
    person === null ? nearest : (believed.find(({ id }) => id === person) ?? null);
  const act = (kind: Act['kind'], person: number | null): void => {
    const place = placeOf(person);
    const atS = secondOf(clock.now());
    acts.push({ kind, track: place === null ? null : meantBy(here, place), atS });
  };
  presence.on((event) => {
    if (event.type === 'people.changed') believed = event.people;
    if (event.type === 'occupancy.changed') nearest = nearestOf(event.occupancy);
    if (event.type === 'people.changed' || event.type === 'occupancy.changed') greeting.send(event);
  });
  greeting.on((event) => {
    if (event.type === 'visitor.greeted') act('greeted', event.person);
    if (event.type === 'visitor.acknowledged') act('acknowledged', event.person);
  });
  greeting.start();
  presence.start();

  const score = (at: Milliseconds): void => {
    const near = here.filter((one) => sensor.sees(one));
    for (const [track, person] of matched(near, believed)) {
      if (person.intent === null) continue;
      const own = scores.get(track) ?? [];
      scores.set(track, own);
      own.push([secondOf(at), person.intent]);
    }
  };
  let scoreAt = 0;
  let progressAt = 0;
  const pace = new Pace(sensor.periodMs);
  for (let at = 0; at <= lengthMs + tailMs; at += pace.after(here.length)) {
    await time.advanceTo(at);
    here = passing.at(secondOf(at));
    for (const word of sensor.frame(here, at)) presence.send({ type: 'sensor.measured', word });
    if (at >= scoreAt) {
      score(at);
      scoreAt += scoreEveryMs;
    }
    if (at >= progressAt) {
      onProgress(at / (lengthMs + tailMs));
      progressAt += progressEveryMs;
    }
  }
  greeting.stop();
  presence.stop();
  return { kiosk, acts, scores };
};
