import { describe, expect, test } from 'vitest';
import { daysFromCivil } from '../../behaviours/hours/civil.ts';
import { loadSite } from '../../config/load.ts';
import type { SiteConfig } from '../../config/schema.ts';
import { radians } from '../../hal/units.ts';
import { SimClock } from '../../sim/clock.ts';
import { Observer, type Mark } from '../../sim/observer.ts';
import { Life } from '../../sim/world/life.ts';
import { openingOn, ticketTimeFrom } from '../../sim/world/opening.ts';
import { before, entrances, meets, nearestOf, seats, walled, within, type FloorPlan } from '../../sim/world/plan.ts';
import { Desk, Premises, Stand, type DeviceDoor, type Vocabulary } from '../../sim/world/premises.ts';
import { World } from '../../sim/world/world.ts';

const square = [
  { x: 0, y: 0 },
  { x: 10, y: 0 },
  { x: 10, y: 8 },
  { x: 0, y: 8 },
];
const plan: FloorPlan = {
  outline: square,
  walls: [{ from: { x: 5, y: 0 }, to: { x: 5, y: 4 } }],
  doors: [{ id: 'main', from: { x: 1, y: 0 }, to: { x: 3, y: 0 } }],
  waiting: [
    {
      id: 'seats',
      area: [
        { x: 6, y: 1 },
        { x: 8, y: 1 },
        { x: 8, y: 3 },
        { x: 6, y: 3 },
      ],
    },
  ],
  keepOut: [
    {
      id: 'plant',
      area: [
        { x: 7, y: 1 },
        { x: 8, y: 1 },
        { x: 8, y: 3 },
        { x: 7, y: 3 },
      ],
    },
  ],
  counters: [{ id: '1', at: { x: 9, y: 7, headingRad: radians(270) }, services: [] }],
};

describe('the plan', () => {
  test('knows inside from outside', () => {
    expect(within(square, { x: 5, y: 5 })).toBe(true);
    expect(within(square, { x: 11, y: 5 })).toBe(false);
    expect(within(square, { x: 5, y: -0.1 })).toBe(false);
  });

  test('knows what crosses what', () => {
    const wall = { from: { x: 0, y: 0 }, to: { x: 4, y: 0 } };
    expect(meets(wall, { from: { x: 2, y: -1 }, to: { x: 2, y: 1 } })).toBe(true);
    expect(meets(wall, { from: { x: 2, y: 1 }, to: { x: 2, y: 2 } })).toBe(false);
    expect(meets(wall, { from: { x: 4, y: 0 }, to: { x: 5, y: 5 } })).toBe(true);
    expect(meets(wall, { from: { x: 5, y: 0 }, to: { x: 6, y: 0 } })).toBe(false);
    expect(walled(plan, { x: 4, y: 2 }, { x: 6, y: 2 })).toBe(true);
    expect(walled(plan, { x: 4, y: 6 }, { x: 6, y: 6 })).toBe(false);
  });

  test('has seats in its waiting areas and clear of keep-outs, and doors', () => {
    expect(seats(plan).length).toBeGreaterThan(0);
    for (const seat of seats(plan)) {
      expect(within(plan.waiting[0]?.area ?? [], seat)).toBe(true);
      expect(seat.x).toBeLessThan(7);
    }
    expect(seats({ ...plan, waiting: [] })).toEqual([{ x: 5, y: 4 }]);
    expect(entrances(plan)).toEqual([{ x: 2, y: 0 }]);
    expect(entrances({ ...plan, doors: [] })).toEqual([{ x: 5, y: 0 }]);
    expect(
      nearestOf(
        [
          { x: 0, y: 0 },
          { x: 3, y: 0 },
        ],
        { x: 2, y: 0 },
      ),
    ).toEqual({ x: 3, y: 0 });
  });

  test('a place before a pose', () => {
    const at = before({ x: 1, y: 1, headingRad: radians(90) }, 2, 0.5);
    expect(at.x).toBeCloseTo(0.5, 12);
    expect(at.y).toBeCloseTo(3, 12);
  });
});

