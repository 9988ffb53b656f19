import { createPhrasebook } from '../behaviours/voice/phrasebook.ts';
import type { LanguageFile } from '../config/languages.ts';
import type { DeviceConfig, SiteConfig } from '../config/schema.ts';
import { shortestRoute } from '../behaviours/guidance/route.ts';
import { solidWalls } from '../firmware/plan.ts';
import type { TraceSink } from '../firmware/trace.ts';
import { assert } from '../hal/assert.ts';
import { Listeners } from '../hal/device.ts';
import type { MessageBus } from '../hal/ports/message-bus.ts';
import type { Epoch, Milliseconds, Point } from '../hal/units.ts';
import { DeviceClock, SimClock, type Pace } from './clock.ts';
import { DeviceRig } from './device-rig.ts';
import { Faults } from './faults.ts';
import type { SlipPaper } from './printers.ts';
import type { RealVoice } from './hal.ts';
import { SeededRandom } from './random.ts';
import { TwinBroker, type SiteBroker } from './site-broker.ts';
import { GreetingScore, type GreetingCounts, type GreetingSlip } from './greeting-score.ts';
import { Observer, type Mark, type MarkKind, type TraceCounts } from './observer.ts';
import { tee } from './run-trace.ts';
import type { ScriptedVisitor } from './scenario.ts';
import { Attendant } from './world/attendant.ts';
import { Body } from './world/body.ts';
import { Clerk } from './world/clerk.ts';
import { Crowd, type Arrival } from './world/crowd.ts';
import { drawIntention, scriptedIntention, type Offers } from './world/intentions.ts';
import { CityEars, cityClient } from './world/city-ears.ts';
import type { OfficeDay } from './world/office-day.ts';
import { openingOn } from './world/opening.ts';
import { entrances, floorPlan, type FloorPlan } from './world/plan.ts';
import { Premises, type Router } from './world/premises.ts';
import type { Wish } from './world/reading.ts';
import { drawTraits, plainTraits, steppingOut, type Traits } from './world/traits.ts';
import { Visitor, type VisitEnd } from './world/visitor.ts';
import { vocabularyOf } from './world/vocabulary.ts';
import { World } from './world/world.ts';

export interface CentreOptions {
  readonly site: SiteConfig;
  readonly devices: readonly DeviceConfig[];
  readonly languages: readonly LanguageFile[];
  readonly seed: number;
  readonly startsAt: Epoch;
  readonly clockTrusted: boolean;
  readonly trace: TraceSink;
  /** Where the real drivers of a device keep files. */
  readonly dataDir: (device: string) => string;
  readonly realVoice: RealVoice;
  /** The broker of this centre on its clock; by default the twin, which alone makes a day the same twice. */
  readonly broker?: (clock: SimClock) => SiteBroker;
  /** Keeps it at the host's pace, for real hardware in it; left out: as fast as it goes. */
  readonly pace?: Pace;
  /** What people whom a script sends in want, by id; all others draw. */
  readonly scripted: ReadonlyMap<string, ScriptedVisitor>;
  /** How the people of the office work that day; left out or null: they are there, and call. */
  readonly office?: OfficeDay | null;
}

/** What the counts of a run stand at. */
export interface Counts extends TraceCounts, GreetingCounts {
  readonly seen: number;
  readonly printed: number;
}

/** Room that a walking person keeps from walls. */
const clearanceM = 0.3;
const startMs: Milliseconds = 60_000;
const stopMs: Milliseconds = 120_000;

