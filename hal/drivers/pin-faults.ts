import type { PinFault } from '../ports/digital-pin.ts';
import { codeOf } from './link-faults.ts';

/** A line of a Raspberry Pi's 40-pin header by both of its numbers, or of any chip by the name that the kernel gives it. */
export type PinLine =
  | { readonly by: 'header'; readonly bcm: number; readonly pin: number }
  | { readonly by: 'name'; readonly name: string };

/** The labels of the chips that carry the header: Pi 1 to 3 and Zero, Pi 4, Pi 5. Another chip may be the first one of a board. */
export const headerChips: readonly string[] = ['pinctrl-bcm2835', 'pinctrl-bcm2711', 'pinctrl-rp1'];

/** The line for people: `pinctrl-rp1 GPIO17 (header pin 11)`. */
export const pinName = (chip: string | null, line: PinLine): string => {
  const named = line.by === 'header' ? `GPIO${line.bcm} (header pin ${line.pin})` : line.name;
  return chip === null ? named : `${chip} ${named}`;
};

const kinds: Readonly<Record<string, 'absent' | 'unplugged'>> = {
  ENOENT: 'absent',
  ENXIO: 'absent',
  ENODEV: 'unplugged',
};

/** What the operating system's error codes say of a pin; `path` is the file that was asked. */
export const pinFault = (error: unknown, where: string, path: string): PinFault => {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM') return { kind: 'permission', where, path };
  const kind = kinds[code];
  return kind === undefined ? { kind: 'io', where, code } : { kind, where };
};