describe('somebody’s time', () => {
  test('sleeps, waits for what comes, and gives up', async () => {
    const clock = new SimClock();
    const life = new Life(clock);
    const log: string[] = [];
    let poke: () => void = () => undefined;
    let value: string | null = null;
    const wait = (limit: number): Promise<string | null> =>
      life.until(
        () => value,
        [
          (heard) => {
            poke = heard;
            return () => log.push('unsubscribed');
          },
        ],
        limit,
      );
    void life.sleep(100).then(() => log.push(`slept@${clock.now()}`));
    void wait(1000).then((found) => log.push(`${found}@${clock.now()}`));
    await clock.advance(300);
    poke();
    value = 'here';
    poke();
    await clock.settle();
    value = null;
    void wait(50).then((found) => log.push(`${found}@${clock.now()}`));
    await clock.advance(100);
    expect(log).toEqual(['slept@100', 'unsubscribed', 'here@300', 'unsubscribed', 'null@350']);
    expect(clock.pending).toBe(0);
  });

  test('ended, nothing of it goes on and nothing stays armed', async () => {
    const clock = new SimClock();
    const life = new Life(clock);
    let went = 0;
    let unsubscribed = 0;
    void life.sleep(10).then(() => (went += 1));
    void life.until(() => null, [() => () => (unsubscribed += 1)], 20).then(() => (went += 1));
    life.end();
    void life.sleep(5).then(() => (went += 1));
    await clock.advance(100);
    expect([went, unsubscribed, clock.pending]).toEqual([0, 1, 0]);
  });
});

const door = (id: string, x: number, degrees: number): DeviceDoor => ({
  id,
  place: { x, y: 2, headingRad: radians(degrees) },
  hasGlass: true,
  glass: () => null,
  onGlass: () => () => undefined,
  touch: () => undefined,
  press: () => false,
});
const vocabulary: Vocabulary = { service: () => null, ownName: () => '', calledTo: () => null };

describe('the hall as people know it', () => {
  const premises = (clock = new SimClock()): Premises =>
    new Premises(new World(clock), plan, [door('kiosk-1', 2, 90)], vocabulary, (a, b) => [a, b], [{ x: 2, y: 0 }]);

  test('a glass is read from before it, near enough, with no wall between', () => {
    const hall = premises();
    const kiosk = door('kiosk-1', 2, 90);
    expect(hall.canRead({ x: 2, y: 6 }, kiosk)).toBe(true);
    expect(hall.canRead({ x: 2, y: 1 }, kiosk)).toBe(false);
    expect(hall.canRead({ x: 8, y: 2.5 }, kiosk)).toBe(false);
    expect(hall.canRead({ x: 8, y: 7 }, kiosk)).toBe(true);
    expect(hall.canRead({ x: 2, y: 20 }, kiosk)).toBe(false);
  });

  test('a sentence is heard when it has been said, unless it was cut off', async () => {
    const clock = new SimClock();
    const hall = premises(clock);
    const heard: string[] = [];
    hall.sounds.add(({ words }) => heard.push(`${words}@${clock.now()}`));
    const at = { x: 2, y: 2 };
    hall.sound({ at, words: 'mời số một', language: 'vi' }, 1500, () => false);
    hall.sound({ at, words: 'cắt', language: 'vi' }, 1000, () => true);
    hall.sound({ at, words: '', language: '' }, 500, () => false);
    await clock.advance(5000);
    expect(heard).toEqual(['mời số một@1500']);
    expect(hall.canHear({ x: 2, y: 10 }, { at, words: '', language: '' })).toBe(true);
    expect(hall.canHear({ x: 2, y: 40 }, { at, words: '', language: '' })).toBe(false);
  });

  test('every seat is taken once while there are any', () => {
    const hall = premises();
    const free = seats(plan).length;
    const taken = Array.from({ length: free }, (_, i) => hall.takeSeat(`p${i}`, 0.3));
    expect(new Set(taken.map(({ x, y }) => `${x} ${y}`)).size).toBe(free);
    hall.leaveSeat('p0');
    expect(hall.takeSeat('late', 0)).toEqual(taken[0]);
  });

  test('a line moves up when its first leaves; paper is taken by who stands there', () => {
    const stand = new Stand(door('kiosk-1', 2, 90));
    let moved = 0;
    stand.onMoved(() => (moved += 1));
    stand.join('a');
    stand.join('b');
    expect([stand.positionOf('a'), stand.positionOf('b'), stand.length]).toEqual([0, 1, 2]);
    stand.leave('a');
    stand.leave('nobody');
    expect([stand.positionOf('b'), moved]).toEqual([0, 1]);
    expect(() => stand.join('b')).toThrow('twice');
    stand.tray.drop({ number: 'A001' });
    stand.tray.drop({ number: 'A002' });
    expect(stand.tray.take()).toEqual({ number: 'A002' });
    expect(stand.tray.take()).toBeNull();
  });

  test('one person sits at a counter', () => {
    const desk = new Desk('1', { x: 0, y: 0, headingRad: 0 });
    expect(desk.sit('a', 'A001')).toBe(true);
    expect(desk.sit('b', 'A002')).toBe(false);
    desk.rise('b');
    expect(desk.sitting).toEqual({ who: 'a', number: 'A001' });
    desk.rise('a');
    expect(desk.sit('b', null)).toBe(true);
  });
});

