import { afterEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../hal/json.ts';
import { closeCentres, twoKiosks, walked, type Scene } from '../support/two-kiosks.ts';

/* Commands that come again after the device was started anew, as a broker sends them that has had no acknowledgement. */

afterEach(closeCentres);

const base = 'letan/v1/ward-centre/kiosk-1';

const desk = ({ world, wire }: Scene) => {
  const acks: JsonObject[] = [];
  wire.hear(`${base}/cmd/+/ack`, ({ payload }) => {
    // Written by our own firmware.
    const { data } = JSON.parse(payload) as { readonly data: JsonObject };
    acks.push(data);
  });
  return {
    acks,
    send: async (name: string, id: string, data: JsonObject): Promise<void> => {
      const at = world.wall;
      const payload = JSON.stringify({ v: 1, id, seq: 1, at, expiresAt: at + 60_000, data });
      wire.publish({ topic: `${base}/cmd/${name}`, payload, qos: 1, retain: false });
      await world.clock.advance(1_000);
    },
  };
};
const stateOf = ({ host }: Scene, machine: string): string =>
  host.app.machines().find((each) => each.machine === machine)?.value ?? 'none';

describe('a command that comes again after a restart', () => {
  test('pause and resume say how it shall be, so the last word stands however often it is said', async () => {
    const scene = await twoKiosks();
    const { world, host } = scene;
    const { send, acks } = desk(scene);
    await send('pause', 'p1', { reason: 'cleaning' });
    expect(stateOf(scene, 'hours')).toBe('paused');
    await walked(world, host.restart());
    await send('pause', 'p1', { reason: 'cleaning' });
    expect(stateOf(scene, 'hours')).toBe('paused');
    await send('resume', 'p2', {});
    const running = stateOf(scene, 'hours');
    expect(running).not.toBe('paused');
    await walked(world, host.restart());
    // Redelivered in their order.
    await send('pause', 'p1', { reason: 'cleaning' });
    await send('resume', 'p2', {});
    expect(stateOf(scene, 'hours')).toBe(running);
    expect(acks.map(({ command, ok }) => [command, ok])).toEqual([
      ['p1', true],
      ['p1', true],
      ['p2', true],
      ['p1', true],
      ['p2', true],
    ]);
  });

  test('assistance names its request: one that is over, or never was, changes nothing', async () => {
    const scene = await twoKiosks();
    const { send, acks } = desk(scene);
    const before = stateOf(scene, 'assistance');
    await send('assistance-accept', 'a1', { requestId: 'long-gone', by: 'Lan' });
    await send('assistance-done', 'a2', { requestId: 'long-gone' });
    expect(stateOf(scene, 'assistance')).toBe(before);
    expect(acks.map(({ ok }) => ok)).toEqual([true, true]);
  });

  test('a call is in the ledger with the id that caused it: it is answered the same and nobody is called twice', async () => {
    const scene = await twoKiosks();
    const { world, host } = scene;
    const { send, acks } = desk(scene);
    world.setClerksAtWork(false);
    await world.clock.advance(120_000);
    await send('next', 'n1', { counter: '3' });
    await walked(world, host.restart());
    await send('next', 'n1', { counter: '3' });
    expect(acks.length).toBe(2);
    expect(acks[0]).toMatchObject({ command: 'n1', ok: true });
    expect(acks[1]).toEqual(acks[0]);
    expect(world.counts.called).toBe(1);
  });
});
