import { Listeners, type Unsubscribe } from '../hal/device.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { SignShows } from '../hal/ports/counter-sign.ts';
import type { Milliseconds, Point } from '../hal/units.ts';
import { angleOf } from './arithmetic.ts';
import type { Centre, Counts } from './centre.ts';
import type { Pace } from './clock.ts';
import type { FaultSwitch } from './faults.ts';
import type { Mark } from './observer.ts';
import { Pacer } from './pacer.ts';
import { toPng } from './peripherals/png.ts';
import { RunningDevice } from './running-device.ts';
import type {
  ClerkVerb,
  PersonSnapshot,
  SensorSnapshot,
  Session,
  SessionEvent,
  SessionTime,
  VisitorWish,
  WorldSnapshot,
} from './session.ts';
import type { Body } from './world/body.ts';
import { CityOffice, type CitySnapshot } from './world/city-office.ts';
import { words } from './world/clerk.ts';
import type { Arrival } from './world/crowd.ts';
import { plainWish } from './world/intentions.ts';
import { plainTraits, drawTraits } from './world/traits.ts';
import { timed } from './world/walker.ts';
import { walking } from './world/walking-habits.ts';

const mostMarks = 20_000;
const trailEveryMs: Milliseconds = 300;
const trailPoints = 20;
/** How long before their times those come who have booked when the day begins; one that somebody adds may be checked in at once. */
const bookedAheadMin = [0, 20, 40, 60, 90, 150];
const soonMin = 10;

/** A centre that is watched and touched while it runs. */
export class RunningSession implements Session {
  readonly #centre: Centre;
  readonly #pacer: Pacer;
  readonly #events = new Listeners<SessionEvent>();
  readonly #marks: Mark[] = [];
  readonly #trails = new Map<Body, Point[]>();
  readonly #ends: Unsubscribe[] = [];
  readonly devices: readonly RunningDevice[];
  readonly time: SessionTime;
  readonly #afterwards: () => void;
  readonly #pace: (() => Pace) | null;
  readonly #city: CityOffice;
  #trailAt: Milliseconds = 0;

