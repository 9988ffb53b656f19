import type { Device, Unsubscribe } from '../device.ts';
import type { Result } from '../result.ts';

/** A slip as its meaning, for any width and any printer; the driver lays it out and rasters it. */
export interface Slip {
  /** Unique for ever; recorded before the first byte leaves. */
  readonly jobId: string;
  /** BCP 47, of its words: Chinese, Japanese and Korean print write the same Han character differently. */
  readonly language: string;
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
  /** Short statements: on one line, a dot between them, where they fit; else each on its own. */
  | { readonly kind: 'facts'; readonly facts: readonly string[] }
  | { readonly kind: 'rule' }
  | { readonly kind: 'space'; readonly mm: number }
  /** `mm` is the most that a side of the code takes, its white margin not counted. The small print stands beside it where there is room, else below. */
  | { readonly kind: 'qr'; readonly data: string; readonly mm: number; readonly beside: readonly string[] }
  /**
   * An arrow to the counter as seen by somebody who faces the device: 0 straight ahead (behind the device), positive to their left.
   * The words stand beside it, the first of them bold.
   */
  | { readonly kind: 'arrow'; readonly directionRad: number; readonly beside: readonly string[] };

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
