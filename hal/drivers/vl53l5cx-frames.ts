import type { Vl53l5cxFirmware } from './vl53l5cx-firmware.ts';

/*
 * How the program in a VL53L5CX lays out settings and results: words of 32 bits whose bytes stand the other way round on the wire, and
 * blocks of them behind headers of type, size and index. Source: VL53L5CX Ultra Lite Driver STSW-IMG023, vl53l5cx_api.c.
 */

/** Turns the bytes of each 32-bit word round; whole words only. */
export const swapWords = (bytes: Uint8Array): Uint8Array => {
  const swapped = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) swapped[at] = bytes[(at & ~3) + 3 - (at & 3)] ?? 0;
  return swapped;
};

interface BlockHeader {
  readonly type: number;
  readonly size: number;
  readonly index: number;
}
const readHeader = (word: number): BlockHeader => ({
  type: word & 0x0f,
  size: (word >>> 4) & 0x0fff,
  index: word >>> 16,
});
const writeHeader = ({ type, size, index }: BlockHeader): number => ((index << 16) | (size << 4) | type) >>> 0;
/** Blocks of types 1 to 12 are so many bytes for each of their items; others say their whole size. */
const isArray = ({ type }: BlockHeader): boolean => type >= 0x1 && type < 0x0d;

/** The blocks that the program knows, in its own order; of these letan asks for those that are marked. */
const blocks = [
  ['VL53L5CX_START_BH', true],
  ['VL53L5CX_METADATA_BH', true],
  ['VL53L5CX_COMMONDATA_BH', true],
  ['VL53L5CX_AMBIENT_RATE_BH', false],
  ['VL53L5CX_SPAD_COUNT_BH', false],
  ['VL53L5CX_NB_TARGET_DETECTED_BH', true],
  ['VL53L5CX_SIGNAL_RATE_BH', false],
  ['VL53L5CX_RANGE_SIGMA_MM_BH', true],
  ['VL53L5CX_DISTANCE_BH', true],
  ['VL53L5CX_REFLECTANCE_BH', false],
  ['VL53L5CX_TARGET_STATUS_BH', true],
  ['VL53L5CX_MOTION_DETECT_BH', false],
] as const;

export interface OutputPlan {
  /** Headers for the output list, with the sizes of this resolution. */
  readonly list: readonly number[];
  readonly enables: readonly number[];
  /** How many bytes a whole frame has. */
  readonly frameBytes: number;
}

/** What to ask of the program for so many zones, and how long its frames will be. */
export const planOutput = (firmware: Vl53l5cxFirmware, zones: number): OutputPlan => {
  let enabled = 0;
  // A header of 16 bytes and an end of 4, or 8 where the frame closes with its id.
  let frameBytes = firmware.hasFooter ? 24 : 20;
  const list = blocks.map(([name, wanted], bit) => {
    const header = readHeader(firmware.at[name]);
    if (!wanted) return writeHeader(header);
    enabled |= 1 << bit;
    const sized = isArray(header) ? { ...header, size: zones } : header;
    frameBytes += 4 + (isArray(sized) ? sized.type * sized.size : sized.size);
    return writeHeader(sized);
  });
  return { list, enables: [enabled, 0, 0, 0xc0000000], frameBytes };
};

export interface ZoneFrame {
  /** By zone, in the chip's order. */
  readonly distancesMm: readonly (number | null)[];
  readonly sigmasMm: readonly (number | null)[];
}

/** Statuses whose range counts (UM2884, 5.5): 5 valid; 6 not checked for wrapping; 9 with a large pulse. */
const valid: ReadonlySet<number> = new Set([5, 6, 9]);