  /** `pace`: how starting and stopping are held back, null: not at all. `afterwards` is done once everything has stopped. */
  constructor(centre: Centre, host: Clock, pace: (() => Pace) | null, afterwards: () => void) {
    this.#centre = centre;
    this.#afterwards = afterwards;
    this.#pace = pace;
    this.#pacer = new Pacer(centre.clock, host, (error) =>
      this.#events.emit({
        type: 'session.failed',
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    );
    this.#city = new CityOffice(
      centre.rigs.flatMap(({ twins }) => twins.cities.map(({ twin }) => twin)),
      centre.options.site,
      () => centre.wall,
      centre.random.split('city office'),
    );
    this.devices = centre.rigs.map((rig) => new RunningDevice(rig, (event) => this.#events.emit(event)));
    this.time = new PacedTime(centre, this.#pacer);
    this.#ends.push(
      centre.marks.add((mark) => this.#keep(mark)),
      centre.slips.add(({ device, name, paper }) =>
        this.devices
          .find(({ id }) => id === device)
          ?.slip({
            t: centre.clock.now(),
            device,
            name,
            png: paper.picture === null ? null : toPng(paper.picture),
            qr: paper.qr,
          }),
      ),
      this.#pacer.onAdvanced(() => {
        this.#leaveTrails();
        this.#events.emit({ type: 'time.advanced', now: centre.clock.now() });
      }),
    );
  }

  get site(): Session['site'] {
    const { site } = this.#centre.options;
    return { id: site.site, name: site.name, plan: this.#centre.plan };
  }
  get services(): Session['services'] {
    return this.#centre.options.site.services.map(({ id, name }) => ({ id, name }));
  }
  get languages(): readonly string[] {
    return this.#centre.options.site.languages;
  }

  /** Switches every device on and lets the crowd come; simulated time stands a moment after the start then. */
  async start(arrivals: readonly Arrival[]): Promise<void> {
    for (const device of this.devices) device.watch();
    await this.#paced(() => this.#centre.start(arrivals, true));
    if (this.#city.books) for (const aheadMin of bookedAheadMin) this.#city.book(aheadMin);
  }

  snapshot(): WorldSnapshot {
    const { world, clock } = this.#centre;
    return {
      now: clock.now(),
      wall: this.#centre.wall,
      people: [...world.bodies()].map((body) => this.#person(body)),
      sensors: this.#centre.rigs.flatMap(({ id, twins }) =>
        twins.sensors.map(({ name, port, fieldOfViewRad, twin }): SensorSnapshot => ({
          ...twin.area.at,
          device: id,
          name,
          port,
          rangeM: twin.area.rangeM,
          fieldOfViewRad,
          firing: twin.firing,
          // A measurement is plain data; its type only lacks the index signature.
          word: twin.last === null ? null : ({ ...twin.last } as JsonObject),
        })),
      ),
      counters: this.#centre.clerks.map(({ desk, doing, number }) => ({
        ...desk.at,
        id: desk.id,
        doing,
        number,
        sign: this.#signOver(desk.id),
      })),
      beliefs: this.devices.flatMap((device) => device.beliefs()),
    };
  }

  city(): CitySnapshot | null {
    return this.#city.books ? this.#city.snapshot() : null;
  }

  book(): void {
    if (!this.#city.books) return;
    const { code, service, time } = this.#city.book(soonMin);
    this.#centre.mark('person', null, `somebody books ${service} for ${time} with the city: ${code}`);
  }

  /** What a person reads over a counter; null: no sign hangs there. */
  #signOver(counter: string): SignShows | null {
    for (const { parts, twins } of this.#centre.rigs) {
      for (const { name, twin } of twins.signs) {
        const entry = parts.config.devices[name];
        if (entry?.port === 'counter-sign' && entry.counter === counter) return twin.seen;
      }
    }
    return null;
  }

  counts(): Counts {
    return this.#centre.counts;
  }

  marks(since: Milliseconds): readonly Mark[] {
    return this.#marks.filter(({ t }) => t >= since);
  }

  faults(): readonly FaultSwitch[] {
    return this.#centre.faults.list();
  }

  switchFault(id: string, on: boolean): void {
    if (!this.#centre.faults.turn(id, on)) return;
    this.#centre.mark('fault', null, `${id} ${on ? 'broken' : 'mended'}`);
    const fault = this.faults().find((each) => each.id === id);
    if (fault !== undefined) this.#events.emit({ type: 'fault.switched', fault });
  }

  promote(device: string): void {
    void this.#centre.promote(device);
  }

  addVisitor(wish: VisitorWish): string {
    const { premises, random } = this.#centre;
    const traits = plainTraits(drawTraits(random.split(`placed ${this.#centre.clock.now()}`)));
    const visitor = this.#centre.place(wish.at, plainWish(wish.service, wish.language, premises.vocabulary), traits);
    if (wish.walkTo !== null) visitor.guideTo(wish.walkTo);
    else if (wish.service !== null) visitor.begin();
    return visitor.id;
  }

  moveVisitor(id: string, to: Point): void {
    const visitor = this.#centre.visitors.get(id);
    if (visitor !== undefined) {
      visitor.guideTo(to);
      return;
    }
    // Somebody without a mind, out of a recording or a crowd: their body goes there and stays.
    const { world, premises, clock } = this.#centre;
    const body = world.get(id);
    if (body === undefined) return;
    const from = { x: body.x, y: body.y };
    world.turn(body, timed([from, ...premises.route(from, to).slice(1)], walking.speed.mean, clock.now()));
  }

  async clerk(counter: string, verb: ClerkVerb): Promise<string> {
    const clerk = this.#centre.clerks.find(({ desk }) => desk.id === counter);
    return clerk === undefined ? `no counter ${counter}` : words(await clerk.press(verb));
  }

  setClerksAtWork(working: boolean): void {
    this.#centre.setClerksAtWork(working);
  }

  on(listener: (event: SessionEvent) => void): Unsubscribe {
    return this.#events.add(listener);
  }

  async close(): Promise<void> {
    await this.#pacer.close();
    for (const end of this.#ends.splice(0)) end();
    for (const device of this.devices) device.close();
    await this.#paced(() => this.#centre.stop());
    this.#afterwards();
  }

  #paced(work: () => Promise<void>): Promise<void> {
    const { clock } = this.#centre;
    return this.#pacer.exclusive(async () => {
      clock.paceWith(this.#pace?.() ?? null);
      try {
        await work();
      } finally {
        clock.paceWith(null);
      }
    });
  }

  #keep(mark: Mark): void {
    this.#marks.push(mark);
    // Dropped by the thousand, so that a long session does not shift its list at every mark.
    if (this.#marks.length > mostMarks + 1000) this.#marks.splice(0, 1000);
    this.#events.emit({ type: 'mark.made', mark });
  }

  #leaveTrails(): void {
    const now = this.#centre.clock.now();
    if (now - this.#trailAt < trailEveryMs) return;
    this.#trailAt = now;
    const here = new Set<Body>();
    for (const body of this.#centre.world.bodies()) {
      here.add(body);
      const trail = this.#trails.get(body) ?? [];
      this.#trails.set(body, trail);
      trail.push({ x: body.x, y: body.y });
      if (trail.length > trailPoints) trail.shift();
    }
    for (const body of this.#trails.keys()) if (!here.has(body)) this.#trails.delete(body);
  }

  #person(body: Body): PersonSnapshot {
    const visitor = this.#centre.visitors.get(body.id);
    return {
      id: body.id,
      x: body.x,
      y: body.y,
      headingRad: angleOf(body.headingX, body.headingY),
      radiusM: body.radiusM,
      speed: body.speed,
      source: body.source,
      trail: this.#trails.get(body) ?? [],
      intention: visitor?.intention ?? 'passes by',
      doing: visitor?.doing ?? (body.speed > 0 ? 'walking' : 'standing'),
      number: visitor?.number ?? null,
    };
  }
}

class PacedTime implements SessionTime {
  readonly #centre: Centre;
  readonly #pacer: Pacer;

  constructor(centre: Centre, pacer: Pacer) {
    this.#centre = centre;
    this.#pacer = pacer;
  }

  get now(): Milliseconds {
    return this.#centre.clock.now();
  }
  get wall(): number {
    return this.#centre.wall;
  }
  get zoneOffsetMin(): number {
    return this.#centre.options.site.zoneOffsetMin;
  }
  get playing(): boolean {
    return this.#pacer.playing;
  }
  get speed(): number {
    return this.#pacer.speed;
  }
  get reached(): number {
    return this.#pacer.reached;
  }
  play(): void {
    this.#pacer.play();
  }
  pause(): void {
    this.#pacer.pause();
  }
  setSpeed(speed: number): void {
    this.#pacer.setSpeed(speed);
  }
  step(ms: Milliseconds): Promise<void> {
    return this.#pacer.step(ms);
  }
}
