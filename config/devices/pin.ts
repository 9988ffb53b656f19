import { z } from 'zod';
import { ok, type Result } from '../../hal/result.ts';
import { durationBetween } from '../duration.ts';
import { parsedBy, refusal, refuse, refuseAt, type Refusal } from '../refusal.ts';
import { line as text } from '../text.ts';
import { absolutePath, through } from './wiring.ts';

/**
 * The 40-pin header, the same on every Raspberry Pi since the B+: pin → BCM number, or what else it carries.
 * Source: Raspberry Pi documentation, "GPIO and the 40-pin header".
 */
// prettier-ignore
const header = [
  '3.3 V', '5 V', 2, '5 V', 3, 'GND', 4, 14, 'GND', 15, 17, 18, 27, 'GND', 22, 23, '3.3 V', 24, 10, 'GND',
  9, 25, 11, 8, 'GND', 7, 0, 1, 5, 'GND', 6, 12, 13, 'GND', 19, 16, 26, 20, 'GND', 21,
] as const;

/** What a pin of the 40-pin header (1 to 40) carries: a BCM number, a voltage or ground; null where there is no such pin. */
export const onHeader = (pin: number): number | string | null => header[pin - 1] ?? null;

/** The header's pin (1 to 40) of BCM number 0 to 27; null where there is none. */
export const headerPinOf = (bcm: number): number | null => {
  const index = header.findIndex((each) => each === bcm);
  return index === -1 ? null : index + 1;
};

/** A line of a Pi's header, known by both of its numbers, or of any chip by the name that the kernel gives it. */
export type HeaderLine = { readonly by: 'header'; readonly bcm: number; readonly pin: number };
export type NamedLine = { readonly by: 'name'; readonly name: string };
/** A pin of an Arduino by the number in its sketches: A0 is 14. */
export type ArduinoLine = { readonly by: 'arduino'; readonly pin: number };

const onlyEntry = (input: unknown): readonly [string, unknown] | null => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return null;
  const entries = Object.entries(input);
  return entries.length === 1 ? (entries[0] ?? null) : null;
};

const readHeaderPin = (pin: unknown): Result<HeaderLine, Refusal> => {
  if (typeof pin !== 'number' || !Number.isInteger(pin)) return refuse('pin.line', {});
  const carries = onHeader(pin);
  if (carries === null) return refuse('pin.headerPin', { pin });
  return typeof carries === 'string' ? refuse('pin.power', { pin, carries }) : ok({ by: 'header', bcm: carries, pin });
};

const readBcm = (bcm: unknown): Result<HeaderLine, Refusal> => {
  if (typeof bcm !== 'number' || !Number.isInteger(bcm)) return refuse('pin.line', {});
  const pin = headerPinOf(bcm);
  return pin === null ? refuse('pin.bcm', {}) : ok({ by: 'header', bcm, pin });
};

/** Reads `{ pin: 11 }`, `{ bcm: 17 }` or `{ name: GPIO17 }`. */
export const readLine = (input: unknown): Result<HeaderLine | NamedLine, Refusal> => {
  const [key, value] = onlyEntry(input) ?? [];
  if (key === 'pin') return readHeaderPin(value);
  if (key === 'bcm') return readBcm(value);
  // The kernel's names have at most 31 bytes (GPIO_MAX_NAME_SIZE with its NUL).
  if (key === 'name' && typeof value === 'string' && /^[\x21-\x7e]([\x20-\x7e]{0,29}[\x21-\x7e])?$/.test(value))
    return ok({ by: 'name', name: value });
  return refuse('pin.line', {});
};

/** As `readLine`, without names: sysfs has none. */
export const readHeaderLine = (input: unknown): Result<HeaderLine, Refusal> => {
  const line = readLine(input);
  if (!line.ok) return line;
  return line.value.by === 'header' ? ok(line.value) : refuse('pin.headerLine', {});
};

