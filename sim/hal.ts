import { busClient, assemble, realFactories, type Factories } from '../firmware/drivers.ts';
import { intentionClassifier } from '../firmware/intention-model.ts';
import { charactersOf } from '../hal/drivers/max7219-counter-sign.ts';
import { readModel } from '../hal/drivers/tfjs-classifier.ts';
import type { View } from '../behaviours/reception/views.ts';
import type { DeviceConfig, DeviceOf } from '../config/schema.ts';
import type { Hal } from '../hal/hal.ts';
import type { SensorPort } from '../hal/ports/sensors.ts';
import type { Epoch, Metres, Pose, Radians } from '../hal/units.ts';
import { direction } from './arithmetic.ts';
import { DeviceClock } from './clock.ts';
import { SimClassifier } from './devices/classifier.ts';
import { SimBattery } from './devices/battery.ts';
import { SimButton } from './devices/button.ts';
import { SimCitySystem } from './devices/city-system.ts';
import { SimCodeScanner } from './devices/code-scanner.ts';
import { SimDisplay } from './devices/display.ts';
import { HeardSpeech } from './devices/heard-speech.ts';
import { HeldLedger } from './devices/held-ledger.ts';
import { SimKeypad } from './devices/keypad.ts';
import { SimGateRadar } from './devices/gate-radar.ts';
import { SimCounterSign } from './devices/counter-sign.ts';
import { SimLamp } from './devices/lamp.ts';
import { SimPresence } from './devices/presence.ts';
import { SimRange } from './devices/range.ts';
import { rangeLimits } from './devices/range-optics.ts';
import { SimRangeGrid } from './devices/range-grid.ts';
import { SimScan } from './devices/scan.ts';
import { SimSpeaker } from './devices/speaker.ts';
import { SimSpeech } from './devices/speech.ts';
import { SimStorage } from './devices/storage.ts';
import { SimTargets } from './devices/targets.ts';
import { SimTrackingRadar } from './devices/tracking-radar.ts';
import { SimThermalGrid } from './devices/thermal-grid.ts';
import { SimTicketLedger } from './devices/ticket-ledger.ts';
import { SeededEntropy } from './entropy.ts';
import { SimLog } from './log.ts';
import { simulatedPrinter, type PrinterTwin } from './printers.ts';
import type { SeededRandom } from './random.ts';
import type { SiteBroker } from './site-broker.ts';
import { sector, type Sector } from './world/sector.ts';
import type { Eye } from './world/sight.ts';
import type { World } from './world/world.ts';

/** A twin with the name that its device's config gives it. */
export interface NamedTwin<T> {
  readonly name: string;
  readonly twin: T;
}
export interface SensorTwin extends NamedTwin<
  SimPresence | SimGateRadar | SimRange | SimRangeGrid | SimThermalGrid | SimTargets | SimTrackingRadar | SimScan
> {
  readonly port: SensorPort;
  readonly fieldOfViewRad: Radians;
}

/** The human side of one device's hardware. */
export interface Twins {
  readonly clock: DeviceClock;
  readonly log: SimLog;
  readonly storage: SimStorage;
  readonly sensors: readonly SensorTwin[];
  readonly displays: readonly NamedTwin<SimDisplay<View>>[];
  readonly printers: readonly NamedTwin<PrinterTwin>[];
  readonly speakers: readonly NamedTwin<SimSpeaker>[];
  readonly voices: readonly NamedTwin<SimSpeech>[];
  readonly lamps: readonly NamedTwin<SimLamp>[];
  readonly signs: readonly NamedTwin<SimCounterSign>[];
  readonly buttons: readonly NamedTwin<SimButton>[];
  readonly keypads: readonly NamedTwin<SimKeypad>[];
  readonly scanners: readonly NamedTwin<SimCodeScanner>[];
  readonly batteries: readonly NamedTwin<SimBattery>[];
  readonly ledgers: readonly NamedTwin<SimTicketLedger | HeldLedger>[];
  readonly cities: readonly NamedTwin<SimCitySystem>[];
}

export interface SimHal {
  readonly hal: Hal;
  readonly twins: Twins;
  /** Entries of the config that neither a twin nor a driver knows. */
  readonly unmade: readonly string[];
}

/**
 * Whether sentences are made with the configured voice, to be listened to: never, always, or as asked anew for each. Its twin takes
 * as long to say them and is silent.
 */
export type RealVoice = boolean | (() => boolean);

export interface HalParts {
  readonly config: DeviceConfig;
  readonly world: World;
  readonly broker: SiteBroker;
  /** This device's own stream. */
  readonly random: SeededRandom;
  readonly startsAt: Epoch;
  readonly clockTrusted: boolean;
  /** Where real drivers of this device keep files. */
  readonly dataDir: string;
  readonly realVoice: RealVoice;
}