/** A whole centre in simulated time: hall, people, clerks, broker, and every device with its real firmware. */
export class Centre {
  readonly options: CentreOptions;
  readonly clock = new SimClock();
  readonly world: World;
  readonly plan: FloorPlan;
  readonly broker: SiteBroker;
  readonly rigs: readonly DeviceRig[];
  readonly premises: Premises;
  readonly clerks: readonly Clerk[];
  readonly #attendant: Attendant;
  readonly faults: Faults;
  /** Null where the broker is the host's: the city is then whoever connects to it. */
  readonly city: CityEars | null;
  readonly random: SeededRandom;
  readonly offers: Offers;
  readonly marks = new Listeners<Mark>();
  readonly #observer: Observer;
  readonly #score = new GreetingScore();
  readonly #visitors = new Map<string, Visitor>();
  readonly #ends = new Map<VisitEnd, number>();
  readonly #staffBus: MessageBus;
  readonly #wall: DeviceClock;
  readonly slips = new Listeners<{ readonly device: string; readonly name: string; readonly paper: SlipPaper }>();
  #printed = 0;
  #crowd: Crowd | null = null;
  #placed = 0;
  #promotions = 0;

  constructor(options: CentreOptions) {
    this.options = options;
    const { site, devices, languages, startsAt } = options;
    this.random = new SeededRandom(options.seed);
    this.world = new World(this.clock, solidWalls(site.plan));
    this.plan = floorPlan(site);
    this.#wall = new DeviceClock(this.clock, startsAt);
    this.clock.paceWith(options.pace ?? null);
    this.broker = options.broker?.(this.clock) ?? new TwinBroker(this.#wall);
    this.#observer = new Observer((mark) => this.marks.emit(mark));
    const trace = tee(options.trace, this.#observer, this.#score);
    this.rigs = devices.map(
      (config) =>
        new DeviceRig(
          {
            config,
            world: this.world,
            broker: this.broker,
            random: this.random.split(`device ${config.device}`),
            startsAt,
            clockTrusted: options.clockTrusted,
            dataDir: options.dataDir(config.device),
            realVoice: options.realVoice,
          },
          languages,
          trace,
        ),
    );
    this.offers = {
      services: site.services.map(({ id }) => id),
      languages: site.languages,
      mix: options.office?.mix ?? null,
    };
    this.premises = new Premises(
      this.world,
      this.plan,
      this.rigs.filter(({ parts }) => parts.config.place !== null).map(({ door }) => door),
      vocabularyOf(site, languages, createPhrasebook(languages)),
      routerOf(site),
      publicDoors(this.plan),
    );
    this.#staffBus = this.broker.client(
      { clientId: 'counters', will: null, cleanSession: true },
      this.#wall,
      this.random.split('staff bus'),
    );
    this.clerks = this.premises.desks.map((desk) => this.#clerkAt(desk.id));
    this.#attendant = new Attendant(
      site.site,
      { bus: this.#staffBus, wall: this.#wall, clock: this.clock, random: this.random.split('attendant') },
      (what) => this.mark('clerk', null, `attendant ${what}`),
    );
    for (const rig of this.rigs)
      for (const { name, twin } of rig.twins.printers) twin.onSlip((paper) => this.#slipOut(rig, name, paper));
    for (const rig of this.rigs)
      rig.face.on((event) => {
        if (event.type === 'ticket.called') this.premises.called.set(event.number, event.counter);
      });
    for (const rig of this.rigs)
      for (const { twin } of rig.twins.speakers)
        twin.onSound(({ clip }) =>
          this.premises.sound(
            { at: rig.door.place, words: clip.words, language: clip.language },
            clip.durationMs,
            (since) => twin.heard.some((sound) => sound.at === since && sound.cut),
          ),
        );
    this.city =
      this.broker.setWeather === null
        ? null
        : new CityEars(this.broker.client(cityClient, this.#wall, this.random.split('city bus')));
    this.faults = new Faults(this.rigs, this.broker, options.clockTrusted, this.random.split('weather'));
  }

  get counts(): Counts {
    const seen = new Set(this.rigs.flatMap(({ twins }) => twins.sensors.flatMap(({ twin }) => [...twin.seen])));
    return { ...this.#observer.counts, ...this.#score.counts, seen: seen.size, printed: this.#printed };
  }

  /** Where devices were wrong about people. */
  get greetingSlips(): readonly GreetingSlip[] {
    return this.#score.slips;
  }

  get visitors(): ReadonlyMap<string, Visitor> {
    return this.#visitors;
  }

  /** How visits ended, as their people would tell. */
  get ends(): ReadonlyMap<VisitEnd, number> {
    return this.#ends;
  }

  get wall(): Epoch {
    return this.#wall.wallTime().instant;
  }

  /** Whether nobody is in the hall, or on the way to it, who still wants something. */
  get quiet(): boolean {
    return this.clock.now() >= this.crowdEndsAt && this.world.population === 0;
  }

  /** When the last who was sent in has come and gone, had they no mind of their own. */
  get crowdEndsAt(): Milliseconds {
    return this.#crowd?.endsAt ?? 0;
  }

  /** Switches everything on; the crowd begins to come at once. */
  async start(arrivals: readonly Arrival[], clerks: boolean): Promise<void> {
    this.#crowd = new Crowd(this.world, arrivals, (body) => this.#come(body));
    this.#crowd.start();
    const ready = Promise.all(this.rigs.map((rig) => rig.start()));
    await this.clock.walk(ready, startMs);
    await this.clock.walk(this.#staffBus.open(new AbortController().signal), startMs);
    if (this.city !== null) await this.clock.walk(this.city.open(this.options.site.site), startMs);
    this.#score.start(this.premises, this.#visitors);
    for (const clerk of this.clerks) clerk.connect();
    if (!clerks) return;
    this.setClerksAtWork(true);
    this.#attendant.connect();
  }

  setClerksAtWork(working: boolean): void {
    for (const clerk of this.clerks)
      if (working) clerk.work();
      else clerk.rest();
  }

  /** Ends the day: people and clerks vanish, devices are stopped in order. Nothing is armed afterwards. */
  async stop(): Promise<void> {
    this.#score.stop();
    this.#crowd?.stop();
    for (const visitor of this.#visitors.values()) visitor.stop();
    for (const clerk of this.clerks) clerk.close();
    this.#attendant.close();
    this.premises.close();
    await this.clock.walk(this.#staffBus.close(), stopMs);
    if (this.city !== null) await this.clock.walk(this.city.close(), stopMs);
    await this.clock.walk(Promise.all(this.rigs.map((rig) => rig.stop())), stopMs);
    await this.clock.during(() => this.broker.close());
    await this.clock.settle();
    assert(this.clock.pending === 0, `${this.clock.pending} timers outlived the day`);
  }

  /** A person has this device decide the hall from now on; gives what it said. */
  async promote(device: string): Promise<string> {
    const rig = this.rigs.find(({ id }) => id === device);
    if (rig === undefined || !rig.running) return `no device ${device} that is on`;
    this.#promotions += 1;
    const answer = await rig.face.command({ name: 'promote', id: `promote/${this.#promotions}`, by: 'manager' });
    const said = answer.ok ? 'promoted' : JSON.stringify(answer.refusal);
    this.mark('clerk', device, `${device}: ${said}`);
    return said;
  }

  mark(kind: MarkKind, device: string | null, text: string): void {
    this.marks.emit({ t: this.clock.now(), kind, device, text });
  }

  /** Puts somebody into the hall now. Null `wish`: a body without a mind. */
  place(at: Point, wish: Wish, traits: Traits | null): Visitor {
    this.#placed += 1;
    const body = new Body(`placed-${this.#placed}`, 'placed', at);
    this.world.appear(body, [{ t: this.clock.now(), x: at.x, y: at.y }]);
    return this.#visitor(body, wish, traits ?? drawTraits(this.random.split(`traits ${body.id}`)));
  }

  #slipOut(rig: DeviceRig, name: string, paper: SlipPaper): void {
    if (paper.qr !== null) this.#printed += 1;
    const number = numberIn(paper.qr ?? '');
    this.premises.stands.find(({ door }) => door === rig.door)?.tray.drop({ number });
    this.mark('slip', rig.id, number === null ? `${name}: a slip that cannot be read` : `${name}: slip ${number}`);
    this.slips.emit({ device: rig.id, name, paper });
  }

  #come(body: Body): void {
    const scripted = this.options.scripted.get(body.id);
    const traits = drawTraits(this.random.split(`traits ${body.id}`));
    if (scripted !== undefined) {
      const { wish } = scriptedIntention(scripted, this.offers, this.premises.vocabulary);
      this.#visitor(body, wish, scripted.plain ? plainTraits(traits) : traits).begin();
      return;
    }
    const { wish } = drawIntention(this.random.split(`intention ${body.id}`), this.offers, this.premises.vocabulary);
    const stepsOut = this.options.office?.stepsOut ?? 0;
    this.#visitor(body, wish, steppingOut(traits, stepsOut, this.random.split(`out ${body.id}`))).begin();
  }

  #visitor(body: Body, wish: Wish, traits: Traits): Visitor {
    const visitor = new Visitor(body, wish, traits, this.premises, this.random.split(`visit ${body.id}`), {
      doing: (who, doing) => this.mark('person', null, `${who.id}: ${doing}`),
      touched: (who, device, action, wrong) =>
        this.mark('person', device, `${who.id} touches ${action}${wrong ? ' by mistake' : ''}`),
      ended: (_, how) => this.#ends.set(how, (this.#ends.get(how) ?? 0) + 1),
    });
    this.#visitors.set(body.id, visitor);
    return visitor;
  }

  #clerkAt(id: string): Clerk {
    const { site } = this.options;
    const desk = this.premises.desks.find((each) => each.id === id);
    const counter = site.counters.find((each) => each.id === id);
    if (desk === undefined || counter === undefined) throw new RangeError(`no counter ${id}`);
    const { office } = this.options;
    const mean = meanOf(
      site.services.filter((service) => counter.services.includes(service.id)).map(({ typicalMs }) => typicalMs),
    );
    const timeOf = (number: string): Milliseconds => {
      const service = site.services.find(({ series }) => number.startsWith(series));
      return service === undefined ? mean : (office?.times[service.id] ?? mean);
    };
    return new Clerk(
      desk,
      {
        site: site.site,
        host: site.hall.host,
        devices: this.rigs.map(({ id: device }) => device),
        typicalMs: timeOf,
        callsBeforeNoShow: site.hall.callsBeforeNoShow,
        services: counter.services,
        hours: { opening: openingOn(site), zoneOffsetMin: site.zoneOffsetMin },
        office:
          office === undefined || office === null
            ? null
            : {
                serves: office.serves[id] ?? null,
                index: site.counters.indexOf(counter),
                of: site.counters.length,
                pauses: office.pauses,
              },
      },
      { bus: this.#staffBus, wall: this.#wall, clock: this.clock, random: this.random.split(`clerk ${id}`) },
      (clerk, what) => this.mark('clerk', null, `counter ${clerk.desk.id}: ${what}`),
    );
  }
}

const meanOf = (times: readonly Milliseconds[]): Milliseconds =>
  times.length === 0 ? 600_000 : times.reduce((sum, ms) => sum + ms, 0) / times.length;

/** The ticket number that stands in a slip's QR, as it stands in large type above it. */
const numberIn = (text: string): string | null => /\b[A-Z]\d{2,5}\b/.exec(text)?.[0] ?? null;

/** Doors that visitors use; one whose name begins with `staff` is not theirs. */
const publicDoors = (plan: FloorPlan): readonly Point[] => {
  const open = { ...plan, doors: plan.doors.filter(({ id }) => !id.startsWith('staff')) };
  return entrances(open);
};

/** Ways around walls; who stands where no way leads walks straight, as people in a recording do through walls. */
const routerOf = (site: SiteConfig): Router => {
  const obstacles = {
    walls: solidWalls(site.plan),
    keepOut: site.plan.keepOut.map(({ area }) => area),
    clearanceM,
  };
  return (from, to) => shortestRoute(from, to, obstacles)?.points ?? [from, to];
};