/** Reads `{ pin: 2 }` or `{ pin: A0 }` of an Arduino Uno or Nano. */
export const readArduinoLine = (input: unknown): Result<ArduinoLine, Refusal> => {
  const [key, value] = onlyEntry(input) ?? [];
  if (key !== 'pin') return refuse('pin.arduino', {});
  if (typeof value === 'string') {
    const analogue = /^A([0-5])$/i.exec(value)?.[1];
    return analogue === undefined ? refuse('pin.arduino', {}) : ok({ by: 'arduino', pin: 14 + Number(analogue) });
  }
  if (value === 0 || value === 1) return refuse('pin.arduinoSerial', {});
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 2 || value > 19)
    return refuse('pin.arduino', {});
  return ok({ by: 'arduino', pin: value });
};

const line = parsedBy(readLine, {
  type: 'object',
  description: 'one line: { pin: 11 } on the header, { bcm: 17 } or { name: GPIO17 }',
});
const headerLine = parsedBy(readHeaderLine, {
  type: 'object',
  description: 'one line of the header: { pin: 11 } or { bcm: 17 }',
});
const arduinoLine = parsedBy(readArduinoLine, {
  type: 'object',
  description: 'one pin of the Arduino: { pin: 2 } or { pin: A0 }',
});

/**
 * The chip's label, as `gpioinfo` and `/sys/class/gpio/gpiochip*` tell it; null: the chip of this Pi's header, whichever Pi it is
 * (pinctrl-bcm2835, pinctrl-bcm2711, pinctrl-rp1). Never a number: those change with the order in which drivers load.
 */
const chip = text(63).nullable().default(null);
/** Active is the low level: a button to ground, an open-collector output. */
const activeLow = z.boolean().default(false);
/** The pull resistor inside the chip. */
const bias = z.enum(['none', 'up', 'down']).default('none');

const gpiochip = { driver: z.literal('gpiochip'), chip, line, activeLow, through: through() };
/** sysfs and its libraries cannot switch a pull resistor: the wiring must have one. */
const onoff = { driver: z.literal('onoff'), chip, line: headerLine, activeLow, through: through() };
const rpiGpio = { driver: z.literal('rpi-gpio'), line: headerLine, activeLow, through: through() };
/** An Arduino with StandardFirmata; `board` is its serial line, best by `/dev/serial/by-id/`. */
const johnnyFive = {
  driver: z.literal('johnny-five'),
  board: absolutePath(),
  line: arduinoLine,
  activeLow,
  through: through(),
};

/** How long a level must last before it counts. */
const debounce = durationBetween(0, 1000).prefault('0ms');

/** One line that is read. */
export const inputPin = z
  .discriminatedUnion('driver', [
    z.strictObject({ ...gpiochip, bias, debounce }),
    z.strictObject({ ...onoff, debounce }),
    z.strictObject({ ...rpiGpio, debounce }),
    // An ATmega has pull-ups only.
    z.strictObject({ ...johnnyFive, bias: z.enum(['none', 'up']).default('none'), debounce }),
  ])
  .transform(({ debounce, ...it }) => ({ ...it, debounceMs: debounce }));
export type InputPin = Readonly<z.output<typeof inputPin>>;

/** One line that is driven. */
export const outputPin = z.discriminatedUnion('driver', [
  z.strictObject(gpiochip),
  z.strictObject(onoff),
  z.strictObject(rpiGpio),
  z.strictObject(johnnyFive),
]);
export type OutputPin = Readonly<z.output<typeof outputPin>>;

/** Drivers that may be written where edges are counted and cannot count them: the refusal says why, and what to take. */
const cannotCount =
  (driver: string) =>
  (_pin: unknown, context: z.core.ParsePayload): never => {
    refuseAt(context, ['driver'], refusal('board.mergedEdges', { driver }));
    return z.NEVER;
  };

/** One line whose edges are counted and stamped by the kernel. */
export const pulsePin = z.discriminatedUnion('driver', [
  z.strictObject({ ...gpiochip, bias }),
  z.strictObject(onoff).transform(cannotCount('onoff')),
  z.strictObject(rpiGpio).transform(cannotCount('rpi-gpio')),
]);
export type PulsePin = Readonly<z.output<typeof pulsePin>>;
