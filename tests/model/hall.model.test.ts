import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../hal/result.ts';
import type { VisitEvent } from '../../hal/ports/ticket-ledger.ts';
import type { HallAnswer, HallRefusal, IssuedTicket, OfficeFault } from '../../behaviours/hall/events.ts';
import { SimClock } from '../../sim/clock.ts';
import { hallRig, type HallRig, daily, type DailyCommand } from '../support/hall-rig.ts';
import { runs } from '../support/tier.ts';

/*
 * Two devices of one hall under whatever may happen to them: visitors and clerks in any order, repetitions, restarts at any
 * moment of a write, ledgers and disks that refuse or hide what they did, a network that delays, doubles and reorders. Beside it a
 * model that shares no code with the hall: who was told which number, and what the deciding device's disk says in plain words.
 */

type Device = 'kiosk-1' | 'kiosk-2';
type Fate = 'lost' | 'kept' | 'torn';
const devices = ['kiosk-1', 'kiosk-2'] as const;
const services = ['ho-tich', 'chung-thuc', 'dat-dai'];
const servedAt: Readonly<Record<string, readonly string[]>> = {
  '1': ['ho-tich', 'chung-thuc'],
  '2': ['chung-thuc'],
  '3': ['dat-dai'],
};

interface Told {
  readonly number: string;
  readonly device: Device;
  readonly request: string;
  /** Between these two moments the number came to be. */
  readonly asked: number;
  readonly answered: number;
}

class Model {
  /** Numbers that were told to somebody, by ticket. */
  readonly told = new Map<string, Told>();
  readonly firstAsked = new Map<string, number>();
  /** Numbers that a broken card has forgotten; somebody holds them all the same. */
  readonly forgotten = new Set<string>();
  readonly answers = new Map<string, Result<HallAnswer, HallRefusal>>();
}

interface Real {
  readonly rigs: Readonly<Record<Device, HallRig>>;
  readonly clock: SimClock;
  /** Events on their way, and to whom. */
  readonly air: { readonly to: Device; readonly event: VisitEvent }[];
  readonly published: Record<Device, number>;
}

async function openHall(): Promise<Real> {
  const clock = new SimClock();
  return {
    rigs: {
      'kiosk-1': await hallRig({}, { clock }),
      'kiosk-2': await hallRig({ device: 'kiosk-2', numbers: { from: 501, to: 999 } }, { clock }),
    },
    clock,
    air: [],
    published: { 'kiosk-1': 0, 'kiosk-2': 0 },
  };
}

/** Everything durable that a device wrote itself goes into the air. */
function publish(real: Real): void {
  for (const device of devices) {
    const own = real.rigs[device].ledger.disk.filter((event) => event.device === device);
    const to = device === 'kiosk-1' ? 'kiosk-2' : 'kiosk-1';
    for (const event of own.slice(real.published[device])) real.air.push({ to, event });
    real.published[device] = own.length;
  }
}

const word = (event: VisitEvent, field: string): string => {
  const value = event.data[field];
  return typeof value === 'string' ? value : '';
};

/** What the deciding device's disk says of each ticket that was called: where, and whether it is over. */
function calledOn(disk: readonly VisitEvent[]): Map<string, { readonly counter: string; readonly over: boolean }> {
  const called = new Map<string, { readonly counter: string; readonly over: boolean }>();
  for (const event of disk) {
    const ticket = word(event, 'ticket');
    if (event.kind === 'ticket.called') called.set(ticket, { counter: word(event, 'counter'), over: false });
    if (event.kind === 'ticket.finished' || event.kind === 'ticket.no-show')
      called.set(ticket, { counter: word(event, 'counter'), over: true });
  }
  return called;
}

