import { describe, expect, it } from 'vitest';
import { BrokerDuty, type HubTerm } from '../../firmware/broker/duty.ts';
import { SimClock, DeviceClock } from '../../sim/clock.ts';

const urls = { 'kiosk-1': 'mqtts://10.0.0.1:8883', 'kiosk-2': 'mqtts://10.0.0.2:8883' } as const;

/** The brokers of a site as one device sees them: which answer, and what the devices there say of the hub. */
const rig = (device: 'kiosk-1' | 'kiosk-2' | 'robot-1', hub: HubTerm | null) => {
  const sim = new SimClock();
  const clock = new DeviceClock(sim, 0);
  const world = {
    hub,
    at: null as string | null,
    there: new Map<string, HubTerm | null>(),
    carrying: false,
    moves: [] as string[],
    probes: 0,
  };
  const duty = new BrokerDuty(
    { device, carriers: Object.entries(urls).map(([name, url]) => ({ device: name, url })) },
    {
      clock,
      log: { write: () => undefined },
      broker: {
        get running() {
          return world.carrying;
        },
        start: () => void (world.carrying = true),
        stop: async () => void (world.carrying = false),
      },
      bus: {
        get at() {
          return world.at;
        },
        moveTo: (url) => {
          world.moves.push(url);
          world.at = url;
        },
      },
      probe: async (url) => {
        world.probes += 1;
        const found = world.there.get(url);
        return found === undefined ? null : { hub: found };
      },
      hub: () => world.hub,
    },
  );
  return { world, duty, sim };
};

const first: HubTerm = { device: 'kiosk-1', term: 0 };
const raised: HubTerm = { device: 'kiosk-2', term: 1 };

describe('where the broker is', () => {
  it('carries one while it decides, none before the ledger has been read, none once another decides', async () => {
    const { duty, sim, world } = rig('kiosk-1', null);
    duty.start();
    await sim.advance(5_000);
    expect(world.carrying).toBe(false);
    world.hub = first;
    await sim.advance(1_000);
    expect(world.carrying).toBe(true);
    world.hub = raised;
    await sim.advance(1_000);
    expect(world.carrying).toBe(false);
    await duty.stop();
    expect(sim.pending).toBe(0);
  });

  it('carries none although it decides when it is not among those who may', async () => {
    const { duty, sim, world } = rig('robot-1', { device: 'robot-1', term: 3 });
    duty.start();
    await sim.advance(3_000);
    expect(world.carrying).toBe(false);
    await duty.stop();
  });

  it('goes to the broker of the hub once that answers, and stays where it is until then', async () => {
    const { duty, sim, world } = rig('robot-1', raised);
    world.at = urls['kiosk-1'];
    duty.start();
    await sim.advance(8_000);
    expect(world.moves).toEqual([]);
    world.there.set(urls['kiosk-2'], raised);
    await sim.advance(2_000);
    expect(world.moves).toEqual([urls['kiosk-2']]);
    await sim.advance(60_000);
    expect(world.moves).toHaveLength(1);
    await duty.stop();
  });

  it('a hub that was away finds the one who was raised meanwhile, within some seconds', async () => {
    const { duty, sim, world } = rig('kiosk-1', first);
    world.at = urls['kiosk-1'];
    world.there.set(urls['kiosk-2'], raised);
    duty.start();
    await sim.advance(11_000);
    expect(world.moves).toEqual([urls['kiosk-2']]);
    await duty.stop();
    expect(world.carrying).toBe(false);
  });

  it.each([
    ['of a lower term', { device: 'kiosk-2', term: 0 }, { device: 'kiosk-1', term: 1 }],
    ['of the same term whose name comes later', { device: 'kiosk-2', term: 1 }, { device: 'kiosk-1', term: 1 }],
    ['which says nothing', null, first],
  ] as const)('does not follow a hub %s', async (_what, found, own) => {
    const { duty, sim, world } = rig('kiosk-1', own);
    world.at = urls['kiosk-1'];
    world.there.set(urls['kiosk-2'], found);
    duty.start();
    await sim.advance(60_000);
    expect(world.moves).toEqual([]);
    expect(world.probes).toBeGreaterThan(3);
    await duty.stop();
  });
});