/** Reads a frame as it came over the wire; null where it is none: cut, corrupted, or without a block that was asked for. */
export const readZoneFrame = (wire: Uint8Array, firmware: Vl53l5cxFirmware, zones: number): ZoneFrame | null => {
  const { frameBytes } = planOutput(firmware, zones);
  if (wire.length !== frameBytes) return null;
  const bytes = swapWords(wire);
  const view = new DataView(bytes.buffer);
  if (firmware.hasFooter && view.getUint16(8) !== view.getUint16(frameBytes - 4)) return null;
  const found = new Map<number, number>();
  for (let at = 16; at + 4 <= frameBytes;) {
    const header = readHeader(view.getUint32(at, true));
    const size = isArray(header) ? header.type * header.size : header.size;
    if (at + 4 + size > frameBytes) break;
    found.set(header.index, at + 4);
    at += 4 + size;
  }
  const of = (name: keyof Vl53l5cxFirmware['at']): number | undefined => found.get(readHeader(firmware.at[name]).index);
  const targets = of('VL53L5CX_NB_TARGET_DETECTED_BH');
  const sigmas = of('VL53L5CX_RANGE_SIGMA_MM_BH');
  const distances = of('VL53L5CX_DISTANCE_BH');
  const statuses = of('VL53L5CX_TARGET_STATUS_BH');
  if (targets === undefined || sigmas === undefined || distances === undefined || statuses === undefined) return null;
  const distancesMm: (number | null)[] = [];
  const sigmasMm: (number | null)[] = [];
  for (let zone = 0; zone < zones; zone++) {
    const isThere = view.getUint8(targets + zone) > 0 && valid.has(view.getUint8(statuses + zone));
    // Quarters of a millimetre, and 128ths.
    distancesMm.push(isThere ? Math.max(0, Math.round(view.getInt16(distances + 2 * zone, true) / 4)) : null);
    sigmasMm.push(isThere ? Math.round(view.getUint16(sigmas + 2 * zone, true) / 128) : null);
  }
  return { distancesMm, sigmasMm };
};

/** Averages 8×8 cells to 4×4, into the first sixteen; the others become zero. */
const quarter = (read: (cell: number) => number, write: (cell: number, value: number) => void): void => {
  const averages = Array.from({ length: 16 }, (_, cell) => {
    const from = 2 * (cell % 4) + 16 * Math.floor(cell / 4);
    return Math.trunc((read(from) + read(from + 1) + read(from + 8) + read(from + 9)) / 4);
  });
  for (let cell = 0; cell < 64; cell++) write(cell, averages[cell] ?? 0);
};

/** Offsets as the factory measured them (488 bytes and a rest, as read from the chip), for the resolution, ready to be sent. */
export const offsetCommand = (nvm: Uint8Array, side: 4 | 8): Uint8Array => {
  const data = nvm.slice(0, 492);
  if (side === 4) {
    data.set([0x0f, 0x04, 0x04, 0x00, 0x08, 0x10, 0x10, 0x07], 0x10);
    const swapped = swapWords(data.subarray(0, 488));
    const view = new DataView(swapped.buffer);
    quarter(
      (cell) => view.getUint32(0x3c + 4 * cell, true),
      (cell, value) => view.setUint32(0x3c + 4 * cell, value, true),
    );
    quarter(
      (cell) => view.getInt16(0x140 + 2 * cell, true),
      (cell, value) => view.setInt16(0x140 + 2 * cell, value, true),
    );
    data.set(swapWords(swapped));
  }
  const command = new Uint8Array(488);
  command.set(data.subarray(8, 492));
  command.set([0x00, 0x00, 0x00, 0x0f, 0x03, 0x01, 0x01, 0xe4], 0x1e0);
  return command;
};

/** Crosstalk as ST ships it, for the resolution, ready to be sent. */
export const crosstalkCommand = (shipped: Uint8Array, side: 4 | 8): Uint8Array => {
  if (side === 8) return shipped.slice();
  const data = shipped.slice();
  data.set([0x0f, 0x04, 0x04, 0x17, 0x08, 0x10, 0x10, 0x07], 0x08);
  data.set([0x00, 0x78, 0x00, 0x08, 0x00, 0x00, 0x00, 0x08], 0x20);
  const swapped = swapWords(data);
  const view = new DataView(swapped.buffer);
  quarter(
    (cell) => view.getUint32(0x34 + 4 * cell, true),
    (cell, value) => view.setUint32(0x34 + 4 * cell, value, true),
  );
  const command = swapWords(swapped);
  command.set([0xa0, 0xfc, 0x01, 0x00], 0x134);
  command.fill(0, 0x78, 0x7c);
  return command;
};
