import { join } from 'node:path';
import type { DeviceConfig, DeviceOf } from '../config/schema.ts';
import { unreachable } from '../hal/assert.ts';
import { CachedSpeech } from '../hal/drivers/cached-speech.ts';
import { DeviceFileByteLink } from '../hal/drivers/device-file-byte-link.ts';
import { EspeakSpeech } from '../hal/drivers/espeak-speech.ts';
import { escposDefaults, EscposTicketPrinter } from '../hal/drivers/escpos-ticket-printer.ts';
import { EvdevCodeScanner } from '../hal/drivers/evdev-code-scanner.ts';
import { EvdevInputLink } from '../hal/drivers/evdev-input-link.ts';
import { EvdevKeypad } from '../hal/drivers/evdev-keypad.ts';
import { LineCodeScanner } from '../hal/drivers/line-code-scanner.ts';
import { LinuxSpiBus } from '../hal/drivers/linux-spi-bus.ts';
import { Max7219CounterSign, max7219SpeedHz } from '../hal/drivers/max7219-counter-sign.ts';
import { MqttMessageBus } from '../hal/drivers/mqtt-message-bus.ts';
import { PinButton } from '../hal/drivers/pin-button.ts';
import { PinKeypad } from '../hal/drivers/pin-keypad.ts';
import { PinLamp } from '../hal/drivers/pin-lamp.ts';
import { serial8n1, SerialByteLink } from '../hal/drivers/serial-byte-link.ts';
import { SqliteTicketLedger } from '../hal/drivers/sqlite-ticket-ledger.ts';
import { TcpByteLink } from '../hal/drivers/tcp-byte-link.ts';
import { Text2wavSpeech } from '../hal/drivers/text2wav-speech.ts';
import { WebAudioSpeaker } from '../hal/drivers/web-audio-speaker.ts';
import { Ws2812RingLamp } from '../hal/drivers/ws2812-ring-lamp.ts';
import { ws2812SpeedHz } from '../hal/drivers/ws2812-wire.ts';
import { WebDisplay } from '../hal/drivers/web-display.ts';
import type { HalDevices, PortName } from '../hal/hal.ts';
import type { ByteLink } from '../hal/ports/byte-link.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import type { BusClient } from '../hal/ports/message-bus.ts';
import type { Random } from '../hal/ports/random.ts';
import { cityDriver } from './city/driver.ts';
import { Pins } from './pin-drivers.ts';
import { sensorFactories } from './sensor-drivers.ts';
import { siteRedial } from './broker/redial.ts';
import { brokersOf } from './broker/site-broker.ts';
import { deviceTopics } from './topics.ts';

/** What drivers are made of besides their own entry. */
export interface DriverContext {
  readonly config: DeviceConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Where this device keeps its files. */
  readonly dataDir: string;
  /** The newest version that its ledger may be raised to; left out: that of this firmware. */
  readonly ledgerCeiling?: number;
}

/** A link's entry, as it stands in a printer's. */
export type LinkEntry = Extract<DeviceOf<'printer'>, { driver: 'escpos' }>['link'];

/** How a device of each port is made from its entry; null where the entry asks for a twin. */
export type Factories = {
  readonly [P in PortName]: (name: string, entry: DeviceOf<P>) => HalDevices[P][string] | null;
};

/** Who this device is to the broker. The will says only `lost`: which start it was, the retained state before it says. */
export const busClient = ({ device, site }: DeviceConfig): BusClient => ({
  clientId: `letan-${site.site}-${device}`,
  // Events of other devices that come while this one is away are kept for it.
  cleanSession: false,
  will: {
    topic: deviceTopics(site.site, device).state,
    payload: JSON.stringify({ v: 1, state: 'lost' }),
    qos: 1,
    retain: true,
  },
});

export const realLink = (entry: LinkEntry, clock: Clock): ByteLink | null => {
  switch (entry.driver) {
    case 'simulated':
      return null;
    case 'tcp':
      return new TcpByteLink(entry.host, entry.port, clock);
    case 'device-file':
      return new DeviceFileByteLink(entry.path, clock);
    case 'serial':
      return new SerialByteLink(entry.path, { ...serial8n1(entry.baud), rtscts: entry.rtscts });
  }
};

/** The slip printer over whatever link, real or simulated. */
export const escposPrinter = (
  entry: Extract<DeviceOf<'printer'>, { driver: 'escpos' }>,
  link: ByteLink,
  clock: Clock,
): EscposTicketPrinter =>
  new EscposTicketPrinter(link, clock, {
    ...escposDefaults,
    dots: entry.dots === 384 ? 384 : 576,
    ending: entry.ending,
    asksProcessId: entry.asksProcessId,
    status: entry.status,
    pollMs: entry.pollMs,
  });

