import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { assert } from '../assert.ts';
import type { PinFault } from '../ports/digital-pin.ts';
import { done, fail, ok, type Result } from '../result.ts';
import {
  askLine,
  askLineInfo,
  askValue,
  emptyChipInfo,
  eventBytes,
  longestQueue,
  noWaiting,
  readChipInfo,
  readEvents,
  readLineFd,
  readLineInfo,
  readValue,
  requests,
  type LineEvent,
  type LineUse,
} from './gpiochip-uapi.ts';
import { codeOf } from './link-faults.ts';
import { headerChips, pinFault, pinName, type PinLine } from './pin-faults.ts';

/** The two system calls that Node lacks, from small native packages. */
interface Native {
  ioctl(fd: number, request: number, argument: Buffer): number;
  readonly Epoll: {
    new (callback: (error: Error | null, fd: number, events: number) => void): Poller;
    readonly EPOLLIN: number;
    readonly EPOLLERR: number;
    readonly EPOLLHUP: number;
  };
}
interface Poller {
  add(fd: number, events: number): Poller;
  remove(fd: number): Poller;
  close(): void;
}

let loaded: Native | null = null;
/** Loaded with the first pin, so that a machine without pins needs neither package to be built. */
const native = (): Native => {
  const require = createRequire(import.meta.url);
  loaded ??= {
    // Neither package has types; these are the signatures that their READMEs state.
    ioctl: require('ioctl') as Native['ioctl'],
    Epoll: (require('epoll') as { Epoll: Native['Epoll'] }).Epoll,
  };
  return loaded;
};

/** A chip that is there, with its character device held open. */
interface Chip {
  readonly path: string;
  readonly label: string;
  readonly lines: number;
  readonly fd: number;
}

const chipPaths = (): string[] =>
  readdirSync('/dev')
    .filter((name) => /^gpiochip\d+$/.test(name))
    .map((name) => `/dev/${name}`);

