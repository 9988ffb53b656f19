import type { Epoch, Milliseconds } from '../../hal/units.ts';

/*
 * What the recorder itself has to say stands between the lines of the trace as lines of a kind of its own. A replay passes them over; no
 * hash is made of them.
 */

/** How the start before this one ended: in order, or as a power cut or a kill ends it; null: there was none. */
export type EndOfStart = 'orderly' | 'cut' | null;

/** Why the recorder stepped back. */
export type StepBack =
  /** The disk has no room, or only the last that others need. */
  | 'no-room'
  /** The disk refuses. */
  | 'disk'
  /** More came than the disk could take. */
  | 'too-fast'
  /** More was written today than a card should bear. */
  | 'day-full';

export type FlightNote =
  | {
      readonly note: 'start';
      readonly format: 1;
      readonly device: string;
      readonly firmware: string;
      readonly start: number;
      readonly wall: Epoch;
      readonly trusted: boolean;
      /** Of a start that was cut off, up to `flushMs` before its end are missing. */
      readonly before: EndOfStart;
      readonly flushMs: Milliseconds;
    }
  /** So many lines of the trace since the start, and the SHA-256 of them. */
  | { readonly note: 'check'; readonly t: Milliseconds; readonly lines: number; readonly hash: string }
  /** So many lines are missing here: what follows can be read and not run again. */
  | {
      readonly note: 'gap';
      readonly t: Milliseconds;
      readonly why: StepBack | 'forgotten' | 'damaged';
      readonly lines: number | null;
    }
  | { readonly note: 'end'; readonly t: Milliseconds };

export const noteText = (note: FlightNote): string => JSON.stringify({ kind: 'note', ...note });

/** A line as a note, null when it is a line of the trace or none at all. What the recorder wrote is believed. */
export const noteIn = (line: string): FlightNote | null => {
  if (!line.startsWith('{"kind":"note","note":"')) return null;
  try {
    // Written by `noteText`.
    return JSON.parse(line) as FlightNote;
  } catch {
    return null;
  }
};
