import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IssuedTicket, OfficeFault } from '../../behaviours/hall/events.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { Result } from '../../hal/result.ts';
import { HallFleet, threeDevices } from '../support/hall-fleet.ts';
import { daily, issueOf, type Fate } from '../support/hall-rig.ts';
import { runs } from '../support/tier.ts';

/*
 * Three devices of one hall under whatever a network, the power and people do to them: cut off for moments or days, killed in the
 * midst of writing, given an empty card, promoted; messages slow, twice, out of order between topics; clocks minutes apart. Beside them
 * a model that shares no code with the hall: who was told which number, who was called where, and what people in the room would say.
 *
 * What people are taken to do: a device is promoted by somebody who sees who decides now; from then on clerks no longer press buttons
 * of the old hub's own page while it has not heard of it.
 */

const devices = ['kiosk-1', 'kiosk-2', 'robot-1'] as const;
type Device = (typeof devices)[number];
const services = ['ho-tich', 'chung-thuc', 'dat-dai'];

interface Told {
  readonly request: string;
  readonly device: Device;
  readonly at: number;
}

const cardApartMs = 900_000;

class Model {
  /** By ticket. */
  readonly told = new Map<string, Told>();
  /** Tickets of which the only copy went with a card. */
  readonly lost = new Set<string>();
  /** Tickets whose call went with the hub that decided it, unheard of by the one that was promoted. */
  readonly unheard = new Set<string>();
  /** What each ticket was called to, in order. */
  readonly calls = new Map<string, string[]>();
  /** Cards that each device has had: whoever asked before another was put in asks no more. */
  readonly cards: Record<Device, number> = { 'kiosk-1': 0, 'kiosk-2': 0, 'robot-1': 0 };
  readonly newCardAt: Record<Device, number> = {
    'kiosk-1': -cardApartMs,
    'kiosk-2': -cardApartMs,
    'robot-1': -cardApartMs,
  };
  /** Devices whose ledgers have no room: what comes in waits, and nobody is told anything. */
  readonly full = new Set<Device>();
  hub: Device = 'kiosk-1';
  term = 0;
}

type Step = fc.AsyncCommand<Model, HallFleet>;
const always = (): boolean => true;
const word = (event: VisitEvent, field: string): string => {
  const value = event.data[field];
  return typeof value === 'string' ? value : '';
};
const issuesOn = (disk: readonly VisitEvent[]): ReadonlySet<string> =>
  new Set(disk.filter(({ kind }) => kind === 'ticket.issued').map((event) => word(event, 'ticket')));
const calledOn = (disk: readonly VisitEvent[]): ReadonlySet<string> =>
  new Set(disk.filter(({ kind }) => kind === 'ticket.called').map((event) => word(event, 'ticket')));

/** The newest term that these lines tell of. */
const raisedOn = (disk: readonly VisitEvent[]): { readonly term: number } => ({
  term: Math.max(0, ...disk.filter(({ kind }) => kind === 'hub.raised').map(({ data }) => Number(data['term']))),
});

function tell(
  model: Model,
  fleet: HallFleet,
  device: Device,
  request: string,
  answer: Result<IssuedTicket, OfficeFault> | null,
): void {
  if (answer === null) return;
  if (!answer.ok) {
    // Numbers of its own may be used up while it is apart, or given up with a card that was lost; nobody is told one then.
    if (answer.fault.kind === 'ledger-refused')
      expect(['recovering', ...(model.full.has(device) ? ['full'] : [])]).toContain(answer.fault.fault.kind);
    else expect(answer.fault.kind).toBe('numbers-exhausted');
    return;
  }
  const { ticket } = answer.value;
  const before = [...model.told].find(([id, told]) => told.request === request && !model.lost.has(id));
  if (before !== undefined) expect(ticket, 'a repeated request is told its number again').toBe(before[0]);
  const holder = model.told.get(ticket);
  expect(holder?.request ?? request, `${ticket} is told to one person only`).toBe(request);
  if (holder === undefined) model.told.set(ticket, { request, device, at: fleet.clock.now() });
}

/** What must be true at any moment. */
function check(model: Model, fleet: HallFleet): void {
  const written = new Map<string, string>();
  for (const { disk, name } of fleet.members)
    for (const event of disk) {
      const text = JSON.stringify(event);
      expect(written.get(event.id) ?? text, `${event.id} says one thing everywhere (${name})`).toBe(text);
      written.set(event.id, text);
    }
  const issued = [...written.values()]
    .map((text) => JSON.parse(text) as VisitEvent)
    .filter(({ kind }) => kind === 'ticket.issued');
  const numbers = issued.map((event) => word(event, 'ticket'));
  expect(new Set(numbers).size, 'no number is given twice').toBe(numbers.length);
  for (const ticket of model.told.keys())
    if (!model.lost.has(ticket)) expect(numbers, `${ticket}, which somebody holds, is written down`).toContain(ticket);
  for (const [ticket, counters] of model.calls)
    if (!model.unheard.has(ticket))
      expect(new Set(counters).size, `${ticket} is called to one counter: ${counters.join()}`).toBe(1);
}

