import type { Unsubscribe } from '../../hal/device.ts';

/** The far side of a byte link: what a simulated device's plug offers. */
export interface WireEnd {
  /** Bytes arrive; never more than `room`. */
  receive(bytes: Uint8Array): void;
  /** Bytes that its receive buffer still takes. */
  readonly room: number;
  /** There is room again. */
  onRoom(listener: () => void): Unsubscribe;
  /** It sends. */
  onSend(listener: (bytes: Uint8Array) => void): Unsubscribe;
}
