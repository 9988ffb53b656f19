import { existsSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { createSession } from '../../sim/session-io.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import type { Session, SessionEvent } from '../../sim/session.ts';

const site = 'config/sites/ward-centre';
const request = { site, tracks: null, seed: 3, place: null, at: '2026-08-03T08:30', forMs: null, come: 0 } as const;

/** The host's own time, also under our control: a session never waits for a real second here. */
const host = new SimClock();
const open: Session[] = [];

const session = async (): Promise<Session> => {
  const created = await createSession({ what: request, host: new DeviceClock(host, 0), realVoice: false });
  if (!created.ok) throw new Error(created.fault.join('\n'));
  open.push(created.value);
  return created.value;
};

/** One turn of the host's clock, and the simulated time that follows it. */
const hostTurn = async (world: Session): Promise<void> => {
  const advanced = new Promise<void>((resolve) => {
    const end = world.on((event) => {
      if (event.type !== 'time.advanced') return;
      end();
      resolve();
    });
  });
  await host.advance(33);
  await advanced;
};

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  expect(host.pending).toBe(0);
});

describe('a session', () => {
  test('stands still until it is stepped, then shows people, sensors and counters', async () => {
    const world = await session();
    const before = world.time.now;
    expect(world.time.playing).toBe(false);
    await world.time.step(60_000);
    expect(world.time.now).toBe(before + 60_000);
    const snapshot = world.snapshot();
    expect(snapshot.counters.map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
    expect(snapshot.sensors.map(({ name }) => name)).toContain('radar');
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
  });

  test('plays along with the host, as fast as told', async () => {
    const world = await session();
    const before = world.time.now;
    world.time.setSpeed(10);
    world.time.play();
    for (let turn = 0; turn < 60; turn += 1) await hostTurn(world);
    const played = world.time.now - before;
    expect(played).toBeGreaterThan(19_000);
    expect(played).toBeLessThanOrEqual(20_000);
    expect(world.time.reached).toBeCloseTo(10, 0);
    world.time.pause();
    const paused = world.time.now;
    await host.advance(2_000);
    expect(world.time.now).toBe(paused);
  });

  test('a placed visitor takes a number; everything of it is told', async () => {
    const world = await session();
    const events: SessionEvent['type'][] = [];
    world.on((event) => events.push(event.type));
    const id = world.addVisitor({ at: { x: 9, y: 1 }, service: 'ho-tich', language: 'vi', walkTo: null });
    await world.time.step(120_000);
    const person = world.snapshot().people.find((each) => each.id === id);
    expect(person?.number).toMatch(/^A\d{3}$/);
    expect(person?.intention).toBe('wants Hộ tịch (vi)');
    expect(world.counts().tickets).toBe(1);
    expect(new Set(events)).toEqual(
      new Set([
        'time.advanced',
        'mark.made',
        'view.shown',
        'sound.begun',
        'lamp.set',
        ...(events.includes('slip.out') ? ['slip.out'] : []),
      ]),
    );
    expect(world.marks(0).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['view', 'touch', 'words', 'state', 'person', 'call']),
    );
    const kiosk = world.devices.find((device) => device.id === 'kiosk-1');
    expect(kiosk?.machines().find(({ machine }) => machine === 'ticketing')?.last.length).toBeGreaterThan(0);
  });

  test('somebody is walked by hand, also out of a crowd', async () => {
    const world = await session();
    const id = world.addVisitor({ at: { x: 9, y: 1 }, service: null, language: 'vi', walkTo: { x: 3, y: 3 } });
    await world.time.step(20_000);
    const at = world.snapshot().people.find((each) => each.id === id);
    expect(at).toMatchObject({ x: 3, y: 3, doing: 'standing' });
    world.moveVisitor(id, { x: 5, y: 3 });
    await world.time.step(20_000);
    expect(world.snapshot().people.find((each) => each.id === id)).toMatchObject({ x: 5, y: 3 });
  });

  test('screens are touched, clerks pressed, faults switched', async () => {
    const world = await session();
    world.setClerksAtWork(false);
    const kiosk = world.devices.find((device) => device.id === 'kiosk-2');
    kiosk?.touch('panel', 'touch');
    await world.time.step(1_000);
    expect(kiosk?.view('panel')?.body.screen).not.toBe('asleep');
    const answered = world.clerk('1', 'next');
    await world.time.step(1_000);
    expect(await answered).toBe('nobody-waiting');
    expect(world.faults().filter(({ on }) => on)).toEqual([]);
    world.switchFault('broker.gone', true);
    expect(
      world
        .faults()
        .filter(({ on }) => on)
        .map(({ id }) => id),
    ).toEqual(['broker.gone']);
    const lost = world.clerk('1', 'next');
    await world.time.step(10_000);
    expect(await lost).toBe('no answer');
    world.switchFault('broker.gone', false);
  });

  test('a site that is not there is told, and nothing stays open', async () => {
    const created = await createSession({
      what: { ...request, site: 'config/sites/nowhere' },
      host: new DeviceClock(host, 0),
      realVoice: false,
    });
    expect(created.ok).toBe(false);
    expect(existsSync('config/sites/nowhere')).toBe(false);
  });
});
