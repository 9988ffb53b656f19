import type { Device, Unsubscribe } from '../device.ts';
import type { Result } from '../result.ts';

/** A slip as its meaning, for any width and any printer; the driver lays it out and rasters it. */
export interface Slip {
  /** Unique for ever; recorded before the first byte leaves. */
  readonly jobId: string;
  readonly blocks: readonly SlipBlock[];
}

export type SlipBlock =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly size: 'small' | 'normal' | 'large' | 'huge';
      readonly bold: boolean;
      readonly align: 'left' | 'centre';
    }
  | { readonly kind: 'rule' }
  | { readonly kind: 'space'; readonly mm: number }
  | { readonly kind: 'qr'; readonly data: string; readonly mm: number }
  /** An arrow to the counter as seen by somebody who faces the device: 0 straight ahead (behind the device), positive to their left. */
  | { readonly kind: 'arrow'; readonly directionRad: number };

export type PrinterFault =
  | { readonly kind: 'paper-out' }
  | { readonly kind: 'cover-open' }
  | { readonly kind: 'cutter-jam' }
  | { readonly kind: 'overheated' }
  /** An error of the printer's own that switching off and on, or its maker, must clear; `status` are the status bytes, in hexadecimal. */
  | { readonly kind: 'hardware'; readonly where: string; readonly status: string }
  /** `reason` is the link's fault (`refused`, `unplugged` …), or `printer` where the printer itself says so without a cause. */
  | { readonly kind: 'offline'; readonly where: string; readonly reason: string }
  /** The link cannot read, and the config does not say that this printer is to print blind. */
  | { readonly kind: 'write-only'; readonly where: string }
  | { readonly kind: 'no-answer'; readonly where: string; readonly afterMs: number }
  | { readonly kind: 'garbled-answer'; readonly where: string; readonly bytes: string }
  | { readonly kind: 'unprintable'; readonly reason: string }
  /** The caller aborted. */
  | { readonly kind: 'interrupted' };

/**
 * How a print ended. `printed`: the cutter has fired. `not-printed`: not a byte of this slip left, or the printer told that it
 * printed none of it; printing again is safe. `unknown`: bytes left and the end was not seen; the slip may come out, once.
 */
export type PrintOutcome =
  | { readonly kind: 'printed' }
  | { readonly kind: 'not-printed'; readonly fault: PrinterFault }
  | { readonly kind: 'unknown'; readonly fault: PrinterFault };

export type PaperState = 'ok' | 'near-end' | 'out' | 'unknown';
export interface PrinterStatus {
  readonly paper: PaperState;
  readonly cover: 'closed' | 'open' | 'unknown';
  readonly online: boolean;
  /** The fault that keeps it from printing now, null when it can. */
  readonly fault: PrinterFault | null;
}

/**
 * A slip printer with a cutter.
 *
 * - One slip at a time: a `print` while another runs waits for it.
 * - `print` asks for the state first and sends nothing when the printer cannot print.
 * - An abort ends the waiting, not the paper: a slip already sent may still come out, once; the outcome is then `unknown`.
 * - `onStatus` tells each change, unasked where the printer can (ASB), else as often as it is polled.
 * - `open` succeeds for a printer that answers, whatever its paper says.
 * - A printer whose config says `status: none` prints blind: its status is unknown and never a fault, and `printed` means no more
 *   than that the operating system has taken every byte. Without that word in its config a link that cannot read fails `open`
 *   with `write-only`.
 */
export interface TicketPrinter extends Device<PrinterFault> {
  /** Printable width. */
  readonly dots: number;
  print(slip: Slip, signal: AbortSignal): Promise<PrintOutcome>;
  status(): Promise<Result<PrinterStatus, PrinterFault>>;
  onStatus(listener: (status: PrinterStatus) => void): Unsubscribe;
}
