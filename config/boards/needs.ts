import type { Entry } from './connections.ts';
import { machineParts } from './parts/machine.ts';
import { sensorParts } from './parts/sensors.ts';
import { visitorParts } from './parts/visitor.ts';
import type { PartNeeds } from './part.ts';

const parts = { ...sensorParts, ...visitorParts, ...machineParts } as const;
export type PartName = keyof typeof parts;

export const partNames = Object.keys(parts) as readonly PartName[]; // Object.keys forgets the key type
export const partOf = (name: PartName): PartNeeds => parts[name];
const isPart = (name: string): name is PartName => Object.hasOwn(parts, name);

/** The part that an entry means where neither its driver nor its `as` says which: what a shipped profile has of that kind. */
const usual = {
  presence: 'hc-sr501',
  range: 'vl53l1x',
  'range-grid': 'vl53l5cx',
  'thermal-grid': 'amg8833',
  targets: 'ld2450',
  scan: 'rplidar',
  display: 'panel',
  speaker: 'loudspeaker',
  speech: 'voice',
  lamp: 'lamp',
  'counter-sign': 'max7219',
  button: 'button',
  keypad: 'keypad',
  'code-scanner': 'scanner-serial',
  battery: 'ina219',
  ledger: 'ledger',
  bus: 'network',
  'city-system': 'city',
} as const satisfies Readonly<Record<Exclude<Entry['port'], 'printer'>, PartName>>;

/** How a slip printer is plugged in, from what its link says; simulated links mean the printer of the shipped profiles, on USB. */
const printerPart = (entry: Extract<Entry, { port: 'printer' }>): PartName => {
  if (entry.driver === 'simulated') return 'printer-usb';
  if (entry.link.driver === 'tcp') return 'printer-network';
  const path = 'path' in entry.link ? entry.link.path : '';
  return path.startsWith('/dev/tty') || path.startsWith('/dev/serial/') ? 'printer-serial' : 'printer-usb';
};

/** Whether a scanner types what it reads as a keyboard would. */
export const typesAsKeyboard = (entry: Extract<Entry, { port: 'code-scanner' }>): boolean =>
  entry.driver === 'evdev' || (entry.driver === 'simulated' && entry.letters === 'typed');

/** The name of the part that an entry of a config stands for. */
export const partNameOf = (entry: Entry): PartName => {
  if (entry.port === 'printer') return printerPart(entry);
  if (entry.port === 'code-scanner' && typesAsKeyboard(entry)) return 'scanner-hid';
  if (isPart(entry.driver)) return entry.driver;
  const as = 'as' in entry && typeof entry.as === 'string' ? entry.as : '';
  return isPart(as) ? as : usual[entry.port];
};

/** What one module draws with all its dots lit at full light (MAX7219 with RSET 10 kΩ, as the boards have it). */
const moduleMilliamps = 320;

const signNeeds = (part: PartNeeds, entry: Extract<Entry, { port: 'counter-sign' }>): PartNeeds => {
  if (part.supply === null) return part;
  const share = entry.driver === 'max7219' ? entry.brightness : 1;
  const peakMilliamps = Math.ceil(moduleMilliamps * entry.modules * share);
  return {
    ...part,
    // A number lights a third of the dots.
    supply: { ...part.supply, milliamps: Math.ceil(peakMilliamps / 3), peakMilliamps },
    fuse: part.fuse === null ? null : { ...part.fuse, amps: Math.max(1, Math.ceil((peakMilliamps * 1.5) / 1000)) },
    wires:
      entry.driver === 'max7219' && !entry.loopback ? part.wires.filter(({ role }) => role !== 'miso') : part.wires,
  };
};

/** What the part that an entry stands for needs of whoever wires it, as the entry sets it up. */
export const needsOf = (entry: Entry): PartNeeds => {
  const part: PartNeeds = parts[partNameOf(entry)];
  if (entry.port === 'counter-sign') return signNeeds(part, entry);
  if (entry.port !== 'lamp') return part;
  if (entry.driver === 'pin')
    return { ...part, wires: part.wires.map((wire) => ({ ...wire, milliamps: entry.drawsMilliamps })) };
  if (entry.driver !== 'ws2812-ring' || part.supply === null) return part;
  const peakMilliamps = entry.budgetMilliamps;
  // Half as much again, so that the fuse bears the ring's full light for ever.
  const amps = Math.max(1, Math.ceil((peakMilliamps * 1.5) / 1000));
  return {
    ...part,
    supply: { ...part.supply, milliamps: Math.round(peakMilliamps / 2), peakMilliamps },
    fuse: part.fuse === null ? null : { ...part.fuse, amps },
  };
};

/** Whether an entry stands for hardware: a real driver, over a link that is real as well. */
export const isReal = (entry: Entry): boolean =>
  entry.driver !== 'simulated' &&
  !(entry.port === 'printer' && entry.driver === 'escpos' && entry.link.driver === 'simulated');
