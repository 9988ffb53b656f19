import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GreetingIn, GreetingOut } from '../../behaviours/greeting/events.ts';
import { createGreeting } from '../../behaviours/greeting/index.ts';
import type { Hours } from '../../behaviours/hours/events.ts';
import { hoursAt } from '../../behaviours/hours/schedule.ts';
import type { HoursSettings, Span } from '../../behaviours/hours/settings.ts';
import { Belief } from '../../behaviours/presence/belief.ts';
import { nobody, type Occupancy, type PresenceOut, type SensorWord } from '../../behaviours/presence/events.ts';
import { noJudge } from '../../behaviours/presence/intention/judge.ts';
import type { SensorPlace } from '../../behaviours/presence/settings.ts';
import { BehaviourRig, keyTexts } from '../support/behaviours.ts';
import { settings as greetingSettings } from '../support/greeting-rig.ts';
import { presenceSettings } from '../support/presence-rig.ts';
import { runs } from '../support/tier.ts';

/* What must hold of presence, greeting and hours whatever comes: each rule in a line, checked after every step. */

const place = (sensorId: string, port: SensorPlace['port'], periodMs: number | null): SensorPlace => ({
  sensorId,
  port,
  x: 0,
  y: 0,
  headingRad: 0.3,
  heightM: 0,
  tiltRad: 0,
  fieldOfViewRad: 2,
  rangeM: 6,
  periodMs,
});
const sensed = presenceSettings(
  place('radar', 'targets', 100),
  place('tof', 'range', 50),
  place('pir', 'presence', null),
);

const metres = fc.oneof(
  fc.double({ min: -4, max: 4, noNaN: true }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1e300, 0),
);
/** A word as a sensor, a broken sensor or a stranger may say it; `late`: how long before now it was measured. */
const anyWord = fc.record({
  gap: fc.nat(400),
  late: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.integer({ min: -1_000, max: 1_000 })),
  what: fc.oneof(
    fc.record({ port: fc.constant('presence' as const), value: fc.record({ present: fc.boolean() }) }),
    fc.record({ port: fc.constant('range' as const), value: fc.record({ distanceM: fc.option(metres) }) }),
    fc.record({
      port: fc.constant('targets' as const),
      value: fc.record({ targets: fc.array(fc.record({ x: metres, y: metres, speed: fc.constant(0) })) }),
    }),
  ),
  sensorId: fc.constantFrom('radar', 'radar', 'tof', 'tof', 'pir', 'stranger'),
});

describe('presence, whatever the sensors say', () => {
  it('keeps its word', () => {
    fc.assert(
      fc.property(fc.array(anyWord, { maxLength: 120 }), (heard) => {
        let now = 1_000;
        const belief = new Belief(sensed, noJudge, now);
        let told: Occupancy = nobody;
        let toldAt = -1_000;
        let persons = 1;
        let peopleAt = -1_000;
        let people: readonly number[] = [];
        const take = (out: readonly PresenceOut[]): void => {
          for (const event of out) {
            if (event.type === 'people.changed') {
              const ids = event.people.map(({ id }) => id);
              // Ten times a second at most, no one twice, every number a number, and the empty hall told once.
              if (ids.length > 0 && people.length > 0) expect(now - peopleAt).toBeGreaterThanOrEqual(70);
              if (ids.length === 0) expect(people).not.toEqual([]);
              expect(new Set(ids).size).toBe(ids.length);
              for (const { x, y, vx, vy, sigmaM, stillSince, firstAt, group } of event.people) {
                for (const value of [x, y, vx, vy, sigmaM]) expect(value).toSatisfy(Number.isFinite);
                expect(x * x + y * y).toBeLessThan(100);
                if (stillSince !== null) expect(stillSince).toBeGreaterThanOrEqual(firstAt);
                expect(ids).toContain(group);
              }
              people = ids;
              peopleAt = now;
            }
            if (event.type !== 'occupancy.changed') continue;
            const { occupancy } = event;
            expect(occupancy).not.toEqual(told);
            // Standing is for those within reach; nobody is nowhere.
            if (occupancy.standingSince !== null) expect(occupancy.nearness).toBe('engaged');
            if (occupancy.nearness === 'absent') expect(occupancy).toEqual(nobody);
            else if (occupancy.distanceM !== null) expect(occupancy.distanceM).toBeLessThanOrEqual(6);
            // A bearing alone is told five times a second at most.
            const same = (['nearness', 'standingSince', 'person'] as const).every(
              (key) => occupancy[key] === told[key],
            );
            if (same) expect(now - toldAt).toBeGreaterThanOrEqual(200);
            // Persons are counted and never come back under an old number.
            if (occupancy.person !== null) {
              expect(occupancy.person).toBeGreaterThanOrEqual(persons);
              persons = occupancy.person;
            }
            told = occupancy;
            toldAt = now;
          }
          if (belief.lookAt !== null) expect(belief.lookAt).toBeGreaterThan(now);
        };
        const until = (at: number): void => {
          while (belief.lookAt !== null && belief.lookAt <= at) {
            now = belief.lookAt;
            take(belief.look(now));
          }
          now = at;
        };
        heard.forEach(({ gap, late, what, sensorId }, seq) => {
          until(now + gap);
          // The fast-check record has the word's shape; which port goes with which value it keeps itself.
          const measurement = { sensorId, seq, at: now - late, value: what.value };
          take(belief.hear({ port: what.port, measurement } as SensorWord, now));
        });
        // Whatever was, silence and an empty room end it.
        const empty = { sensorId: 'pir', seq: 999, at: now, value: { present: false } };
        take(belief.hear({ port: 'presence', measurement: empty }, now));
        until(now + 20_000);
        expect(told).toEqual(nobody);
        expect(people).toEqual([]);
      }),
      { numRuns: runs({ fast: 300, long: 20_000 }) },
    );
  });
});

