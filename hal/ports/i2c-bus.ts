import type { Device } from '../device.ts';
import type { Result } from '../result.ts';

/** A 7-bit address as the I2C specification counts them (UM10204, 3.1.10), without the read/write bit. */
export type I2cAddress = number;

/**
 * What may go wrong on a bus. `no-answer`: nobody acknowledged that address. `claimed`: a driver of the kernel has the chip.
 * `stuck`: something holds the clock or the data line low. `unsupported`: the adapter speaks SMBus only. `closed`: this side closed it.
 */
export type I2cFault =
  | { readonly kind: 'absent'; readonly where: string }
  | { readonly kind: 'permission'; readonly where: string }
  | { readonly kind: 'no-answer'; readonly where: string; readonly address: I2cAddress }
  | { readonly kind: 'claimed'; readonly where: string; readonly address: I2cAddress; readonly holder: string }
  | { readonly kind: 'stuck'; readonly where: string; readonly tried: string }
  | { readonly kind: 'unsupported'; readonly where: string }
  | { readonly kind: 'closed'; readonly where: string }
  | { readonly kind: 'io'; readonly where: string; readonly code: string };

/**
 * An I2C bus as its controller, for chips that answer at a 7-bit address.
 *
 * - `write` sends a start, the address, all of `bytes` and a stop; it resolves when the chip acknowledged the last byte.
 * - `read` first sends `pointer` (none where it is empty), then reads `count` bytes. Nothing else of this process comes between the
 *   two; a stop may, where the adapter knows no repeated start.
 * - Operations are done one after the other in the order of their calls; each ends within the adapter's own time limit.
 * - `no-answer` concerns one chip and not the bus: the next operation is tried as usual.
 * - A bus that is held low is freed if it can be, and the operation tried once more; else it ends with `stuck`.
 * - What waits at `close` ends with `closed`, as does every operation before `open` or after `close`.
 * - `where` names the bus for people (`/dev/i2c-1`).
 */
export interface I2cBus extends Device<I2cFault> {
  readonly where: string;
  write(address: I2cAddress, bytes: Uint8Array): Promise<Result<void, I2cFault>>;
  read(address: I2cAddress, pointer: Uint8Array, count: number): Promise<Result<Uint8Array, I2cFault>>;
}

/** `0x29`, as datasheets and technicians write it. */
export const hexAddress = (address: I2cAddress): string => `0x${address.toString(16).padStart(2, '0')}`;