/** Where a sensor sits on the plan: `mount` is in the device's frame, x ahead and y to its left. */
export const mountedAt = (
  place: Pose,
  mount: { readonly x: Metres; readonly y: Metres; readonly headingRad: Radians },
): Pose => {
  const ahead = direction(place.headingRad);
  return {
    x: place.x + ahead.x * mount.x - ahead.y * mount.y,
    y: place.y + ahead.y * mount.x + ahead.x * mount.y,
    headingRad: place.headingRad + mount.headingRad,
  };
};

/** After its output has fallen an HC-SR501 is blind for so long (its data sheet: 2.5 s of block time). */
const hcSr501LockOutMs = 2_500;

const presenceTwin = (
  name: string,
  world: World,
  area: Sector,
  entry: DeviceOf<'presence'>,
  random: SeededRandom,
): SimPresence | SimGateRadar => {
  const kind = entry.driver === 'simulated' ? entry.as : entry.driver;
  switch (kind) {
    case 'ld2410':
      return new SimGateRadar(name, world, area, random);
    case 'hc-sr501':
      return new SimPresence(name, world, area, { ...entry, lockOutMs: hcSr501LockOutMs });
    case 'pir':
      return new SimPresence(name, world, area, entry);
  }
};

/** From where a sensor with a height looks. */
const eyeAt = (place: Pose, mount: Parameters<typeof mountedAt>[1] & Pick<Eye, 'heightM' | 'tiltRad'>): Eye => ({
  ...mountedAt(place, mount),
  heightM: mount.heightM,
  tiltRad: mount.tiltRad,
});

/**
 * The Hal of a device in the simulated world: what its config calls `simulated` is a twin, all else the real driver. Two things are
 * always twins here: the glass, since simulated people stand before it, and the files beside the ledger.
 */
