import { z } from 'zod';
import { ok, type Result } from '../../hal/result.ts';
import { throughs } from '../boards/through.ts';
import { parsedBy, refuse, type Refusal } from '../refusal.ts';

/** Reads a Pi's header line by its BCM number, `GPIO17`. */
export const readGpio = (input: unknown): Result<number, Refusal> => {
  const text = typeof input === 'number' ? String(input) : typeof input === 'string' ? input.trim() : '';
  const match = /^(?:gpio|bcm)?\s?([0-9]{1,2})$/i.exec(text);
  const line = match?.[1] === undefined ? Number.NaN : Number(match[1]);
  // The 40-pin header carries BCM 0 to 27.
  if (!Number.isInteger(line) || line > 27) return refuse('wiring.gpio', {});
  if (text !== `GPIO${line}`) return refuse('wiring.gpioRepairable', { repair: `GPIO${line}` });
  return ok(line);
};

/** Reads a 7-bit I2C address; `0x29` is a number to YAML already. */
export const readI2cAddress = (input: unknown): Result<number, Refusal> => {
  const value = typeof input === 'string' && /^0x[0-9a-fA-F]{1,3}$/.test(input.trim()) ? Number(input.trim()) : input;
  // 0x00–0x07 and 0x78–0x7f are reserved by the I2C specification (UM10204, 3.1.12).
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0x08 || value > 0x77)
    return refuse('wiring.i2cAddress', {});
  return ok(value);
};

/** Reads an absolute path of a device node or file. */
export const readPath = (input: unknown): Result<string, Refusal> => {
  if (typeof input !== 'string') return refuse('path.absolute', {});
  const text = input.normalize('NFC').trim();
  if (!/^\/[^\0\n]{1,254}$/.test(text) || text.split('/').includes('..')) return refuse('path.absolute', {});
  return ok(text);
};

export const absolutePath = () =>
  parsedBy(readPath, { type: 'string', description: 'an absolute path', pattern: '^/', examples: ['/dev/usb/lp0'] });

const gpio = () =>
  parsedBy(readGpio, {
    type: 'string',
    description: 'a line of the 40-pin header by its BCM number',
    pattern: '^GPIO([0-9]|1[0-9]|2[0-7])$',
    examples: ['GPIO17'],
  });

/** What stands in the wire between the board's line and the part: its 5 V may have to be divided, its current switched. */
export const through = () => z.enum(throughs).default('direct');

/**
 * Where a device is plugged in on its board, whichever driver runs it: a simulated device keeps its wiring, so that going to
 * hardware changes the driver's name only and two devices on one pin are found at the desk.
 */
export const wiring = z.strictObject({
  gpio: gpio().optional(),
  /** A line that carries PWM: a dimmed lamp, a fan. */
  pwm: gpio().optional(),
  /** What stands in the wire of `gpio` or `pwm`. */
  through: through(),
  i2c: z
    .strictObject({
      bus: z.int().min(0).max(20),
      address: parsedBy(readI2cAddress, { type: 'number', description: '7-bit I2C address', examples: ['0x29'] }),
    })
    .optional(),
  /** The line that keeps an I2C chip in reset until its turn comes to be given an address. */
  xshut: gpio().optional(),
  spi: z.strictObject({ bus: z.int().min(0).max(10), select: z.int().min(0).max(2) }).optional(),
  serial: absolutePath().optional(),
});
export type Wiring = Readonly<z.output<typeof wiring>>;
