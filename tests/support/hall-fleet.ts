import type { HallAnswer, HallCommand, HallRefusal, IssuedTicket, OfficeFault } from '../../behaviours/hall/events.ts';
import { createHall, type Hall } from '../../behaviours/hall/index.ts';
import { plainTogether, type FleetDevice } from '../../behaviours/hall/settings.ts';
import { Bridge } from '../../firmware/bridge.ts';
import { siteRedial } from '../../firmware/broker/redial.ts';
import { MissedVisits } from '../../firmware/missed-visits.ts';
import { Outbox } from '../../firmware/outbox.ts';
import { SiteLink } from '../../firmware/site-link.ts';
import { deviceTopics } from '../../firmware/topics.ts';
import { VisitExchange } from '../../firmware/visit-exchange.ts';
import { BugError, present } from '../../hal/assert.ts';
import { nothingPlugged, type Hal } from '../../hal/hal.ts';
import type { BusClient } from '../../hal/ports/message-bus.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimBroker, SimMessageBus } from '../../sim/devices/message-bus.ts';
import { SimStorage } from '../../sim/devices/storage.ts';
import { SimTicketLedger } from '../../sim/devices/ticket-ledger.ts';
import { Power } from '../../sim/power.ts';
import { SeededRandom } from '../../sim/random.ts';
import { hallSettings, issueOf, mondayMorning, type Fate, type HallSettingsOver } from './hall-rig.ts';
import { KeptLog } from './log.ts';

/*
 * Several devices of one hall as the firmware ties them together (link, bridge, exchange, outbox) on a simulated network, without
 * what visitors see. Each can be cut off, lose its power in the midst of anything, and lose its card.
 */

const site = 'ward';

/** A start of a device: all that runs, on one supply of power. */
interface Running {
  readonly power: Power;
  readonly hall: Hall;
  readonly bus: SimMessageBus;
  readonly stop: () => Promise<void>;
}

export class FleetMember {
  readonly name: string;
  readonly wall: DeviceClock;
  readonly log = new KeptLog();
  ledger: SimTicketLedger;
  storage: SimStorage;
  /** The power is on. */
  running: Running | null = null;
  /** The network reaches it. */
  whole = true;

  constructor(name: string, wall: DeviceClock) {
    this.name = name;
    this.wall = wall;
    this.ledger = new SimTicketLedger(wall);
    this.storage = new SimStorage(wall);
  }

  get hall(): Hall {
    return present(this.running, `${this.name} is off`).hall;
  }
  get clientId(): string {
    return `letan-${site}-${this.name}`;
  }
  get disk(): readonly VisitEvent[] {
    return this.ledger.disk;
  }
}

export interface FleetPlan {
  readonly devices: readonly FleetDevice[];
  readonly host: string;
  /** How far each device's wall clock is off. */
  readonly skewMs?: Readonly<Record<string, Milliseconds>>;
  readonly settings?: HallSettingsOver;
  /** The broker stands on a machine of its own; left out: on the hub. */
  readonly brokerApart?: boolean;
}

export const threeDevices: readonly FleetDevice[] = [
  { device: 'kiosk-1', numbers: { from: 1, to: 499 } },
  { device: 'kiosk-2', numbers: { from: 500, to: 799 } },
  { device: 'robot-1', numbers: { from: 800, to: 899 } },
];

export class HallFleet {
  readonly clock = new SimClock();
  readonly broker: SimBroker;
  readonly members: readonly FleetMember[];
  readonly #plan: FleetPlan;
  #drawn = 0;

  constructor(plan: FleetPlan) {
    this.#plan = plan;
    this.broker = new SimBroker(new DeviceClock(this.clock, mondayMorning));
    this.members = plan.devices.map(
      ({ device }) =>
        new FleetMember(device, new DeviceClock(this.clock, mondayMorning + (plan.skewMs?.[device] ?? 0))),
    );
  }

  static async open(plan: FleetPlan): Promise<HallFleet> {
    const fleet = new HallFleet(plan);
    for (const { name } of fleet.members) await fleet.switchOn(name);
    await fleet.clock.advance(5_000);
    return fleet;
  }

  of(name: string): FleetMember {
    return present(
      this.members.find((member) => member.name === name),
      name,
    );
  }

  /** Lets simulated time go on until it is answered; null when it is not within the limit, or its device has no power any more. */
  async answered<T>(work: Promise<T>, limitMs: Milliseconds = 60_000): Promise<T | null> {
    const answer: { come: boolean } = { come: false };
    const watched = work.then((value) => {
      answer.come = true;
      return value;
    });
    const end = this.clock.now() + limitMs;
    await this.clock.settle();
    while (!answer.come && (this.clock.nextAt ?? end) < end) await this.clock.step();
    return answer.come ? watched : null;
  }

  issue(name: string, id: string, service = 'ho-tich'): Promise<Result<IssuedTicket, OfficeFault> | null> {
    return this.answered(this.of(name).hall.office.issue(issueOf(id, { service })));
  }
  command(name: string, command: HallCommand): Promise<Result<HallAnswer, HallRefusal> | null> {
    return this.answered(this.of(name).hall.command(command));
  }
  /** The same by a clerk who presses again, each second, while they are told that the others are being asked. */
  async insisted(name: string, command: HallCommand): Promise<Result<HallAnswer, HallRefusal> | null> {
    const end = this.clock.now() + 120_000;
    for (let press = 1; ; press += 1) {
      const answer = await this.command(name, { ...command, id: `${command.id}-${press}` });
      const asking = answer?.ok === false && answer.fault.kind === 'asking-others';
      if (!asking || this.clock.now() > end) return answer;
      await this.clock.advance(1_000);
    }
  }
  /** The number that somebody gets there. */
  async number(name: string, id: string, service = 'ho-tich'): Promise<IssuedTicket> {
    const issued = await this.issue(name, id, service);
    if (issued?.ok !== true) throw new BugError(`${name} gave no number: ${JSON.stringify(issued)}`);
    return issued.value;
  }