const issue = (device: Device, key: number, service: string): Step => ({
  check: always,
  toString: () => `issue(${device}, r${key}, ${service})`,
  run: async (model, fleet) => {
    if (fleet.of(device).running === null) return;
    const request = `${device}-r${key}-${model.cards[device]}`;
    tell(model, fleet, device, request, await fleet.issue(device, request, service));
    check(model, fleet);
  },
});

/** Somebody asks, and something happens before the answer is there. */
const issueWhile = (
  device: Device,
  key: number,
  ms: number,
  what: 'cut' | 'kill' | 'cut-hub' | 'kill-hub',
  fate: Fate,
): Step => ({
  check: always,
  toString: () => `issueWhile(${device}, r${key}, ${what} after ${ms} ms, ${fate})`,
  run: async (model, fleet) => {
    if (fleet.of(device).running === null) return;
    const request = `${device}-r${key}-${model.cards[device]}`;
    const answer: { is: Result<IssuedTicket, OfficeFault> | null } = { is: null };
    const asked = fleet
      .of(device)
      .hall.office.issue(issueOf(request))
      .then((it) => void (answer.is = it));
    await fleet.clock.advance(ms);
    const whom = what.endsWith('hub') ? model.hub : device;
    if (what.startsWith('cut')) fleet.cut(whom);
    else await fleet.kill(whom, fate);
    // Who has lost its power answers nobody.
    if (whom !== device || what.startsWith('cut')) await fleet.answered(asked);
    tell(model, fleet, device, request, answer.is);
    check(model, fleet);
  },
});

/** A clerk's page on a device: the one that decides, or another while that does not answer. */
const usable = (model: Model, fleet: HallFleet, page: Device): boolean =>
  fleet.of(page).running !== null && (page === model.hub || fleet.of(page).hall.hub().device !== page);

const press = (page: Device, name: 'next' | 'finish' | 'recall', counter: string, key: number): Step => ({
  check: always,
  toString: () => `press(${page}, ${name} at ${counter}, c${key})`,
  run: async (model, fleet) => {
    if (!usable(model, fleet, page)) return;
    const id = `c${key}-${fleet.clock.now()}`;
    const seen = new Set(fleet.members.flatMap(({ disk }) => disk.map((event) => event.id)));
    await fleet.command(page, daily(name, id, counter));
    for (const { disk } of fleet.members)
      for (const event of disk) {
        if (event.kind !== 'ticket.called' || seen.has(event.id)) continue;
        seen.add(event.id);
        const ticket = word(event, 'ticket');
        model.calls.set(ticket, [...(model.calls.get(ticket) ?? []), word(event, 'counter')]);
      }
    check(model, fleet);
  },
});

const network = (device: Device, whole: boolean): Step => ({
  check: always,
  toString: () => `${whole ? 'restore' : 'cut'}(${device})`,
  run: async (_model, fleet) => (whole ? fleet.restore(device) : fleet.cut(device)),
});

/** A device is linked again, and a clerk presses next before all that it has to say is said. */
const reunion = (device: Device, ms: number, counter: string): Step => ({
  check: always,
  toString: () => `reunion(${device}, next at ${counter} after ${ms} ms)`,
  run: async (model, fleet) => {
    fleet.broker.start();
    fleet.restore(device);
    const lines = (): number => fleet.of(model.hub).disk.length;
    const before = lines();
    const end = fleet.clock.now() + 35_000;
    while (lines() === before && (fleet.clock.nextAt ?? end) < end) await fleet.clock.step();
    await fleet.clock.advance(ms);
    await press(model.hub, 'next', counter, 0).run(model, fleet);
  },
});

const broker = (on: boolean): Step => ({
  check: always,
  toString: () => `broker ${on ? 'on' : 'off'}`,
  run: async (_model, fleet) => (on ? fleet.broker.start() : fleet.broker.stop()),
});

const double = (count: number): Step => ({
  check: always,
  toString: () => `the next ${count} messages come twice`,
  run: async (_model, fleet) => fleet.broker.double(count),
});

const power = (device: Device, fate: Fate | 'on'): Step => ({
  check: always,
  toString: () => `power(${device}, ${fate})`,
  run: async (model, fleet) => {
    if (fate === 'on') await switchOn(model, fleet, device);
    else await fleet.kill(device, fate);
    check(model, fleet);
  },
});