export const simulatedHal = (parts: HalParts): SimHal => {
  const { config, world, broker, random } = parts;
  const simClock = world.clock;
  const clock = new DeviceClock(simClock, parts.startsAt, parts.clockTrusted);
  const log = new SimLog(simClock, config.device);
  const storage = new SimStorage(clock);
  const place = config.place ?? { x: 0, y: 0, headingRad: 0 };
  const sensors: SensorTwin[] = [];
  const displays: NamedTwin<SimDisplay<View>>[] = [];
  const printers: NamedTwin<PrinterTwin>[] = [];
  const speakers: NamedTwin<SimSpeaker>[] = [];
  const voices: NamedTwin<SimSpeech>[] = [];
  const lamps: NamedTwin<SimLamp>[] = [];
  const signs: NamedTwin<SimCounterSign>[] = [];
  const buttons: NamedTwin<SimButton>[] = [];
  const keypads: NamedTwin<SimKeypad>[] = [];
  const scanners: NamedTwin<SimCodeScanner>[] = [];
  const batteries: NamedTwin<SimBattery>[] = [];
  const ledgers: NamedTwin<SimTicketLedger | HeldLedger>[] = [];
  const cities: NamedTwin<SimCitySystem>[] = [];
  const kept = <T, U extends T>(shelf: NamedTwin<T>[], name: string, twin: U): U => {
    shelf.push({ name, twin });
    return twin;
  };

  const twins: Factories = {
    presence: (name, entry) => {
      const area = sector(mountedAt(place, entry.at), entry.rangeM, entry.fieldOfViewRad);
      const twin = presenceTwin(name, world, area, entry, random.split(`noise ${name}`));
      sensors.push({ name, twin, port: 'presence', fieldOfViewRad: entry.fieldOfViewRad });
      return twin;
    },
    range: (name, entry) => {
      const kind = entry.driver === 'simulated' ? entry.as : entry.driver;
      const field = Math.min(entry.fieldOfViewRad, rangeLimits[kind].fieldOfViewRad);
      const area = sector(mountedAt(place, entry.at), entry.rangeM, field);
      const twin = new SimRange(name, world, area, entry.periodMs, random.split(`noise ${name}`), kind);
      sensors.push({ name, twin, port: 'range', fieldOfViewRad: field });
      return twin;
    },
    'range-grid': (name, entry) => {
      const twin = new SimRangeGrid(name, world, eyeAt(place, entry.at), entry, random.split(`noise ${name}`));
      sensors.push({ name, twin, port: 'range-grid', fieldOfViewRad: entry.fieldOfViewRad });
      return twin;
    },
    'thermal-grid': (name, entry) => {
      const twin = new SimThermalGrid(name, world, eyeAt(place, entry.at), entry, random.split(`noise ${name}`));
      sensors.push({ name, twin, port: 'thermal-grid', fieldOfViewRad: entry.fieldOfViewRad });
      return twin;
    },
    scan: (name, entry) => {
      const twin = new SimScan(name, world, eyeAt(place, entry.at), entry, random.split(`noise ${name}`));
      sensors.push({ name, twin, port: 'scan', fieldOfViewRad: entry.fieldOfViewRad });
      return twin;
    },
    targets: (name, entry) => {
      const area = sector(mountedAt(place, entry.at), entry.rangeM, entry.fieldOfViewRad);
      const noise = random.split(`noise ${name}`);
      const twin =
        entry.driver === 'simulated' && entry.as === 'radar'
          ? new SimTargets(name, world, area, entry.periodMs, entry.most, noise)
          : new SimTrackingRadar(name, world, area, entry.periodMs, noise);
      sensors.push({ name, twin, port: 'targets', fieldOfViewRad: entry.fieldOfViewRad });
      return twin;
    },
    printer: (name, entry) => {
      const made = simulatedPrinter(`${config.device}.${name}`, entry, clock);
      if (made === null) return null;
      printers.push({ name, twin: made.twin });
      return made.printer;
    },
    display: (name) => kept(displays, name, new SimDisplay<View>(clock)),
    speaker: (name, entry) => (entry.driver === 'simulated' ? kept(speakers, name, new SimSpeaker(clock)) : null),
    speech: (name, entry) =>
      entry.driver === 'simulated' || parts.realVoice === false ? kept(voices, name, new SimSpeech(clock)) : null,
    lamp: (name) => kept(lamps, name, new SimLamp(`${config.device}.${name}`)),
    'counter-sign': (name, entry) =>
      kept(signs, name, new SimCounterSign(`${config.device}.${name}`, charactersOf(entry.modules))),
    button: (name, entry) => kept(buttons, name, new SimButton(`${config.device}.${name}`, clock, entry.debounceMs)),
    keypad: (name) => kept(keypads, name, new SimKeypad(`${config.device}.${name}`, clock)),
    'code-scanner': (name, entry) => {
      // A simulated one of the kind that is configured: one that types loses letters here too.
      const anyLetters = entry.driver === 'serial' || (entry.driver === 'simulated' && entry.letters === 'all');
      return kept(scanners, name, new SimCodeScanner(`${config.device}.${name}`, clock, anyLetters));
    },
    // The host's own supply says nothing of the device's, so this one is always a twin here.
    battery: (name, entry) => kept(batteries, name, new SimBattery(`${config.device}.${name}`, clock, entry.lastsMs)),
    ledger: (name, entry) => (entry.driver === 'simulated' ? kept(ledgers, name, new SimTicketLedger(clock)) : null),
    'city-system': (name, entry) =>
      entry.driver === 'simulated' ? kept(cities, name, new SimCitySystem(`${config.device}.${name}`, clock)) : null,
    bus: (name, entry) =>
      entry.driver === 'simulated' ? broker.client(busClient(config), clock, random.split(`bus ${name}`)) : null,
  };
  const real = realFactories({ config, clock, random: random.split('drivers'), log, dataDir: parts.dataDir });
  const drivers: Factories = {
    ...real,
    speech: (name, entry) => {
      const speech = real.speech(name, entry);
      if (speech === null) return null;
      const { realVoice } = parts;
      const twin = kept(voices, name, new SimSpeech(clock));
      return new HeardSpeech(speech, twin, simClock, typeof realVoice === 'boolean' ? () => realVoice : realVoice);
    },
    ledger: (name, entry) => {
      const ledger = real.ledger(name, entry);
      return ledger === null ? null : kept(ledgers, name, new HeldLedger(ledger, simClock));
    },
  };
  const { devices, unmade } = assemble(config, twins, drivers);
  const hal: Hal = {
    clock,
    random: random.split('firmware'),
    entropy: new SeededEntropy(random.split('entropy')),
    log,
    storage,
    classifier: intentionClassifier(
      config,
      (source, features) => new SimClassifier(() => simClock.during(() => readModel(source, features)), features),
    ),
    // Its devices are simulated, and there is no machine around them.
    checkup: null,
    devices,
  };
  return {
    hal,
    twins: {
      clock,
      log,
      storage,
      sensors,
      displays,
      printers,
      speakers,
      voices,
      lamps,
      signs,
      buttons,
      keypads,
      scanners,
      batteries,
      ledgers,
      cities,
    },
    unmade,
  };
};
