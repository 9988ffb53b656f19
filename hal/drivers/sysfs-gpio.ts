import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { PinFault } from '../ports/digital-pin.ts';
import { fail, ok, type Result } from '../result.ts';
import { headerChips, pinName, type PinLine } from './pin-faults.ts';

/** A chip as the old interface numbers it: its lines are `base` to `base + lines - 1` in one count over all chips. */
export interface SysfsChip {
  readonly label: string;
  readonly base: number;
  readonly lines: number;
}

/** A line that sysfs can name: by its place on the header. */
export type HeaderLine = Extract<PinLine, { by: 'header' }>;

const root = '/sys/class/gpio';

/** Null where the kernel was built without sysfs for GPIO. */
export const sysfsChips = (): readonly SysfsChip[] | null => {
  if (!existsSync(root)) return null;
  const read = (chip: string, file: string): string => readFileSync(`${root}/${chip}/${file}`, 'utf8').trim();
  return readdirSync(root)
    .filter((name) => /^gpiochip\d+$/.test(name))
    .map((name) => ({
      label: read(name, 'label'),
      base: Number(read(name, 'base')),
      lines: Number(read(name, 'ngpio')),
    }));
};

/** Where sysfs shows an exported line. */
export const exportedLine = (number: number): string => `${root}/gpio${number}`;
export const exportFile = `${root}/export`;

/** The header's chip, by its label or as one of a Raspberry Pi's; the first chip of a board may be another. */
export const sysfsHeaderChip = (
  chips: readonly SysfsChip[] | null,
  label: string | null,
  line: HeaderLine,
): Result<SysfsChip, PinFault> => {
  const where = pinName(label, line);
  if (chips === null) return fail({ kind: 'unsupported', where, reason: 'no-sysfs' });
  const found = chips.find((chip) => (label === null ? headerChips.includes(chip.label) : chip.label === label));
  if (found === undefined || line.bcm >= found.lines) return fail({ kind: 'absent', where });
  return ok(found);
};
