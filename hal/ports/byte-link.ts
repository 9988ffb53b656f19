import type { Device, Unsubscribe } from '../device.ts';
import type { Result } from '../result.ts';

export type LinkFault =
  | { readonly kind: 'absent'; readonly where: string }
  | { readonly kind: 'busy'; readonly where: string; readonly holder: string }
  | { readonly kind: 'permission'; readonly where: string }
  | { readonly kind: 'refused'; readonly where: string }
  | { readonly kind: 'timeout'; readonly where: string }
  | { readonly kind: 'unplugged'; readonly where: string }
  | { readonly kind: 'io'; readonly where: string; readonly code: string };

/**
 * A duplex stream of bytes to one device: serial line, TCP socket, USB printer's device file.
 *
 * - `write` resolves when the operating system has taken every byte (back-pressure kept), or with the fault; `written` in the
 *   fault's result tells nothing: after a fault the far side may have had some of the bytes.
 * - Bytes from the far side come in order to `onBytes`, in pieces of any size; none are kept for later listeners.
 * - An abort ends the waiting with `timeout`, not the bytes that have left; a `write` after `close` or a fault ends with `unplugged`.
 * - Writes made while one is under way follow it in order.
 * - `where` names the link for people (`tcp 10.0.0.7:9100`, `/dev/usb/lp0`).
 */
export interface ByteLink extends Device<LinkFault> {
  readonly where: string;
  /** Whether the far side can answer at all (some `/dev/usb/lp*` are write-only). */
  readonly readable: boolean;
  write(bytes: Uint8Array, signal: AbortSignal): Promise<Result<void, LinkFault>>;
  onBytes(listener: (bytes: Uint8Array) => void): Unsubscribe;
}