/** After every step, as somebody in the room would say it. */
function check(model: Model, real: Real): void {
  const numbers = [...model.told.values()].map(({ number }) => number);
  expect(new Set(numbers).size, 'no number is told twice').toBe(numbers.length);
  for (const device of devices) {
    const { disk } = real.rigs[device].ledger;
    expect(new Set(disk.map((event) => event.id)).size, 'no event stands twice').toBe(disk.length);
    const own = disk.filter((event) => event.device === device);
    const issued = own.filter((event) => event.kind === 'ticket.issued').map((event) => word(event, 'number'));
    expect(new Set(issued).size, `no number is issued twice at ${device}`).toBe(issued.length);
    const skipped = own
      .filter((event) => event.kind === 'numbers.skipped')
      .flatMap((event) => {
        const run: string[] = [];
        for (let n = Number(event.data['from']); n <= Number(event.data['to']); n += 1)
          run.push(`${word(event, 'series')}${String(n).padStart(3, '0')}`);
        return run;
      });
    expect(
      issued.filter((number) => skipped.includes(number)),
      'what is reported as skipped is nobody’s',
    ).toEqual([]);
    for (const one of model.told.values())
      if (one.device === device && !model.forgotten.has(one.number))
        expect(issued, `no number that was told is lost at ${device}`).toContain(one.number);
  }
  const host = real.rigs['kiosk-1'];
  const calls = host.ledger.disk
    .filter((event) => event.kind === 'ticket.called')
    .map((event) => word(event, 'ticket'));
  expect(new Set(calls).size, 'nobody is called by two counters').toBe(calls.length);
  if (host.hall.state().value !== 'open') return;
  const called = calledOn(host.ledger.disk);
  for (const ticket of host.hall.tickets()) {
    const onDisk = called.get(ticket.id);
    const phase = onDisk === undefined ? 'waiting' : onDisk.over ? 'over' : 'called';
    const said = ticket.phase === 'finished' || ticket.phase === 'no-show' ? 'over' : ticket.phase;
    expect(said, `${ticket.id} is what the disk says`).toBe(phase);
    if (onDisk !== undefined) expect(ticket.counter).toBe(onDisk.counter);
  }
}

type Step = fc.AsyncCommand<Model, Real>;
type Issued = Result<IssuedTicket, OfficeFault>;

function remember(model: Model, real: Real, device: Device, request: string, answer: Issued): void {
  if (!answer.ok) {
    expect(answer.fault.kind).toBe('ledger-refused');
    return;
  }
  const { ticket, number } = answer.value;
  const before = [...model.told].find(([, one]) => one.request === request);
  if (before !== undefined) expect(ticket, 'a repeated request gets its number again').toBe(before[0]);
  else {
    expect([...model.told.keys()], 'a number that somebody holds is not told to another').not.toContain(ticket);
    const asked = model.firstAsked.get(request) ?? 0;
    model.told.set(ticket, { number, device, request, asked, answered: real.clock.now() });
  }
}

const ask = (model: Model, real: Real, device: Device, request: string, service: string): Promise<Issued> => {
  if (!model.firstAsked.has(request)) model.firstAsked.set(request, real.clock.now());
  return real.rigs[device].hall.office.issue({ id: request, service, priority: null, language: 'vi' });
};

/** Hearing of each other's events may put devices' clocks this far ahead of the truth. */
const clockSlackMs = 10;

const always = (): boolean => true;

const issue = (device: Device, key: number, service: string): Step => ({
  check: always,
  toString: () => `issue(${device}, r${key}, ${service})`,
  run: async (model, real) => {
    const request = `${device}-r${key}`;
    const answer = await real.rigs[device].settled(ask(model, real, device, request, service));
    remember(model, real, device, request, answer);
    publish(real);
    check(model, real);
  },
});

/** Several at once share a sync and still get numbers of their own. */
const rush = (device: Device, keys: readonly number[]): Step => ({
  check: always,
  toString: () => `rush(${device}, ${keys.join()})`,
  run: async (model, real) => {
    const requests = keys.map((key) => `${device}-r${key}`);
    const answers = await real.rigs[device].settled(
      Promise.all(requests.map((request) => ask(model, real, device, request, 'ho-tich'))),
    );
    answers.forEach((answer, index) => remember(model, real, device, requests[index] ?? '', answer));
    publish(real);
    check(model, real);
  },
});