describe('when numbers are given', () => {
  const site = (name: string): SiteConfig => {
    const loaded = loadSite(`config/sites/${name}`);
    if (!loaded.ok) throw new Error(name);
    return loaded.value.site;
  };
  const monday = daysFromCivil({ year: 2026, month: 8, day: 3 });

  test.each([
    ['ward-centre', '2026-08-03T08:30'],
    ['neighbourhood-kiosk', '2026-08-03T18:00'],
    ['mobile-office', '2026-08-04T08:00'],
  ])('%s: a recorded day begins at %s', (name, start) => {
    expect(ticketTimeFrom(site(name), monday, 510)).toBe(start);
  });

  test('counters are staffed in opening hours, not on holidays', () => {
    const opening = openingOn(site('ward-centre'));
    expect(opening(monday).map(({ from, to }) => [from, to])).toEqual([
      [480, 720],
      [780, 1020],
    ]);
    expect(opening(monday - 1)).toEqual([]);
    expect(opening(daysFromCivil({ year: 2026, month: 9, day: 2 }))).toEqual([]);
  });
});

describe('what a trace tells', () => {
  const told = (lines: readonly object[]): { marks: Mark[]; observer: Observer } => {
    const marks: Mark[] = [];
    const observer = new Observer((mark) => marks.push(mark));
    // Lines as the recorder writes them; their union is wider than what a test spells out.
    for (const line of lines) observer.line({ t: 5, device: 'kiosk-1', ...line } as Parameters<Observer['line']>[0]);
    return { marks, observer };
  };
  const append = (call: number, events: readonly object[]): object => ({
    kind: 'command',
    port: 'ledger',
    name: 'ledger',
    call,
    do: 'append',
    with: { events },
  });
  const answer = (call: number, ok: boolean): object => ({
    kind: 'input',
    port: 'ledger',
    name: 'ledger',
    call,
    result: { ok },
  });
  const issued = { device: 'kiosk-1', kind: 'ticket.issued', data: { ticket: '2026-08-03/A001' } };

  test('a number counts once it is durable, and on the device that wrote it', () => {
    expect(told([append(1, [issued])]).observer.counts.tickets).toBe(0);
    expect(told([append(1, [issued]), answer(1, false)]).observer.counts.tickets).toBe(0);
    expect(told([append(1, [issued]), answer(1, true)]).observer.counts.tickets).toBe(1);
    expect(told([append(1, [{ ...issued, device: 'kiosk-2' }]), answer(1, true)]).observer.counts.tickets).toBe(0);
  });

  test('a visit spoken to counts once', () => {
    const step = (from: string, to: string): object => ({
      kind: 'transition',
      machine: 'greeting',
      event: 'x',
      from,
      to,
    });
    const { observer } = told([
      step('person.ladder.standing', 'person.visiting.words.said'),
      step('person.visiting.words.said|hand.still', 'person.visiting.words.said|hand.used'),
      step('person.visiting.words.said', 'person.ladder.asleep'),
    ]);
    expect(observer.counts.greeted).toBe(1);
  });

  test('a way counts once for its number; a printer’s fault once until it changes', () => {
    const way = {
      kind: 'command',
      port: 'display',
      name: 'panel',
      call: 1,
      do: 'show',
      with: { body: { screen: 'way', number: 'A001' } },
    };
    const status = (fault: object | null): object => ({
      kind: 'input',
      port: 'printer',
      name: 'slip',
      status: { fault },
    });
    const { observer, marks } = told([
      way,
      way,
      status(null),
      status({ kind: 'paper-out' }),
      status({ kind: 'paper-out' }),
      status(null),
    ]);
    expect(observer.counts).toMatchObject({ shownTheWay: 1, faults: 1 });
    expect(marks.map(({ text }) => text)).toEqual(['way', 'slip: paper-out', 'slip: can print again']);
  });
});