/**
 * The house loses its power, and the broker's kept words go on to say that all are there. All but one come back, and a clerk presses next
 * at the hub until it has asked the others.
 */
const darkHouse = (stays: Device, ms: number, fate: Fate, counter: string): Step => ({
  check: always,
  toString: () => `darkHouse(for ${ms} ms, ${fate}, ${stays} stays dark, next at ${counter})`,
  run: async (model, fleet) => {
    fleet.broker.stop();
    for (const name of devices) await fleet.kill(name, fate);
    await fleet.clock.advance(ms);
    fleet.broker.start();
    for (const name of devices) if (name !== stays) await switchOn(model, fleet, name);
    const calls = (): number => fleet.of(model.hub).disk.filter(({ kind }) => kind === 'ticket.called').length;
    const before = calls();
    for (let second = 0; second < 20 && calls() === before; second += 1) {
      await press(model.hub, 'next', counter, 0).run(model, fleet);
      await fleet.clock.advance(1_000);
    }
  },
});

const disk = (device: Device, full: boolean): Step => ({
  check: always,
  toString: () => `disk(${device}, ${full ? 'full' : 'has room'})`,
  run: async (model, fleet) => {
    const { ledger, running } = fleet.of(device);
    if (full && running !== null) {
      ledger.breakWith({ kind: 'full', where: 'card' });
      model.full.add(device);
    } else {
      ledger.mend();
      model.full.delete(device);
    }
  },
});
/** Who is switched on has room again: a device that cannot write that it has begun says so to its staff, and begins later. */
const switchOn = async (model: Model, fleet: HallFleet, device: Device): Promise<void> => {
  if (fleet.of(device).running === null) await disk(device, false).run(model, fleet);
  await fleet.switchOn(device);
};

/** Another card is put in, whoever is in reach: what nobody else has heard of is lost, and must be nobody else's all the same. */
const anotherCard = (device: Device): Step => ({
  check: always,
  toString: () => `anotherCard(${device})`,
  run: async (model, fleet) => {
    const others = (): readonly VisitEvent[] =>
      fleet.members.filter(({ name }) => name !== device).flatMap(({ disk }) => disk);
    // Who was made hub and told nobody is not replaced before somebody has heard of it: there would be no knowing who is hub.
    if (raisedOn(others()).term < model.term) {
      fleet.broker.start();
      for (const name of devices) {
        fleet.restore(name);
        await disk(name, false).run(model, fleet);
        await fleet.switchOn(name);
      }
      await fleet.clock.advance(60_000);
    }
    if (fleet.of(device).running !== null) await fleet.kill(device);
    const [elsewhere, calledElsewhere] = [issuesOn(others()), calledOn(others())];
    for (const ticket of issuesOn(fleet.of(device).disk)) if (!elsewhere.has(ticket)) model.lost.add(ticket);
    for (const ticket of calledOn(fleet.of(device).disk)) if (!calledElsewhere.has(ticket)) model.unheard.add(ticket);
    // People do not lose two cards of one device within minutes.
    const sinceMs = fleet.clock.now() - model.newCardAt[device];
    if (sinceMs < cardApartMs) await fleet.clock.advance(cardApartMs - sinceMs);
    fleet.newCard(device);
    model.full.delete(device);
    model.newCardAt[device] = fleet.clock.now();
    model.cards[device] += 1;
    await fleet.switchOn(device);
    check(model, fleet);
  },
});

const promote = (device: Device): Step => ({
  check: always,
  toString: () => `promote(${device})`,
  run: async (model, fleet) => {
    const member = fleet.of(device);
    if (member.running === null || device === model.hub) return;
    const { device: hub, term } = member.hall.hub();
    if (hub !== model.hub || term !== model.term) return;
    const heard = calledOn(member.disk);
    for (const ticket of calledOn(fleet.members.flatMap(({ disk }) => disk)))
      if (!heard.has(ticket)) model.unheard.add(ticket);
    const promoted = await fleet.answered(member.hall.promote({ id: `p${fleet.clock.now()}`, by: 'manager' }));
    if (promoted?.ok !== true) return;
    model.hub = device;
    model.term = promoted.value.term;
    check(model, fleet);
  },
});

const later = (ms: number): Step => ({
  check: always,
  toString: () => `later(${ms})`,
  run: async (_model, fleet) => fleet.clock.advance(ms),
});