const open: Hours = {
  state: 'open',
  ticketsGiven: true,
  until: null,
  reopensAtMinute: null,
  opens: null,
  spans: [],
  ticketSpans: [],
  holiday: null,
};

const anyOccupancy = fc
  .record({
    nearness: fc.constantFrom('absent' as const, 'noticed' as const, 'near' as const, 'engaged' as const),
    standing: fc.boolean(),
    distance: fc.boolean(),
    who: fc.nat(2),
  })
  .map(({ nearness, standing, distance, who }): GreetingIn => {
    const person = nearness === 'absent' ? null : who;
    const standingSince = nearness === 'engaged' && standing ? 1 : null;
    const distanceM = nearness === 'absent' || !distance ? null : 1;
    return { type: 'occupancy.changed', occupancy: { nearness, distanceM, bearingRad: null, standingSince, person } };
  });
const metre = fc.integer({ min: -300, max: 3_000 }).map((mm) => mm / 1_000);
/** A frame of people as a tracker may tell of them, good or bad; its time is set when it is sent. */
const anyPeople = fc
  .uniqueArray(
    fc.record({
      id: fc.nat(5),
      x: metre,
      y: metre,
      speed: fc.constantFrom(0, 0, 1.2),
      seen: fc.boolean(),
      still: fc.boolean(),
      intent: fc.constantFrom(null, 0, 0.5, 1),
      group: fc.nat(2),
    }),
    { maxLength: 4, selector: ({ id }) => id },
  )
  .map((people): GreetingIn => ({
    type: 'people.changed',
    at: 0,
    people: people.map(({ speed, still, ...person }) => ({
      ...person,
      vx: -speed,
      vy: 0,
      sigmaM: 0.1,
      firstAt: 0,
      stillSince: still ? 0 : null,
    })),
  }));
const anyGreetingEvent: fc.Arbitrary<GreetingIn> = fc.oneof(
  { weight: 4, arbitrary: anyOccupancy },
  { weight: 8, arbitrary: anyPeople },
  { weight: 2, arbitrary: fc.constant({ type: 'visitor.touched' }) },
  fc.constant({ type: 'visit.completed' }),
  fc.constantFrom({ type: 'hall.callStarted' }, { type: 'hall.callEnded' }),
  fc.constantFrom({ type: 'language.chosen', language: 'en' }, { type: 'language.chosen', language: 'vi' }),
  fc
    .constantFrom('open' as const, 'open' as const, 'closed' as const, 'paused' as const, 'untrusted' as const)
    .map((state): GreetingIn => ({ type: 'hours.changed', hours: { ...open, state } })),
);

