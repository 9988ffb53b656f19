/**
 * The records of Linux's GPIO character device, version 2, as bytes. Little endian: every board that letan runs on is.
 * Source: include/uapi/linux/gpio.h of Linux 5.10 and later.
 */
const directions = { read: 2, readWrite: 3 } as const;
const request = (direction: keyof typeof directions, number: number, size: number): number =>
  // The ioctl package takes unsigned numbers only.
  ((directions[direction] << 30) | (size << 16) | (0xb4 << 8) | number) >>> 0;

const chipInfoBytes = 68;
const lineInfoBytes = 256;
const lineRequestBytes = 592;
const valuesBytes = 16;
/** One `gpio_v2_line_event`. */
export const eventBytes = 48;

/** `GPIO_..._IOCTL` numbers. */
export const requests = {
  chipInfo: request('read', 0x01, chipInfoBytes),
  lineInfo: request('readWrite', 0x05, lineInfoBytes),
  line: request('readWrite', 0x07, lineRequestBytes),
  getValues: request('readWrite', 0x0e, valuesBytes),
  setValues: request('readWrite', 0x0f, valuesBytes),
} as const;

/** `FIONBIO` of asm-generic/ioctls.h: later reads say EAGAIN instead of holding the process. */
export const noWaiting = 0x5421;

/** The longest queue that the kernel grants one request (`GPIO_V2_LINES_MAX * 16`); unasked it is 16 edges. */
export const longestQueue = 1024;

const flags = {
  used: 1n << 0n,
  activeLow: 1n << 1n,
  input: 1n << 2n,
  output: 1n << 3n,
  rising: 1n << 4n,
  falling: 1n << 5n,
  pullUp: 1n << 8n,
  pullDown: 1n << 9n,
} as const;
const attributes = { outputValues: 2, debounce: 3 } as const;

export type Bias = 'none' | 'up' | 'down';

/** What is asked of one line. Edges are of the logical level: into active is `rising` whatever `activeLow` says. */
export type LineUse =
  | {
      readonly direction: 'in';
      readonly bias: Bias;
      readonly rising: boolean;
      readonly falling: boolean;
      /** Microseconds that a level must last; 0: no filter. */
      readonly debounceUs: number;
    }
  | { readonly direction: 'out'; readonly active: boolean };

const text = (bytes: Buffer, from: number, length: number): string => {
  const field = bytes.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString('latin1', 0, end === -1 ? length : end);
};

export const emptyChipInfo = (): Buffer => Buffer.alloc(chipInfoBytes);
export const readChipInfo = (
  bytes: Buffer,
): { readonly name: string; readonly label: string; readonly lines: number } => ({
  name: text(bytes, 0, 32),
  label: text(bytes, 32, 32),
  lines: bytes.readUInt32LE(64),
});

export const askLineInfo = (offset: number): Buffer => {
  const bytes = Buffer.alloc(lineInfoBytes);
  bytes.writeUInt32LE(offset, 64);
  return bytes;
};
export const readLineInfo = (
  bytes: Buffer,
): { readonly name: string; readonly consumer: string; readonly used: boolean } => ({
  name: text(bytes, 0, 32),
  consumer: text(bytes, 32, 32),
  used: (bytes.readBigUInt64LE(72) & flags.used) !== 0n,
});

const flagsOf = (use: LineUse, activeLow: boolean): bigint => {
  const common = activeLow ? flags.activeLow : 0n;
  if (use.direction === 'out') return common | flags.output;
  const bias = { none: 0n, up: flags.pullUp, down: flags.pullDown }[use.bias];
  return common | flags.input | bias | (use.rising ? flags.rising : 0n) | (use.falling ? flags.falling : 0n);
};

/** Where `struct gpio_v2_line_request` has its fields; `config` begins at 288 and its first attribute at 320. */
const at = {
  consumer: 256,
  flags: 288,
  attributeCount: 296,
  id: 320,
  value: 328,
  mask: 336,
  lines: 560,
  queue: 564,
  fd: 588,
};

/** A request for one line, with the longest queue of events. `consumer` is whom the kernel names as its holder (31 bytes). */
export const askLine = (offset: number, use: LineUse, activeLow: boolean, consumer: string): Buffer => {
  const bytes = Buffer.alloc(lineRequestBytes);
  bytes.writeUInt32LE(offset, 0);
  bytes.write(consumer, at.consumer, 31, 'latin1');
  bytes.writeBigUInt64LE(flagsOf(use, activeLow), at.flags);
  bytes.writeUInt32LE(1, at.lines);
  bytes.writeUInt32LE(longestQueue, at.queue);
  if (use.direction === 'out' || use.debounceUs > 0) {
    bytes.writeUInt32LE(1, at.attributeCount);
    bytes.writeBigUInt64LE(1n, at.mask);
  }
  if (use.direction === 'out') {
    bytes.writeUInt32LE(attributes.outputValues, at.id);
    bytes.writeBigUInt64LE(use.active ? 1n : 0n, at.value);
  } else if (use.debounceUs > 0) {
    bytes.writeUInt32LE(attributes.debounce, at.id);
    bytes.writeUInt32LE(use.debounceUs, at.value);
  }
  return bytes;
};
export const readLineFd = (bytes: Buffer): number => bytes.readInt32LE(at.fd);

/** `struct gpio_v2_line_values` for the one line of a request. */
export const askValue = (active = false): Buffer => {
  const bytes = Buffer.alloc(valuesBytes);
  bytes.writeBigUInt64LE(active ? 1n : 0n, 0);
  bytes.writeBigUInt64LE(1n, 8);
  return bytes;
};
export const readValue = (bytes: Buffer): boolean => (bytes.readBigUInt64LE(0) & 1n) === 1n;

/** One edge as the kernel tells it. */
export interface LineEvent {
  readonly active: boolean;
  /** Whole microseconds of the kernel's monotonic clock (CLOCK_MONOTONIC). */
  readonly atUs: number;
  /** 1 for the first edge of this request; edges that overflowed the queue leave a gap. Wraps after 2^32. */
  readonly seq: number;
}

/** The events in what a read gave: whole records only, the kernel gives no parts. */
export const readEvents = (bytes: Buffer): LineEvent[] => {
  const events: LineEvent[] = [];
  for (let from = 0; from + eventBytes <= bytes.length; from += eventBytes)
    events.push({
      atUs: Number(bytes.readBigUInt64LE(from) / 1000n),
      active: bytes.readUInt32LE(from + 8) === 1,
      seq: bytes.readUInt32LE(from + 20),
    });
  return events;
};