/** Everything is whole again: all is one hall, and what was defined as its order is. */
async function calm(model: Model, fleet: HallFleet, skewMs: readonly number[]): Promise<void> {
  for (const name of devices) await disk(name, false).run(model, fleet);
  await fleet.calm();
  check(model, fleet);
  const [first, ...others] = fleet.members.map(({ hall, name }) => ({
    name,
    hub: hall.hub().device,
    waiting: hall.waiting().map(({ id }) => id),
    tickets: hall.tickets().map(({ id, phase, counter, place }) => ({ id, phase, counter, place })),
  }));
  for (const other of others)
    expect({ ...other, name: '' }, `${other.name} and ${first?.name} know the same`).toEqual({ ...first, name: '' });
  expect(first?.hub).toBe(model.hub);
  const known = new Map(first?.tickets.map((ticket) => [ticket.id, ticket]));
  for (const ticket of model.told.keys())
    if (!model.lost.has(ticket)) expect(known.get(ticket), `${ticket} is not lost`).toBeDefined();
  // Of two who stood before one device, who was told first is first; between devices whoever came by more than their clocks are apart.
  const line = first?.waiting ?? [];
  const told = line.flatMap((ticket) => model.told.get(ticket) ?? []);
  const spread = Math.max(...skewMs) - Math.min(...skewMs) + promptMs;
  told.forEach((one, index) => {
    for (const behind of told.slice(index + 1))
      expect(behind.at + spread, 'nobody who waited is put behind').toBeGreaterThanOrEqual(one.at);
  });
  // A card that was lost took with it how late it had become.
  for (const device of devices.filter((each) => model.cards[each] === 0)) {
    const here = told.filter((one) => one.device === device).map(({ at }) => at);
    expect(here, `who came first at ${device} is first`).toEqual([...here].sort((a, b) => a - b));
  }
}

/** It is not the first day of any of them: all have heard something of each. */
async function everybodyIsKnown(fleet: HallFleet): Promise<void> {
  for (const name of devices) {
    const { ticket } = await fleet.number(name, `before-${name}`, 'dat-dai');
    await fleet.answered(fleet.of(name).hall.office.slipStarted(ticket, `slip-${name}`));
  }
  await fleet.clock.advance(10_000);
}

/** From when a number is dated to when it is told. */
const promptMs = 5_000;

const device = fc.constantFrom(...devices);
const fate = fc.constantFrom<Fate>('lost', 'kept', 'torn');
const steps = [
  fc.tuple(device, fc.nat(30), fc.constantFrom(...services)).map((it) => issue(...it)),
  fc.tuple(device, fc.nat(30), fc.constantFrom(...services)).map((it) => issue(...it)),
  fc.tuple(device, fc.nat(30), fc.constantFrom(...services)).map((it) => issue(...it)),
  fc
    .tuple(device, fc.nat(30), fc.nat(12), fc.constantFrom('cut', 'kill', 'cut-hub', 'kill-hub'), fate)
    .map((it) => issueWhile(...it)),
  fc
    .tuple(device, fc.constantFrom('next', 'next', 'finish', 'recall'), fc.constantFrom('1', '2', '3'), fc.nat(9))
    .map((it) => press(...it)),
  fc
    .tuple(device, fc.constantFrom('next', 'finish'), fc.constantFrom('1', '2', '3'), fc.nat(9))
    .map((it) => press(...it)),
  fc.tuple(device, fc.boolean()).map((it) => network(...it)),
  fc.tuple(device, fc.boolean()).map((it) => network(...it)),
  fc.tuple(device, fc.nat(12), fc.constantFrom('1', '2', '3')).map((it) => reunion(...it)),
  fc.boolean().map(broker),
  fc.tuple(device, fc.nat(90_000), fate, fc.constantFrom('1', '2', '3')).map((it) => darkHouse(...it)),
  fc.integer({ min: 1, max: 20 }).map(double),
  fc.tuple(device, fc.constantFrom<Fate | 'on'>('on', 'on', 'on', 'lost', 'kept', 'torn')).map((it) => power(...it)),
  fc.tuple(device, fc.boolean()).map((it) => disk(...it)),
  device.map(anotherCard),
  device.map(promote),
  fc.oneof({ weight: 6, arbitrary: fc.nat(60) }, { weight: 4, arbitrary: fc.nat(90_000) }).map(later),
];
const skew = fc.integer({ min: -240_000, max: 240_000 });

describe('a hall of several devices under everything at once', () => {
  it('gives no number twice, loses none, calls nobody by two counters, and is one hall again after', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands(steps, { maxCommands: 50, size: 'max' }),
        fc.tuple(skew, skew, skew),
        async (commands, [a, b, c]) => {
          const fleet = await HallFleet.open({
            devices: threeDevices,
            host: 'kiosk-1',
            skewMs: { 'kiosk-1': a, 'kiosk-2': b, 'robot-1': c },
          });
          const model = new Model();
          await everybodyIsKnown(fleet);
          await fc.asyncModelRun(async () => ({ model, real: fleet }), commands);
          await calm(model, fleet, [a, b, c]);
          await fleet.close();
        },
      ),
      { numRuns: runs({ fast: 15, long: 1500 }) },
    );
  }, 3_600_000);
});
