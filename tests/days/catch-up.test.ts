import { afterEach, describe, expect, test } from 'vitest';
import { busOf, closeCentres, keeps, served, twoKiosks, until, walked } from '../support/two-kiosks.ts';

/* Somebody takes a number at kiosk-2, and kiosk-1, which decides the calls, misses it. */

afterEach(closeCentres);

describe('a ticket that its host missed is called all the same', () => {
  test('the host was off, and the broker came back without what it kept', async () => {
    const { world, wire, host, member } = await twoKiosks();
    await walked(world, host.stop());
    expect(await until(world, 120_000, () => keeps(member, 'ticket.issued'))).toBe(true);
    await world.clock.advance(5_000);
    wire.stop();
    wire.start(true);
    await walked(world, host.restart());
    expect(await keeps(host, 'ticket.issued')).toBe(false);
    expect(await until(world, 120_000, () => keeps(host, 'ticket.issued'))).toBe(true);
    expect(await until(world, 40 * 60_000, () => served(world))).toBe(true);
    expect(world.counts).toMatchObject({ tickets: 1, printed: 1, called: 1, finished: 1 });
  });

  test('the broker took it and forgot the host, which never knew', async () => {
    const { world, wire, host, member } = await twoKiosks();
    wire.cut(busOf(host));
    expect(await until(world, 120_000, () => keeps(member, 'ticket.issued'))).toBe(true);
    await world.clock.advance(5_000);
    wire.stop();
    wire.start(true);
    wire.restore(busOf(host));
    expect(await until(world, 120_000, () => keeps(host, 'ticket.issued'))).toBe(true);
    expect(await until(world, 40 * 60_000, () => served(world))).toBe(true);
  });

  test('the kiosk that gave it was cut off, and its outbox was lost with the switching off', async () => {
    const { world, wire, host, member } = await twoKiosks();
    wire.cut(busOf(member));
    expect(await until(world, 120_000, () => keeps(member, 'ticket.issued'))).toBe(true);
    await world.clock.advance(20_000);
    await walked(world, member.stop());
    expect(member.twins.storage.disk.has('outbox')).toBe(true);
    const removed = member.twins.storage.remove('outbox');
    await world.clock.advance(100);
    expect(await removed).toMatchObject({ ok: true });
    expect(await keeps(host, 'ticket.issued')).toBe(false);
    wire.restore(busOf(member));
    await walked(world, member.restart());
    expect(await until(world, 120_000, () => keeps(host, 'ticket.issued'))).toBe(true);
    expect(await until(world, 40 * 60_000, () => served(world))).toBe(true);
  });

  test('and a kiosk that missed the call hears of it', async () => {
    const { world, wire, host, member } = await twoKiosks();
    expect(await until(world, 120_000, () => keeps(host, 'ticket.issued'))).toBe(true);
    wire.cut(busOf(member));
    expect(await until(world, 10 * 60_000, () => keeps(host, 'ticket.called'))).toBe(true);
    expect(await keeps(member, 'ticket.called')).toBe(false);
    wire.stop();
    wire.start(true);
    wire.restore(busOf(member));
    expect(await until(world, 120_000, () => keeps(member, 'ticket.called'))).toBe(true);
  });
});