/** Everything that is real hardware, by port. */
export const realFactories = (context: DriverContext): Factories => {
  const { clock, config, dataDir, log, random } = context;
  const serial = (path: string, baud: number): ByteLink => new SerialByteLink(path, serial8n1(baud));
  const pins = new Pins(clock, serial);
  return {
    ...sensorFactories({ clock, pins, serial, i2c: config.i2c, devices: config.devices }),
    lamp: (_name, entry) => {
      switch (entry.driver) {
        case 'simulated':
          return null;
        case 'pin':
          return new PinLamp(pins.output(entry.pin), entry.lit);
        case 'ws2812-ring': {
          const { bus, select } = entry.spi;
          const wiring = { bus, chipSelect: select, speedHz: ws2812SpeedHz, mode: 0 } as const;
          return new Ws2812RingLamp(new LinuxSpiBus(wiring), clock, entry);
        }
      }
    },
    'counter-sign': (_name, entry) => {
      if (entry.driver === 'simulated') return null;
      const { bus, select } = entry.spi;
      const wiring = { bus, chipSelect: select, speedHz: max7219SpeedHz, mode: 0 } as const;
      return new Max7219CounterSign(new LinuxSpiBus(wiring), clock, entry);
    },
    button: (_name, entry) =>
      entry.driver === 'simulated'
        ? null
        : new PinButton(pins.input({ ...entry.pin, debounceMs: Math.max(entry.pin.debounceMs, entry.debounceMs) })),
    keypad: (_name, entry) => {
      switch (entry.driver) {
        case 'simulated':
          return null;
        case 'evdev':
          return new EvdevKeypad(new EvdevInputLink(entry.device), clock);
        case 'button': {
          const debounceMs = Math.max(entry.pin.debounceMs, entry.debounceMs);
          return new PinKeypad(pins.input({ ...entry.pin, debounceMs }), entry.key);
        }
      }
    },
    'code-scanner': (_name, entry) => {
      switch (entry.driver) {
        case 'simulated':
          return null;
        case 'evdev':
          return new EvdevCodeScanner(new EvdevInputLink(entry.device), clock);
        case 'serial':
          return new LineCodeScanner(new SerialByteLink(entry.path, serial8n1(entry.baud)), clock);
      }
    },
    printer: (_name, entry) => {
      if (entry.driver === 'simulated') return null;
      const link = realLink(entry.link, clock);
      return link === null ? null : escposPrinter(entry, link, clock);
    },
    display: (_name, entry) => (entry.driver === 'simulated' ? null : new WebDisplay(clock, log)),
    speaker: (name, entry) =>
      entry.driver === 'simulated'
        ? null
        : new WebAudioSpeaker(clock, entry.output, (percent) => log.write('warn', 'speaker.gaps', { name, percent })),
    speech: (name, entry) => {
      switch (entry.driver) {
        case 'simulated':
          return null;
        case 'espeak':
          return new CachedSpeech(new EspeakSpeech(clock), join(dataDir, `clips-${name}`));
        case 'text2wav':
          return new CachedSpeech(new Text2wavSpeech(clock), join(dataDir, `clips-${name}`));
        default:
          return unreachable(entry);
      }
    },
    ledger: (name, entry) =>
      entry.driver === 'simulated'
        ? null
        : new SqliteTicketLedger(join(dataDir, `${name}.sqlite`), undefined, undefined, context.ledgerCeiling),
    bus: (_name, entry) =>
      entry.driver === 'simulated'
        ? null
        : new MqttMessageBus(brokersOf(config, entry), busClient(config), clock, random, siteRedial),
    'city-system': (_name, entry) => cityDriver(entry, context),
  };
};

/** The devices of a config, each made by the first factory that knows its entry. Names the entries that none knows. */
export const assemble = (
  config: DeviceConfig,
  ...factories: readonly Factories[]
): { readonly devices: HalDevices; readonly unmade: readonly string[] } => {
  const devices: { [P in PortName]: Record<string, HalDevices[P][string]> } = {
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
    bus: {},
    'city-system': {},
  };
  const unmade: string[] = [];
  const make = <P extends PortName>(port: P, name: string, entry: DeviceOf<P>): void => {
    for (const factory of factories) {
      const made = factory[port](name, entry);
      if (made !== null) {
        const shelf: Record<string, HalDevices[P][string]> = devices[port];
        shelf[name] = made;
        return;
      }
    }
    unmade.push(name);
  };
  // Each entry goes to the factory of its own port: the union falls apart by `port`, which TypeScript follows only member by member.
  for (const [name, entry] of Object.entries(config.devices)) make(entry.port, name, entry as never);
  return { devices, unmade };
};
