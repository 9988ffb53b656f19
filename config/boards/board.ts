import { z } from 'zod';
import { ok, type Result } from '../../hal/result.ts';
import { parsedBy, refuse, type Refusal } from '../refusal.ts';
import { line, slug, textByLanguage } from '../text.ts';

/** A kernel series, "6.6". */
export interface KernelSeries {
  readonly major: number;
  readonly minor: number;
}

/** Reads a kernel series; `6.12` unquoted is a number to YAML, and 6.1 and 6.10 would be one. */
export const readKernelSeries = (input: unknown): Result<KernelSeries, Refusal> => {
  if (typeof input === 'number') return refuse('kernel.quote', { repair: `"${input}"` });
  const match = typeof input === 'string' ? /^([0-9]{1,2})\.([0-9]{1,3})$/.exec(input.trim()) : null;
  if (match === null) return refuse('kernel.form', {});
  return ok({ major: Number(match[1]), minor: Number(match[2]) });
};

export const kernelSeries = () =>
  parsedBy(readKernelSeries, {
    type: 'string',
    description: 'a kernel series, as uname -r begins',
    pattern: '^[0-9]{1,2}\\.[0-9]{1,3}$',
    examples: ['6.12'],
  });

export const kernelText = ({ major, minor }: KernelSeries): string => `${major}.${minor}`;

/** Whether a kernel is of the series or newer. */
export const sinceKernel = (kernel: KernelSeries, from: KernelSeries): boolean =>
  kernel.major > from.major || (kernel.major === from.major && kernel.minor >= from.minor);

/** A BCM number of the 40-pin header. */
const bcm = z.int().min(0).max(27);
const milliamps = z.int().min(1).max(20_000);

/** What a contact of the header carries: a rail, or a line with what else it can do. */
const contact = z.strictObject({
  pin: z.int().min(1).max(40),
  carries: z.enum(['3V3', '5V', 'GND', 'line']),
  bcm: bcm.nullable().default(null),
  /** Other functions, as the datasheet names them: `I2C1 SDA`, `PWM0 channel 0`. */
  functions: z.array(line(40)).default([]),
});

/** A line of the OS's boot configuration that switches a bus on; null: it is on. */
const enable = line(120).nullable().default(null);

const i2cBus = z.strictObject({ bus: z.int().min(0).max(30), sda: bcm, scl: bcm, enable });
const spiBus = z.strictObject({
  bus: z.int().min(0).max(10),
  mosi: bcm,
  miso: bcm,
  sclk: bcm,
  /** BCM numbers of its chip-select lines, in the order of their numbers. */
  selects: z.array(bcm).min(1).max(3),
  enable,
});
const uart = z.strictObject({
  id: slug(),
  path: line(60),
  /** BCM numbers; null: not on the header. */
  tx: bcm.nullable().default(null),
  rx: bcm.nullable().default(null),
  /** `ttl`: 3.3 V on the header. `rs232`: ±12 V on a DE-9 plug. */
  level: z.enum(['ttl', 'rs232']),
  /** The Bluetooth chip hangs on it as long as Bluetooth is on. */
  bluetooth: z.boolean().default(false),
  enable,
});

/** `config/boards/<board>.yaml`: what one kind of computer has on its header, and what excludes what. */
export const boardFile = z.strictObject({
  schema: z.literal(1),
  board: slug(),
  name: textByLanguage(100),
  /** How `/proc/device-tree/model`, or DMI's product on a PC, begins; empty: any that no other board knows. */
  models: z.array(line(80)),
  /** Datasheets and manuals that the numbers are from. */
  source: line(400),
  /** The series of the kernel that its current OS brings. */
  kernel: kernelSeries(),
  /** How the board itself is fed. */
  supply: z.strictObject({
    volts: z.number().min(3).max(48),
    amps: z.number().min(0.5).max(20),
    plug: textByLanguage(80),
  }),
  /** Digital lines; null: it has none. */
  gpio: z
    .strictObject({
      /** The label of the gpiochip whose lines are the header's, line number = BCM number. */
      chip: line(40),
      volts: z.number().min(1).max(5),
      /** What one line may give or take, and all of them together. */
      pinMilliamps: milliamps,
      allMilliamps: milliamps,
      /** sysfs numbers its lines from 0 before this series only; null: it never did. */
      sysfsFromZeroBefore: kernelSeries().nullable(),
    })
    .nullable(),
  /** What the header's rails give to everything that hangs on them. */
  rails: z.strictObject({ '3V3': milliamps, '5V': milliamps }).nullable(),
  header: z.array(contact),
  i2c: z.array(i2cBus),
  spi: z.array(spiBus),
  uarts: z.array(uart),
  /** Lines that can carry hardware PWM. */
  pwm: z.array(bcm),
  pcm: z.strictObject({ clock: bcm, frame: bcm, in: bcm, out: bcm }).nullable(),
  /** Analog sound is made by the PWM block: its ALSA card, and the lines that lose their PWM while it is used. */
  analogAudio: z.strictObject({ card: line(40), excludesPwm: z.array(bcm) }).nullable(),
  /** Lines that are spoken for before anybody plugs anything in. */
  reserved: z.array(z.strictObject({ bcm, reason: textByLanguage(120) })),
  /** Whether it can run a browser beside letan. */
  screen: z.boolean(),
  usbPorts: z.int().min(0).max(16),
});

export type Board = z.output<typeof boardFile>;
export type Contact = Board['header'][number];

/** The contact of the header by its physical number, by a BCM number; null where the board has none. */
export const contactAt = (board: Board, pin: number): Contact | null =>
  board.header.find((each) => each.pin === pin) ?? null;
export const contactOfLine = (board: Board, line: number): Contact | null =>
  board.header.find((each) => each.bcm === line) ?? null;
