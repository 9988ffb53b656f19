import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { busClient } from '../../firmware/drivers.ts';
import { noTrace } from '../../firmware/trace.ts';
import { present } from '../../hal/assert.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { Centre } from '../../sim/centre.ts';
import { DeviceClock } from '../../sim/clock.ts';
import type { DeviceRig } from '../../sim/device-rig.ts';
import { SimBroker, SimMessageBus } from '../../sim/devices/message-bus.ts';
import { planFromScenario } from '../../sim/run-plan.ts';
import { arrivalsOf } from '../../sim/run.ts';
import type { SiteBroker } from '../../sim/site-broker.ts';
import { removeDirectory, temporaryDirectory } from './temporary.ts';

/* Two kiosks of the ward centre with their real firmware, and the broker between them with its fault side in the test's hand. */

const open: { readonly world: Centre; readonly files: string }[] = [];
export const closeCentres = async (): Promise<void> => {
  for (const { world, files } of open.splice(0)) {
    await world.stop();
    removeDirectory(files);
  }
};

/** The broker of a centre with its fault side in the test's hand. */
const brokerOf = (wire: SimBroker): SiteBroker => ({
  client: (who, clock, random) => new SimMessageBus(wire, clock, random, who),
  stop: () => wire.stop(),
  start: () => wire.start(),
  cut: (clientId) => wire.cut(clientId),
  restore: (clientId) => wire.restore(clientId),
  setWeather: (weather) => wire.setWeather(weather),
  close: () => Promise.resolve(wire.close()),
});

export interface Scene {
  readonly world: Centre;
  readonly wire: SimBroker;
  readonly host: DeviceRig;
  readonly member: DeviceRig;
}

/** Somebody comes to kiosk-2 at 8:30:20; nothing breaks by itself. */
export const twoKiosks = async (): Promise<Scene> => {
  const wires: SimBroker[] = [];
  const plan = planFromScenario('host-disk-full', null);
  if (!plan.ok) throw new Error(plan.fault.join('\n'));
  const files = temporaryDirectory();
  const world = new Centre({
    ...plan.value,
    trace: noTrace,
    dataDir: (device) => {
      const path = join(files, device);
      mkdirSync(path, { recursive: true });
      return path;
    },
    realVoice: false,
    broker: (clock) => {
      const wire = new SimBroker(new DeviceClock(clock, plan.value.startsAt));
      wires.push(wire);
      return brokerOf(wire);
    },
    scripted: new Map(plan.value.visitors.map((visitor) => [visitor.id, visitor])),
  });
  open.push({ world, files });
  await world.start(arrivalsOf(plan.value, world), true);
  const rig = (id: string): DeviceRig =>
    present(
      world.rigs.find((each) => each.id === id),
      id,
    );
  return { world, wire: present(wires[0], 'a broker'), host: rig('kiosk-1'), member: rig('kiosk-2') };
};

/** Goes on until it is so, at most so long. */
export const until = async (world: Centre, most: Milliseconds, so: () => Promise<boolean>): Promise<boolean> => {
  const end = world.clock.now() + most;
  while (!(await so()) && world.clock.now() < end) await world.clock.advance(500);
  return so();
};
/** The command goes on while simulated time does. */
export const walked = async (world: Centre, work: Promise<void>): Promise<void> => {
  await world.clock.walk(work, 120_000);
};
/** Whether a line of this kind is on the disk of a device that is on. */
export const keeps = async (rig: DeviceRig, kind: string): Promise<boolean> => {
  const read = await present(rig.twins.ledgers[0], 'a ledger').twin.read(1, 1000);
  return read.ok && read.value.some(({ event }) => event.kind === kind);
};
export const busOf = ({ parts }: DeviceRig): string => busClient(parts.config).clientId;
export const served = async (world: Centre): Promise<boolean> => (world.ends.get('served') ?? 0) === 1;
