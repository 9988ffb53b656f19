import type { DeviceConfig } from '../../config/schema.ts';
import type { HalDevices, PortName } from '../../hal/hal.ts';
import type { Classifier } from '../../hal/ports/classifier.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Random } from '../../hal/ports/random.ts';
import type { Measurement } from '../../hal/ports/sensors.ts';
import type { PrinterStatus, TicketPrinter } from '../../hal/ports/ticket-printer.ts';
import type { Milliseconds } from '../../hal/units.ts';
import { Supervisor, type DeviceReport } from '../supervisor.ts';
import { deviceWrong, unknown, well, type Finding } from './finding.ts';
import { ledgerFindings } from './ledger.ts';

/** What opening and listening to devices is made of. */
export interface DevicePorts {
  readonly devices: HalDevices;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Sensors that speak by themselves are given this many of their periods to do so. */
const periodsWaited = 4;
const leastWaitMs: Milliseconds = 1_500;

/** A printer's state as findings: what keeps it from printing, and a roll that will not last the day. */
export const paperFindings = (name: string, status: PrinterStatus): readonly Finding[] => {
  if (status.fault !== null) return [deviceWrong('paper', name, status.fault)];
  if (status.paper === 'near-end') return [deviceWrong('paper', name, { kind: 'paper-low' }, 'warning')];
  const value = `paper ${status.paper}, cover ${status.cover}`;
  return [status.paper === 'unknown' ? unknown('paper', name, value) : well('paper', name, value)];
};

/** How each device is, as the supervisor tells it. */
export const reportFindings = (reports: readonly DeviceReport[]): readonly Finding[] =>
  reports.map(({ port, name, health }): Finding => {
    // A ledger hangs on no wire.
    const isFile = port === 'ledger' && health.state === 'down' && health.fault.kind === 'absent';
    if (health.state === 'down')
      return deviceWrong('device', name, isFile ? { ...health.fault, kind: 'no-file' } : health.fault);
    return health.state === 'up' ? well('device', name, port) : unknown('device', name, `${port}, opening`);
  });

const sensorPorts = ['presence', 'range', 'range-grid', 'thermal-grid', 'targets', 'scan'] as const;

/** The newest word of each sensor, from now on. */
class Heard {
  readonly #words = new Map<string, Measurement<unknown>>();

  constructor(devices: HalDevices) {
    for (const port of sensorPorts)
      for (const [name, sensor] of Object.entries(devices[port]))
        sensor.onMeasurement((measurement: Measurement<unknown>) => this.#words.set(name, measurement));
  }

  of(name: string): Measurement<unknown> | null {
    return this.#words.get(name) ?? null;
  }
}

/** A word shortened for a table. */
const wordText = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length <= 48 ? text : `${text.slice(0, 47)}…`;
};

const sensorFindings = (
  devices: HalDevices,
  heard: Heard,
  up: (port: PortName, name: string) => boolean,
): readonly Finding[] =>
  sensorPorts.flatMap((port) =>
    Object.entries(devices[port]).flatMap(([name, sensor]): Finding[] => {
      if (!up(port, name)) return [];
      const word = heard.of(name);
      // A sensor that speaks on change may have nothing to say.
      if (word === null) {
        if (sensor.periodMs === null) return [well('device', name, port)];
        return [
          deviceWrong('device', name, {
            kind: 'silent',
            where: port,
            forMs: Math.max(leastWaitMs, sensor.periodMs * periodsWaited),
          }),
        ];
      }
      if ('value' in word) return [well('device', name, `${port} ${wordText(word.value)}`)];
      // It will be well in a minute; nobody need do anything.
      if (word.fault.kind === 'warming-up') return [unknown('device', name, `${port}, warming up`)];
      return [deviceWrong('device', name, word.fault, 'warning')];
    }),
  );

const printerFindings = async (name: string, printer: TicketPrinter): Promise<readonly Finding[]> => {
  const status = await printer.status();
  return status.ok ? paperFindings(name, status.value) : [deviceWrong('paper', name, status.fault)];
};

/** Devices that are open, and what was found while they were opened. */
export interface Opened {
  readonly findings: readonly Finding[];
  readonly up: (port: PortName, name: string) => boolean;
  close(): Promise<void>;
}

/** Opens every device once, listens to the sensors, asks the printers. Whoever calls closes. */
export const openDevices = async ({ devices, clock, random, log }: DevicePorts): Promise<Opened> => {
  const heard = new Heard(devices);
  const supervisor = new Supervisor(devices, clock, random, log);
  await supervisor.start();
  const periods = sensorPorts.flatMap((port) => Object.values(devices[port]).map((sensor) => sensor.periodMs ?? 0));
  const waitMs = Math.max(0, ...periods) * periodsWaited;
  if (periods.length > 0)
    await new Promise<void>((resolve) => {
      clock.setTimeout(resolve, Math.max(leastWaitMs, waitMs));
    });
  const up = (port: PortName, name: string): boolean => supervisor.isUp(port, name);
  const isSensor = (port: string): boolean => sensorPorts.some((each) => each === port);
  const reports = supervisor.reports().filter(({ port, health }) => health.state !== 'up' || !isSensor(port));
  const findings: Finding[] = [...reportFindings(reports), ...sensorFindings(devices, heard, up)];
  for (const [name, printer] of Object.entries(devices.printer))
    if (up('printer', name)) findings.push(...(await printerFindings(name, printer)));
  for (const [name, ledger] of Object.entries(devices.ledger))
    if (up('ledger', name)) findings.push(...ledgerFindings(name, ledger));
  return { findings, up, close: () => supervisor.stop() };
};

/** Entries that are still simulated: nobody can open them here. */
export const simulatedFindings = (config: DeviceConfig, unmade: readonly string[]): readonly Finding[] =>
  unmade.map((name) => unknown('device', name, `${config.devices[name]?.port ?? ''}, simulated`));

/** Who judges people's intentions, and what computes it. Without it a rule does, so a fault of it is no more than a warning. */
export const classifierFindings = async (classifier: Classifier | null): Promise<readonly Finding[]> => {
  if (classifier === null) return [well('classifier', 'intention', 'rule')];
  const opened = await classifier.open(new AbortController().signal);
  const { backend } = classifier;
  await classifier.close();
  return [
    opened.ok
      ? well('classifier', 'intention', backend ?? '')
      : deviceWrong('classifier', 'intention', opened.fault, 'warning'),
  ];
};
