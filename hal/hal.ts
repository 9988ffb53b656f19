import type { Battery } from './ports/battery.ts';
import type { Button } from './ports/button.ts';
import type { Checkup } from './ports/checkup.ts';
import type { CitySystem } from './ports/city-system.ts';
import type { Classifier } from './ports/classifier.ts';
import type { Clock } from './ports/clock.ts';
import type { CodeScanner } from './ports/code-scanner.ts';
import type { CounterSign } from './ports/counter-sign.ts';
import type { Display } from './ports/display.ts';
import type { Entropy } from './ports/entropy.ts';
import type { Keypad } from './ports/keypad.ts';
import type { Lamp } from './ports/lamp.ts';
import type { Log } from './ports/log.ts';
import type { MessageBus } from './ports/message-bus.ts';
import type { Random } from './ports/random.ts';
import type {
  PresenceSensor,
  RangeGridSensor,
  RangeSensor,
  ScanSensor,
  TargetsSensor,
  ThermalGridSensor,
} from './ports/sensors.ts';
import type { Speaker } from './ports/speaker.ts';
import type { Speech } from './ports/speech.ts';
import type { Storage } from './ports/storage.ts';
import type { TicketLedger } from './ports/ticket-ledger.ts';
import type { TicketPrinter } from './ports/ticket-printer.ts';

/** Devices of one kind by the name that the device's config gives them. */
export type Named<T> = Readonly<Record<string, T>>;

/** Every kind of device with a plug, by port: zero or more of each. */
export interface HalDevices {
  readonly presence: Named<PresenceSensor>;
  readonly range: Named<RangeSensor>;
  readonly 'range-grid': Named<RangeGridSensor>;
  readonly 'thermal-grid': Named<ThermalGridSensor>;
  readonly targets: Named<TargetsSensor>;
  readonly scan: Named<ScanSensor>;
  readonly printer: Named<TicketPrinter>;
  readonly display: Named<Display>;
  readonly speaker: Named<Speaker>;
  readonly speech: Named<Speech>;
  readonly lamp: Named<Lamp>;
  readonly 'counter-sign': Named<CounterSign>;
  readonly button: Named<Button>;
  readonly keypad: Named<Keypad>;
  readonly 'code-scanner': Named<CodeScanner>;
  readonly battery: Named<Battery>;
  readonly ledger: Named<TicketLedger>;
  readonly bus: Named<MessageBus>;
  readonly 'city-system': Named<CitySystem>;
}
export type PortName = keyof HalDevices;

/** All that one reception device may touch of the outside. Nothing in it is open yet; the supervisor opens. */
export interface Hal {
  readonly clock: Clock;
  readonly random: Random;
  readonly entropy: Entropy;
  readonly log: Log;
  readonly storage: Storage;
  /** Says who will come to the device; null: it has no model, and a rule says so. */
  readonly classifier: Classifier | null;
  /** Looks over the machine; null: there is none, as in the simulated world. */
  readonly checkup: Checkup | null;
  readonly devices: HalDevices;
}

/** A device with no parts at all. */
export const nothingPlugged: HalDevices = {
  presence: {},
  range: {},
  'range-grid': {},
  'thermal-grid': {},
  targets: {},
  scan: {},
  printer: {},
  display: {},
  speaker: {},
  speech: {},
  lamp: {},
  'counter-sign': {},
  button: {},
  keypad: {},
  'code-scanner': {},
  battery: {},
  ledger: {},
  'city-system': {},
  bus: {},
};