const clerk = (name: DailyCommand, counter: string, key: number): Step => ({
  check: always,
  toString: () => `${name}(counter ${counter}, c${key})`,
  run: async (model, real) => {
    const rig = real.rigs['kiosk-1'];
    const id = `c${key}`;
    const before = model.answers.get(id);
    // Refused because nobody knew whether it was written: it was, and the wish with that id stays what it was then.
    const written = rig.ledger.disk.find((event) => event.device === 'kiosk-1' && event.cause === id);
    const waiting = rig.hall.waiting();
    const open = rig.hall.state().value === 'open';
    const called = calledOn(rig.ledger.disk);
    const current = [...called].find(([, one]) => one.counter === counter && !one.over)?.[0] ?? null;
    const answer = await rig.command(daily(name, id, counter));
    if (!answer.ok && answer.fault.kind === 'ledger-refused') {
      publish(real);
      check(model, real);
      return;
    }
    if (before !== undefined) expect(answer, 'the same command is answered the same').toEqual(before);
    else if (written !== undefined)
      expect(answer.ok && answer.value.ticket, 'what stands in the ledger is not done again').toBe(
        word(written, 'ticket'),
      );
    else if (open && answer.ok) {
      if (name === 'next') {
        expect(current, 'a counter serves one person at a time').toBeNull();
        expectInOrder(
          model,
          waiting.map((ticket) => ticket),
          counter,
          answer.value.ticket,
        );
      } else expect(answer.value.ticket).toBe(current);
    } else if (open && !answer.ok) {
      const kinds: readonly HallRefusal['kind'][] =
        name !== 'next'
          ? current === null
            ? ['nobody-called']
            : ['too-few-calls']
          : current === null
            ? ['nobody-waiting']
            : ['counter-busy'];
      expect(kinds).toContain(answer.fault.kind);
      if (answer.fault.kind === 'nobody-waiting')
        expect(waiting.filter((ticket) => servedAt[counter]?.includes(ticket.service))).toEqual([]);
    }
    model.answers.set(id, answer);
    publish(real);
    check(model, real);
  },
});

/** Nobody of the counter's services who was answered before the called one even asked still waits. */
function expectInOrder(
  model: Model,
  waiting: readonly { readonly id: string; readonly service: string }[],
  counter: string,
  called: string,
): void {
  expect(waiting.map((ticket) => ticket.id)).toContain(called);
  const one = model.told.get(called);
  if (one === undefined) return;
  for (const ticket of waiting) {
    if (ticket.id === called || servedAt[counter]?.includes(ticket.service) !== true) continue;
    const there = model.told.get(ticket.id);
    if (there !== undefined)
      expect(there.answered + clockSlackMs, `${ticket.id} waited longer than ${called}`).toBeGreaterThanOrEqual(
        one.asked,
      );
  }
}

/** Two clerks press next at the same moment. */
const clash = (key: number): Step => ({
  check: always,
  toString: () => `clash(c${key})`,
  run: async (model, real) => {
    const { hall, settled } = real.rigs['kiosk-1'];
    const both = ['1', '2'].map((counter) =>
      hall.command({ name: 'next', finishing: false, by: 'clerk', id: `c${key}-${counter}`, counter }),
    );
    const answers = await settled(Promise.all(both));
    const called = answers.flatMap((answer) => (answer.ok ? [answer.value.number] : []));
    expect(new Set(called).size, 'two clerks, two people').toBe(called.length);
    publish(real);
    check(model, real);
  },
});

/** A member's card forgets the end of what was synced. */
const brokenCard = (count: number): Step => ({
  check: always,
  toString: () => `brokenCard(kiosk-2 forgets ${count})`,
  run: async (model, real) => {
    const rig = real.rigs['kiosk-2'];
    await rig.loseTail(count);
    const left = new Set(rig.ledger.disk.map((event) => word(event, 'ticket')));
    for (const [ticket, one] of model.told)
      if (one.device === 'kiosk-2' && !left.has(ticket)) {
        model.forgotten.add(one.number);
        model.told.set(ticket, { ...one, request: 'forgotten' });
      }
    real.published['kiosk-2'] = rig.ledger.disk.filter((event) => event.device === 'kiosk-2').length;
    check(model, real);
  },
});

const deliver = (index: number, twice: boolean): Step => ({
  check: always,
  toString: () => `deliver(${index}${twice ? ', twice' : ''})`,
  run: async (model, real) => {
    const [message] = real.air.splice(index % Math.max(1, real.air.length), 1);
    if (message === undefined) return;
    const { hall, settled } = real.rigs[message.to];
    const received = await settled(hall.receive(message.event));
    if (twice) await settled(hall.receive(message.event));
    // Not taken: its sender keeps it and sends it again.
    if (!received.ok) real.air.push(message);
    publish(real);
    check(model, real);
  },
});