const openChip = (path: string): Chip => {
  const fd = openSync(path, 'r+');
  try {
    const info = emptyChipInfo();
    native().ioctl(fd, requests.chipInfo, info);
    const { label, lines } = readChipInfo(info);
    return { path, label, lines, fd };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
};

const lineInfo = (chip: Chip, offset: number): ReturnType<typeof readLineInfo> => {
  const info = askLineInfo(offset);
  native().ioctl(chip.fd, requests.lineInfo, info);
  return readLineInfo(info);
};

/** The line's offset within the chip; null where it has no such line. */
const offsetOn = (chip: Chip, line: PinLine): number | null => {
  // A header's chip counts its lines as BCM does: GPIO17 is line 17 of bcm2835, of bcm2711 and of RP1.
  if (line.by === 'header') return line.bcm < chip.lines ? line.bcm : null;
  for (let offset = 0; offset < chip.lines; offset += 1) if (lineInfo(chip, offset).name === line.name) return offset;
  return null;
};

const wanted = (chip: Chip, label: string | null, line: PinLine): boolean => {
  if (label !== null) return chip.label === label;
  return line.by === 'name' || headerChips.includes(chip.label);
};

interface Found {
  readonly chip: Chip;
  readonly offset: number;
}

/** The chip that has the line, left open; or what was in the way of looking. */
const find = (label: string | null, line: PinLine): Result<Found, PinFault> => {
  const where = pinName(label, line);
  let refused: PinFault = { kind: 'absent', where };
  for (const path of chipPaths()) {
    let chip: Chip | null = null;
    try {
      chip = openChip(path);
      const offset = wanted(chip, label, line) ? offsetOn(chip, line) : null;
      if (offset !== null) {
        const found = { chip, offset };
        chip = null;
        return ok(found);
      }
    } catch (error) {
      // A chip that may not be looked at is perhaps the one: better to say so than "absent".
      refused = codeOf(error) === 'EINVAL' ? noCharacterDevice(where) : pinFault(error, where, path);
    } finally {
      if (chip !== null) closeSync(chip.fd);
    }
  }
  return fail(refused);
};

/** Kernels before 5.10 know the first version of the interface alone and refuse the second's requests. */
const noCharacterDevice = (where: string): PinFault => ({ kind: 'unsupported', where, reason: 'no-character-device' });

const requestFault = (error: unknown, { chip, offset }: Found, where: string): PinFault => {
  if (codeOf(error) === 'EBUSY') return { kind: 'busy', where, holder: lineInfo(chip, offset).consumer };
  return pinFault(error, where, chip.path);
};

/** Who holds a line, by the name that the holder gave the kernel; empty where the kernel cannot say. */
export const lineHolder = (label: string | null, line: PinLine): string => {
  const found = find(label, line);
  if (!found.ok) return '';
  const { chip, offset } = found.value;
  try {
    return lineInfo(chip, offset).consumer;
  } catch {
    // Told for people only; the refusal itself stands.
    return '';
  } finally {
    closeSync(chip.fd);
  }
};

/**
 * One line of a GPIO chip, held through the kernel's character device until `close`. The chip is found by its label and the line
 * by its number on the header or its name, because `gpiochip0` may be another chip after the next start.
 */
export class GpiochipLine {
  /** The chip's label and the line: `pinctrl-rp1 GPIO17 (header pin 11)`. */
  readonly where: string;
  readonly #fd: number;
  readonly #value = askValue();
  readonly #events = Buffer.alloc(eventBytes * longestQueue);
  #poller: Poller | null = null;

  private constructor(where: string, fd: number) {
    this.where = where;
    this.#fd = fd;
  }

  static request(
    label: string | null,
    line: PinLine,
    use: LineUse,
    activeLow: boolean,
    consumer: string,
  ): Result<GpiochipLine, PinFault> {
    const found = find(label, line);
    if (!found.ok) return found;
    const { chip, offset } = found.value;
    const where = pinName(chip.label, line);
    try {
      const bytes = askLine(offset, use, activeLow, consumer);
      native().ioctl(chip.fd, requests.line, bytes);
      const fd = readLineFd(bytes);
      native().ioctl(fd, noWaiting, Buffer.from(Int32Array.of(1).buffer));
      return ok(new GpiochipLine(where, fd));
    } catch (error) {
      return fail(requestFault(error, found.value, where));
    } finally {
      closeSync(chip.fd);
    }
  }

  /** The line's level after its filter. */
  read(): Result<boolean, PinFault> {
    try {
      native().ioctl(this.#fd, requests.getValues, this.#value);
      return ok(readValue(this.#value));
    } catch (error) {
      return fail(pinFault(error, this.where, this.where));
    }
  }

  write(active: boolean): Result<void, PinFault> {
    try {
      native().ioctl(this.#fd, requests.setValues, askValue(active));
      return done;
    } catch (error) {
      return fail(pinFault(error, this.where, this.where));
    }
  }

  /** Tells edges in the pieces in which the kernel hands them over; `lost` once, when the chip has gone. */
  watch(edges: (events: readonly LineEvent[]) => void, lost: (fault: PinFault) => void): void {
    assert(this.#poller === null, `${this.where} is watched already`);
    const { Epoll } = native();
    const poller = new Epoll((error, _fd, events) => {
      if (this.#poller !== poller) return;
      const read = error === null ? this.#drain() : fail(pinFault(error, this.where, this.where));
      if (read.ok && read.value.length > 0) edges(read.value);
      // A chip that hangs up without an event to read would wake us for ever.
      const hungUp = (events & (Epoll.EPOLLERR | Epoll.EPOLLHUP)) !== 0;
      if (this.#poller !== poller || (read.ok && !hungUp)) return;
      this.#unwatch();
      lost(read.ok ? { kind: 'unplugged', where: this.where } : read.fault);
    });
    this.#poller = poller.add(this.#fd, Epoll.EPOLLIN);
  }

  close(): void {
    this.#unwatch();
    closeSync(this.#fd);
  }

  /** One piece: whatever is left wakes the poller again, so a line that never rests starves nobody. */
  #drain(): Result<readonly LineEvent[], PinFault> {
    try {
      const length = readSync(this.#fd, this.#events, 0, this.#events.length, null);
      return ok(readEvents(this.#events.subarray(0, length)));
    } catch (error) {
      return codeOf(error) === 'EAGAIN' ? ok([]) : fail(pinFault(error, this.where, this.where));
    }
  }

  #unwatch(): void {
    this.#poller?.remove(this.#fd).close();
    this.#poller = null;
  }
}