describe('greeting, whatever happens', () => {
  it('keeps its word', { timeout: 300_000 }, async () => {
    const step = fc.record({ wait: fc.constantFrom(0, 300, 800, 5_000, 30_000), event: anyGreetingEvent });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 50 }), async (steps) => {
        const rig = new BehaviourRig();
        const greeting = createGreeting(greetingSettings, keyTexts(['vi', 'en'], ['vi', 'en']), rig.ports);
        let calling = false;
        let refusing = false;
        let visit: string | null = null;
        let visits = 0;
        let greeted: string | null = null;
        const greetedAt = new Map<number, number>();
        // Collected, not thrown: a listener's exception would end outside this test.
        const broken: string[] = [];
        const rule = (kept: boolean, words: string): void => {
          if (!kept) broken.push(words);
        };
        greeting.on((event: GreetingOut) => {
          switch (event.type) {
            case 'visit.began':
              visits += 1;
              rule(visit === null, 'one visit at a time');
              rule(event.visitId === `v${visits}`, 'each visit has the next number');
              rule(!refusing, 'no visit begins while closed or paused');
              visit = event.visitId;
              break;
            case 'visit.ended':
              rule(event.visitId === visit, 'the visit that ends is the one that is on');
              visit = null;
              break;
            case 'visitor.greeted':
              rule(event.visitId === visit, 'who is greeted is visiting');
              rule(greeted !== visit, 'once a visit');
              rule(!calling, 'nobody is greeted into a call');
              greeted = visit;
              for (const id of event.group) {
                const before = greetedAt.get(id);
                rule(before === undefined || event.at - before >= greetingSettings.restMs, 'nobody is greeted twice');
                greetedAt.set(id, event.at);
              }
              rule(event.person === null || event.group.includes(event.person), 'who is greeted is of their group');
              break;
            case 'visitor.acknowledged':
              rule(visits > 0, 'who waits, waits for another');
              break;
            case 'claim.made':
              rule(event.claim.resource !== 'voice' || !calling, 'nothing is said into a call');
              break;
            case 'claim.withdrawn':
            case 'lamp.wanted':
            case 'visitor.joined':
            case 'visitor.climbed':
            case 'gaze.wanted':
            case 'mute.changed':
            case 'state.kept':
              break;
          }
        });
        greeting.start();
        for (const { wait, event } of steps) {
          await rig.time.advance(wait);
          if (event.type === 'hall.callStarted') calling = true;
          if (event.type === 'hall.callEnded') calling = false;
          if (event.type === 'hours.changed')
            refusing = event.hours.state === 'closed' || event.hours.state === 'paused';
          greeting.send(event.type === 'people.changed' ? { ...event, at: rig.clock.now() } : event);
          expect(broken).toEqual([]);
        }
        // Once everybody has gone it sleeps, whatever was.
        refusing = false;
        greeting.send({ type: 'hours.changed', hours: open });
        greeting.send({ type: 'occupancy.changed', occupancy: nobody });
        greeting.send({ type: 'people.changed', at: rig.clock.now(), people: [] });
        await rig.time.advance(200_000);
        expect(greeting.state().value).toBe('device.serving|greetings.allowed|person.ladder.asleep|line.nobody');
        expect(visit).toBeNull();
        expect(broken).toEqual([]);
        greeting.stop();
        expect(rig.time.pending).toBe(0);
      }),
      { numRuns: runs({ fast: 150, long: 10_000 }) },
    );
  });
});

const anySpans: fc.Arbitrary<readonly Span[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 48 }), { maxLength: 4, size: 'max' })
  .map((marks) => {
    const sorted = marks.map((mark) => mark * 30).sort((a, b) => a - b);
    return sorted.flatMap((from, i) =>
      i % 2 === 0 && sorted[i + 1] !== undefined ? [{ from, to: sorted[i + 1] ?? 0 }] : [],
    );
  });
const week = fc.array(anySpans, { minLength: 7, maxLength: 7 });

describe('the hours of any timetable', () => {
  it('change exactly when they say', () => {
    const settings: fc.Arbitrary<HoursSettings> = fc.record({
      zoneOffsetMin: fc.constantFrom(0, 420, -570),
      opening: week,
      tickets: week,
      holidays: fc.constantFrom([], [{ date: '2026-08-05', name: { vi: 'Nghỉ' } }]),
      special: fc.constantFrom([], [{ date: '2026-08-04', opening: [{ from: 600, to: 660 }], tickets: [] }]),
    });
    const instant = fc.integer({ min: Date.UTC(2026, 7, 1), max: Date.UTC(2026, 7, 8) });
    fc.assert(
      fc.property(settings, instant, fc.double({ min: 0, max: 1, noNaN: true }), (timetable, at, share) => {
        const now = hoursAt(timetable, { instant: at, trusted: true }, false);
        const serves = (hours: Hours): string => `${hours.state} ${String(hours.ticketsGiven)}`;
        const end = now.until ?? at + 20 * 86_400_000;
        const between = hoursAt(timetable, { instant: Math.floor(at + (end - at - 1) * share), trusted: true }, false);
        expect(serves(between)).toBe(serves(now));
        if (now.until === null) return;
        expect(now.until).toBeGreaterThan(at);
        const then = hoursAt(timetable, { instant: now.until, trusted: true }, false);
        expect(serves(then)).not.toBe(serves(now));
        // Tickets are never given behind closed doors.
        for (const hours of [now, between, then]) if (hours.ticketsGiven) expect(hours.state).toBe('open');
      }),
      { numRuns: runs({ fast: 500, long: 20_000 }) },
    );
  });
});
