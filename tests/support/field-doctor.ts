import { readFileSync } from 'node:fs';
import type { DeviceConfig } from '../../config/schema.ts';
import { classifierFindings, openDevices } from '../../firmware/doctor/devices.ts';
import { examineMachine } from '../../firmware/doctor/examine.ts';
import type { Finding } from '../../firmware/doctor/finding.ts';
import { askPerson } from '../../firmware/doctor/persons.ts';
import { testSlip } from '../../firmware/doctor/test-slip.ts';
import { loadBoard, boardModels } from '../../config/load.ts';
import { featureNames } from '../../behaviours/presence/intention/features.ts';
import { Intention } from '../../firmware/intention.ts';
import { Supervisor } from '../../firmware/supervisor.ts';
import { chimeClip } from '../../hal/drivers/chime.ts';
import { readModel } from '../../hal/drivers/tfjs-classifier.ts';
import type { HalDevices } from '../../hal/hal.ts';
import type { Classifier } from '../../hal/ports/classifier.ts';
import { ok } from '../../hal/result.ts';
import type { SimClock } from '../../sim/clock.ts';
import { SimClassifier } from '../../sim/devices/classifier.ts';
import { edited, MemoryFiles } from './config-files.ts';
import { deviceHal } from './device-world.ts';
import { KeptLog } from './log.ts';
import { machine, pi4 } from './machines.ts';
import { deviceOf } from './one-device.ts';
import type { FieldFault } from './field-faults.ts';

const kiosk = 'config/sites/ward-centre/devices/kiosk-1.yaml';
const kiosks = new Map<string, DeviceConfig>();
/** The shipped kiosk with other devices; its ledger is a twin, so that no disk is touched. */
export const kioskWith = (lines: string): DeviceConfig => {
  const known = kiosks.get(lines);
  if (known !== undefined) return known;
  const made = deviceOf(kiosk, new MemoryFiles({ [kiosk]: `${edited(kiosk)}devices: { ${lines} }\n` }));
  kiosks.set(lines, made);
  return made;
};

export const twinLedger = 'ledger: { driver: simulated }';

/** The shipped model, as the simulator reckons it: no library is loaded. */
const wellJudge = (): Classifier => {
  const json = readFileSync('config/models/intention/model.json', 'utf8');
  const weights = readFileSync('config/models/intention/weights.bin');
  const source = { where: 'config/models/intention', read: async () => ok({ json, weights }) };
  return new SimClassifier(() => readModel(source, featureNames), featureNames);
};

/** Longer than any driver tries to open its chip. */
const longestMs = 40_000;

/** A kiosk with that fault, or none, and nothing open yet. */
const kioskWithFault = (fault: FieldFault | null) => {
  const { hal, twins, time } = deviceHal(kioskWith(twinLedger));
  const host = machine(fault?.on ?? pi4);
  let devices: HalDevices = hal.devices;
  let judge = wellJudge();
  fault?.plant({
    host,
    twins,
    clock: hal.clock,
    fit: (port, name, device) => (devices = { ...devices, [port]: { ...devices[port], [name]: device } }),
    judgeBy: (classifier) => (judge = classifier),
  });
  const ports = { devices, clock: hal.clock, random: { next: () => 0.5 }, log: new KeptLog() };
  return { config: kioskWith(fault?.lines ?? twinLedger), host, judge, ports, time };
};

const whole = (time: SimClock): void => {
  if (time.pending > 0) throw new Error('a timer was left behind');
};

/** What the machine itself shows, as each morning's check-up looks at it. */
const machineSays = (
  { config, host }: Pick<ReturnType<typeof kioskWithFault>, 'config' | 'host'>,
  fault: FieldFault | null,
): Promise<readonly Finding[]> =>
  examineMachine({
    config,
    board: config.board === null ? null : loadBoard(config.board.model),
    models: boardModels(),
    host,
    wall: { instant: Date.UTC(2026, 7, 3, 0, 30), trusted: fault?.clockTrusted ?? true },
    firmware: '0.1.0',
  });

export interface DoctorSaid {
  /** Of these alone the device tells by itself each morning. */
  readonly machine: readonly Finding[];
  readonly all: readonly Finding[];
}

/** All of `letan doctor` on a kiosk with that fault: the machine, the classifier, every device opened once, and what a person is shown. */
export const doctorSays = async (fault: FieldFault | null): Promise<DoctorSaid> => {
  const { config, host, judge, ports, time } = kioskWithFault(fault);
  const machineFindings = await machineSays({ config, host }, fault);
  const judged = await classifierFindings(judge);
  const opened = await time.walk(openDevices(ports), longestMs);
  // Somebody stands before it and finds all well that can be shown, sounded and printed: what they hear and see is the device's own doing.
  const person = { ask: () => Promise.resolve('yes' as const) };
  const { up } = opened;
  const asking = askPerson({ config, ...ports, up, person, chime: chimeClip(), slip: testSlip });
  const shown = await time.walk(asking, longestMs);
  await opened.close();
  await time.advance(longestMs);
  whole(time);
  return { machine: machineFindings, all: [...machineFindings, ...judged, ...opened.findings, ...shown] };
};

/** What the firmware's own watch over its parts puts into the device's status, by part: those that are not up. */
export const watchSays = async (fault: FieldFault): Promise<readonly string[]> => {
  const { judge, ports, time } = kioskWithFault(fault);
  const supervisor = new Supervisor(ports.devices, ports.clock, ports.random, ports.log);
  await time.walk(supervisor.start(), longestMs);
  const down = supervisor
    .reports()
    .flatMap(({ name, health }) => (health.state === 'down' ? [`${name}: ${health.fault.kind}`] : []));
  await supervisor.stop();
  await time.advance(longestMs);
  whole(time);
  const intention = new Intention(judge, ports.log);
  await intention.open();
  const { by, fault: lost } = intention.status();
  await intention.close();
  return [...down, ...(lost === null ? [] : [`intention: by ${typeof by === 'string' ? by : 'nobody'}`])];
};
