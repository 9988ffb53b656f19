import type { Device } from '../device.ts';
import type { Result } from '../result.ts';

/** `too-long`: more than the kernel takes in one transfer (`spidev.bufsiz`). */
export type SpiFault =
  | { readonly kind: 'absent'; readonly where: string }
  | { readonly kind: 'permission'; readonly where: string }
  | { readonly kind: 'too-long'; readonly where: string; readonly bytes: number; readonly most: number }
  | { readonly kind: 'closed'; readonly where: string }
  | { readonly kind: 'io'; readonly where: string; readonly code: string };

/**
 * One chip on an SPI bus, clock and mode being those of its driver.
 *
 * - `transfer` shifts all of `bytes` out without a pause and resolves with as many that came in at the same time.
 * - Transfers are done one after the other in the order of their calls.
 * - One longer than `mostBytes` is refused whole: cut in two, a ring of lamps would take it for two pictures.
 * - What waits at `close` ends with `closed`, as does every transfer before `open` or after `close`.
 */
export interface SpiBus extends Device<SpiFault> {
  readonly where: string;
  /** Known once open; before, what every kernel takes. */
  readonly mostBytes: number;
  transfer(bytes: Uint8Array): Promise<Result<Uint8Array, SpiFault>>;
}
