import { z } from 'zod';
import { assistance } from './behaviours/assistance.ts';
import { calling } from './behaviours/calling.ts';
import { greeting } from './behaviours/greeting.ts';
import { guidance } from './behaviours/guidance.ts';
import { presence } from './behaviours/presence.ts';
import { reception } from './behaviours/reception.ts';
import { ticketing } from './behaviours/ticketing.ts';
import { codeScanner, keypad } from './devices/input.ts';
import { i2cBuses } from './devices/buses.ts';
import { counterSign } from './devices/counter-sign.ts';
import { citySystem } from './devices/city.ts';
import { battery } from './devices/power.ts';
import { printer } from './devices/printer.ts';
import { bus, ledger } from './devices/records.ts';
import {
  presenceSensor,
  rangeGridSensor,
  rangeSensor,
  scanSensor,
  targetsSensor,
  thermalGridSensor,
} from './devices/sensors.ts';
import { button, display, lamp, speaker, speech } from './devices/visitor.ts';
import { absolutePath } from './devices/wiring.ts';
import { kernelSeries } from './boards/board.ts';
import { durationBetween } from './duration.ts';
import { goodStart } from './good-start.ts';
import { safeMode } from './safe-mode.ts';
import { host } from './network.ts';
import { panel } from './panel.ts';
import { pose } from './place.ts';
import { publicWeb } from './public-web.ts';
import { recording } from './recording.ts';
import { secretFile } from './secret-file.ts';
import { slug, textByLanguage } from './text.ts';

/** One thing with a plug, by its port and its driver. */
export const pluggedDevice = z.discriminatedUnion('port', [
  presenceSensor,
  rangeSensor,
  rangeGridSensor,
  thermalGridSensor,
  targetsSensor,
  scanSensor,
  printer,
  display,
  speaker,
  speech,
  lamp,
  counterSign,
  button,
  keypad,
  codeScanner,
  battery,
  ledger,
  bus,
  citySystem,
]);

/** The computer that it runs on, and how that is set up: what a line, a bus and a plug of it can do. */
const board = z.strictObject({
  /** One of `config/boards`. */
  model: slug(),
  /** Whether Bluetooth is on; on some boards it takes the header's best serial line. */
  bluetooth: z.boolean().default(true),
  /** The series of its kernel where it is another than the board's current OS brings. */
  kernel: kernelSeries().nullable().default(null),
});

const range = z.strictObject({ from: z.int().min(1).max(99_999), to: z.int().min(1).max(99_999) });

/** `devices/<device>.yaml` laid over its profile. */
export const deviceFile = z.strictObject({
  schema: z.literal(1),
  /** Equals the name of its file; used in topics and ledger ids. */
  device: slug(),
  profile: slug(),
  /** Where it stands on the plan; `facing` is the way its screen looks. A hub in a cupboard has none. */
  place: pose().nullable().default(null),
  /** Where it stands, in the staff's words. */
  placeName: textByLanguage(80),
  /** This device's own numbers in every series, both ends included; null: none of its own, it gives the hub's and what the hub leases it. */
  numbers: range.nullable().default(null),
  panel: panel.nullable().default(null),
  /** Null: nobody has said; what depends on the board is then not checked. */
  board: board.nullable().default(null),
  web: z
    .strictObject({
      host: host().prefault('127.0.0.1'),
      /** 0: the system chooses. */
      port: z.int().min(0).max(65_535).default(8080),
      /** Said aloud before anybody but this machine may reach the pages. */
      allowRemote: z.boolean().default(false),
      public: publicWeb.nullable().default(null),
      /** `/metrics` for Prometheus: without a token for this machine alone, with one for whoever has it. */
      metrics: z.strictObject({ tokenFile: secretFile }).prefault({}),
    })
    .prefault({}),
  dataDir: absolutePath().prefault('/var/lib/letan'),
  /** The kernel's watchdog, which resets the board when the program hangs; null: the service manager alone watches. */
  watchdog: z
    .strictObject({
      path: absolutePath().prefault('/dev/watchdog'),
      /** A Pi's has 15 s at most. */
      timeout: durationBetween(2000, 3_600_000).prefault('15s'),
    })
    .transform(({ path, timeout }) => ({ path, timeoutMs: timeout }))
    .nullable()
    .default(null),
  goodStart: goodStart.prefault({}),
  safeMode: safeMode.prefault({}),
  /** The flight recorder; null: nothing is recorded. */
  recording: recording().prefault({}),
  /** What is to be known of an I2C bus itself; one that is not named here is used as it is. */
  i2c: i2cBuses,
  devices: z.record(slug(), pluggedDevice),
  behaviours: z
    .strictObject({
      presence: presence.prefault({}),
      greeting: greeting.prefault({}),
      ticketing: ticketing.prefault({}),
      calling: calling.prefault({}),
      guidance: guidance.prefault({}),
      assistance: assistance.prefault({}),
      reception: reception.prefault({}),
    })
    .prefault({}),
});

export type DeviceFile = z.output<typeof deviceFile>;
