import type { Device } from '../device.ts';
import type { Milliseconds } from '../units.ts';

export type WatchdogFault =
  | { readonly kind: 'absent'; readonly where: string }
  | { readonly kind: 'busy'; readonly where: string; readonly holder: string }
  | { readonly kind: 'permission'; readonly where: string }
  | { readonly kind: 'io'; readonly where: string; readonly code: string };

/**
 * Somebody outside of this process who starts the device, or the program, anew when it is no longer told that all is well.
 *
 * - From `open` on `alive` must be told at least every `timeoutMs`, which is known once it is open; twice as often is wise.
 * - `close` ends the watch: nobody is started anew because this process has ended in order.
 * - A process that ends without `close` (killed, hung, out of memory) is what it is for: the watch goes on and bites.
 * - `alive` is told, not awaited; that it could not be told is a fault.
 */
export interface Watchdog extends Device<WatchdogFault> {
  readonly timeoutMs: Milliseconds;
  alive(): void;
}