  cut(name: string): void {
    this.of(name).whole = false;
    this.broker.cut(this.of(name).clientId);
  }
  restore(name: string): void {
    this.of(name).whole = true;
    this.broker.restore(this.of(name).clientId);
  }

  /** The power goes in the midst of anything; of what is being written the disk has what chance left of it. */
  async kill(name: string, fate: Fate = 'lost'): Promise<void> {
    const member = this.of(name);
    const { running } = member;
    if (running === null) return;
    member.running = null;
    running.power.cut();
    member.ledger.crash(fate);
    member.storage.crash(fate);
    this.broker.cut(member.clientId);
    await running.bus.close();
    if (member.whole) this.broker.restore(member.clientId);
    await this.clock.settle();
  }

  /** Another card, with nothing on it, while it is off. */
  newCard(name: string): void {
    const member = this.of(name);
    member.ledger = new SimTicketLedger(member.wall);
    member.storage = new SimStorage(member.wall);
  }

  /** Its card has lost its newest lines although they were synced, while it is off. */
  async loseTail(name: string, count: number): Promise<void> {
    const member = this.of(name);
    const kept = member.disk.slice(0, Math.max(0, member.disk.length - count));
    member.ledger = new SimTicketLedger(member.wall);
    await member.ledger.open(new AbortController().signal);
    for (const event of kept) await this.answered(member.ledger.append([event]));
    await member.ledger.close();
  }

  async switchOn(name: string): Promise<void> {
    const member = this.of(name);
    if (member.running !== null) return;
    await this.answered(this.#start(member));
  }

  /** Everything is whole again and has time to find together. */
  async calm(ms: Milliseconds = 600_000): Promise<void> {
    this.broker.start();
    for (const { name } of this.members) {
      this.restore(name);
      await this.switchOn(name);
    }
    await this.clock.advance(ms);
  }

  async close(): Promise<void> {
    for (const { running } of this.members) await running?.stop();
    this.broker.close();
    await this.clock.settle();
    if (this.clock.pending > 0) throw new BugError(`${this.clock.pending} timers are left over`);
  }

  async #start(member: FleetMember): Promise<void> {
    const { brokerApart = false, devices, host, settings = {} } = this.#plan;
    const { name, log, wall } = member;
    const power = new Power(wall);
    const random = new SeededRandom(this.#drawn);
    const client: BusClient = {
      clientId: member.clientId,
      cleanSession: false,
      will: { topic: deviceTopics(site, name).state, payload: '{"v":1,"state":"lost"}', qos: 1, retain: true },
    };
    const raw = new SimMessageBus(this.broker, wall, random, client, siteRedial);
    const hal: Hal = power.hal({
      clock: wall,
      random,
      log,
      storage: member.storage,
      entropy: { bytes: (count) => Uint8Array.from({ length: count }, () => (this.#drawn += 7) % 256) },
      classifier: null,
      checkup: null,
      devices: { ...nothingPlugged, ledger: { ledger: member.ledger }, bus: { broker: raw } },
    });
    const { clock, storage } = hal;
    const ledger = present(hal.devices.ledger['ledger'], 'a ledger');
    const bus = present(hal.devices.bus['broker'], 'a bus');
    const others = devices.map(({ device }) => device).filter((device) => device !== name);
    const link = new SiteLink({ site, device: name, others, brokerApart }, { bus, clock, log });
    const hall = createHall(
      { ...hallSettings({ together: plainTogether, ...settings, device: name, host, fleet: devices }) },
      { clock, log, storage, ledger, link, entropy: hal.entropy, onTransition: () => undefined },
    );
    const outbox = new Outbox(storage, clock, log, (events) => bridge.send(events));
    const exchange = new VisitExchange(name, {
      clock,
      log,
      ledger,
      hall,
      publish: (event) => bridge.sendNow(event),
      outboxWaiting: () => outbox.waiting,
      away: (device) => !link.reaches(device),
    });
    hall.on((out) => {
      if (out.type === 'hall.recorded' && out.event.device === name)
        outbox.add('visit', out.event.id, out.event.wall, { ...out.event });
    });
    const opened = await ledger.open(new AbortController().signal);
    if (!opened.ok) throw new BugError(JSON.stringify(opened.fault));
    await outbox.start();
    const missed = new MissedVisits({ device: name, hall, ledger, outbox });
    missed.begin();
    const started = await hall.start();
    if (!started.ok) throw new BugError(JSON.stringify(started.fault));
    await missed.send();
    const bridge: Bridge = new Bridge(
      { site, device: name, boot: hall.epoch(), meta: {} },
      { bus, clock, log },
      {
        status: () => ({}),
        command: () => Promise.resolve({ ok: false, refusal: { kind: 'none' } }),
        answered: () => null,
        direct: {},
        exchange,
      },
    );
    bridge.start(outbox);
    link.start(hall);
    member.running = {
      power,
      hall,
      bus: raw,
      stop: async () => {
        link.stop();
        exchange.stop();
        power.cut();
        await raw.close();
        await member.ledger.close();
        member.storage.crash();
      },
    };
    // As the supervisor does: what cannot be opened now is tried again.
    const dial = async (): Promise<void> => {
      const linked = await bus.open(new AbortController().signal);
      if (!linked.ok) clock.setTimeout(() => void dial(), 5_000);
    };
    void dial();
  }
}
