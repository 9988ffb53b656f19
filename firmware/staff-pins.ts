import { resolve, sep } from 'node:path';
import { z } from 'zod';
import type { Storage } from '../hal/ports/storage.ts';
import { fail, ok, type Result } from '../hal/result.ts';
import { installedAt } from './installed.ts';
import { isStaffRole, staffRoles, type StaffRole } from './staff-roles.ts';

/*
 * The staff's PINs: one for each role, as hashes in a file of this device (`staff-pins` in its data directory, readable for the
 * firmware's user alone). Not in the site's config: that is copied, mailed and kept in a version store, and six digits do not
 * withstand who has their hash and a day. So each device whose pages staff use is told the PINs by `letan staff set-pin`.
 */

export const pinsBlob = 'staff-pins';

/** The hash of each role that has a PIN. */
export type StaffPins = Readonly<Partial<Record<StaffRole, string>>>;

const file = z.strictObject({ schema: z.literal(1), pins: z.record(z.string(), z.string().max(200)) });

/** No file: nobody has a PIN yet. A file that cannot be read is a fault, and nobody signs in. */
export const readPins = async (
  storage: Pick<Storage, 'read'>,
): Promise<Result<StaffPins, { readonly kind: string }>> => {
  const read = await storage.read(pinsBlob);
  if (!read.ok) return read;
  if (read.value === null) return ok({});
  try {
    const parsed = file.parse(JSON.parse(Buffer.from(read.value).toString('utf8')));
    return ok(Object.fromEntries(Object.entries(parsed.pins).filter(([role]) => isStaffRole(role))));
  } catch {
    return fail({ kind: 'unreadable' });
  }
};

/** With what a technician sets a PIN on the device of this file, but for `--role`: as its own user where it is installed. */
export const setPinCommand = (configFile: string): string => {
  const path = resolve(configFile);
  const program = path.startsWith(`${installedAt().etc}${sep}`) ? 'sudo -u letan letan' : 'npx letan';
  const shown = /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
  return `${program} staff set-pin --config ${shown}`;
};

export const pinsText = (pins: StaffPins): Uint8Array => {
  const sorted = Object.fromEntries(
    staffRoles.flatMap((role) => (pins[role] === undefined ? [] : [[role, pins[role]]])),
  );
  return new TextEncoder().encode(`${JSON.stringify({ schema: 1, pins: sorted })}\n`);
};

export const pinDigits = { least: 6, most: 12 } as const;

export type WeakPin = 'not-digits' | 'length' | 'few-digits' | 'run' | 'repeated' | 'date' | 'keypad';

/** Lines and crosses on a number pad; each is also one of the first hundred that are tried. */
const onThePad = ['147258', '258369', '147369', '789456', '456123', '159753', '753159', '741852', '963852', '852456'];

/** Why a PIN is too easy to guess; null when it will do. What it refuses is what people choose first, and so what is tried first. */
export const weakness = (pin: string): WeakPin | null => {
  if (!/^\d*$/.test(pin)) return 'not-digits';
  if (pin.length < pinDigits.least || pin.length > pinDigits.most) return 'length';
  const digits = Array.from(pin, Number);
  if (new Set(digits).size < 3) return 'few-digits';
  const steps = digits.slice(1).map((digit, index) => (digit - (digits[index] ?? 0) + 10) % 10);
  if (steps.every((step) => step === 1) || steps.every((step) => step === 9)) return 'run';
  // 123123, 112233: the same again, or each digit twice.
  for (const period of [2, 3, 4, 6])
    if (pin.length % period === 0 && pin === pin.slice(0, period).repeat(pin.length / period) && period < pin.length)
      return 'repeated';
  if (/^(?:(\d)\1)+$/.test(pin)) return 'repeated';
  if (isDate(pin)) return 'date';
  return onThePad.some((line) => pin === line || pin === Array.from(line).reverse().join('')) ? 'keypad' : null;
};

/** ddmmyy, ddmmyyyy, yymmdd, yyyymmdd: birthdays. */
const isDate = (pin: string): boolean => {
  const shapes = [/^(?<d>\d\d)(?<m>\d\d)\d\d$/, /^\d\d(?<m>\d\d)(?<d>\d\d)$/];
  const long = [/^(?<d>\d\d)(?<m>\d\d)(?:19|20)\d\d$/, /^(?:19|20)\d\d(?<m>\d\d)(?<d>\d\d)$/];
  return [...shapes, ...long].some((shape) => {
    const groups = shape.exec(pin)?.groups;
    const day = Number(groups?.['d'] ?? 0);
    const month = Number(groups?.['m'] ?? 0);
    return day >= 1 && day <= 31 && month >= 1 && month <= 12;
  });
};