/** The power goes while something is being written; of ledger and side file each may have it or not. */
const powerCut = (
  device: Device,
  during: 'issue' | 'next',
  ms: number,
  ledger: Fate,
  disk: Fate,
  key: number,
): Step => ({
  check: always,
  toString: () => `powerCut(${device} ${ms} ms into ${during} ${key}, ledger ${ledger}, disk ${disk})`,
  run: async (model, real) => {
    const rig = real.rigs[device];
    const request = `${device}-r${key}`;
    let answer: Issued | null = null;
    if (during === 'issue') void ask(model, real, device, request, 'ho-tich').then((it) => (answer = it));
    // What a device calls that cannot reach the hub is the matter of `hall-fleet.model.test.ts`: here nothing links the two.
    else if (device === 'kiosk-1')
      void rig.hall.command({ name: 'next', finishing: false, by: 'clerk', id: `p${key}`, counter: '1' });
    await real.clock.advance(ms);
    if (answer !== null) remember(model, real, device, request, answer);
    await rig.restart(ledger, disk);
    // A refusal changed nothing and stands nowhere; only what was done is answered the same for ever.
    if (device === 'kiosk-1') for (const [id, answer] of model.answers) if (!answer.ok) model.answers.delete(id);
    publish(real);
    check(model, real);
  },
});

const trouble = (device: Device, kind: 'full' | 'disk-full' | 'stored' | 'lost' | 'unreadable' | 'gone'): Step => ({
  check: always,
  toString: () => `trouble(${device}, ${kind})`,
  run: async (_model, real) => {
    const { ledger, path, storage } = real.rigs[device];
    if (kind === 'full') ledger.breakWith({ kind: 'full', where: 'test' });
    else if (kind === 'disk-full') storage.breakWith({ kind: 'full' });
    else if (kind === 'gone') ledger.breakWith({ kind: 'io', where: 'test', code: 'ENODEV' });
    else if (kind === 'unreadable') {
      path.willFail('stored');
      path.willNotRead(2);
    } else path.willFail(kind);
  },
});

const mend = (device: Device): Step => ({
  check: always,
  toString: () => `mend(${device})`,
  run: async (model, real) => {
    const { ledger, path, storage, reopen } = real.rigs[device];
    path.calm();
    storage.mend();
    ledger.mend();
    if (ledger.head === 0 && ledger.disk.length > 0) await reopen();
    publish(real);
    check(model, real);
  },
});

const later = (ms: number): Step => ({
  check: always,
  toString: () => `later(${ms})`,
  run: async (_model, real) => real.clock.advance(ms),
});

const device = fc.constantFrom(...devices);
const fate = fc.constantFrom<Fate>('lost', 'kept', 'torn');
const steps = [
  fc.tuple(device, fc.nat(20), fc.constantFrom(...services)).map((it) => issue(...it)),
  fc.tuple(device, fc.nat(20), fc.constantFrom(...services)).map((it) => issue(...it)),
  fc.tuple(device, fc.uniqueArray(fc.nat(20), { minLength: 2, maxLength: 4 })).map((it) => rush(...it)),
  fc
    .tuple(
      fc.constantFrom<DailyCommand>('next', 'next', 'finish', 'recall', 'no-show'),
      fc.constantFrom('1', '2', '3'),
      fc.nat(200),
    )
    .map((it) => clerk(...it)),
  fc
    .tuple(fc.constantFrom<DailyCommand>('next', 'finish'), fc.constantFrom('1', '2', '3'), fc.nat(200))
    .map((it) => clerk(...it)),
  fc.nat(200).map(clash),
  fc.integer({ min: 1, max: 5 }).map(brokenCard),
  fc.tuple(fc.nat(50), fc.boolean()).map((it) => deliver(...it)),
  fc.tuple(fc.nat(50), fc.boolean()).map((it) => deliver(...it)),
  fc
    .tuple(device, fc.constantFrom<'issue' | 'next'>('issue', 'next'), fc.nat(5), fate, fate, fc.nat(20))
    .map((it) => powerCut(...it)),
  fc
    .tuple(
      device,
      fc.constantFrom<Parameters<typeof trouble>[1]>('full', 'disk-full', 'stored', 'lost', 'unreadable', 'gone'),
    )
    .map((it) => trouble(...it)),
  device.map(mend),
  device.map(mend),
  fc.nat(2000).map(later),
];

describe('the hall under everything at once', () => {
  it('keeps its promises: no number twice, none lost, nobody called twice, first come first served', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(steps, { maxCommands: 60, size: 'max' }), async (commands) => {
        await fc.asyncModelRun(async () => ({ model: new Model(), real: await openHall() }), commands);
      }),
      { numRuns: runs({ fast: 150, long: 3000 }) },
    );
  }, 600_000);
});
