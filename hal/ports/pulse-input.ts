import type { Device, Unsubscribe } from '../device.ts';
import type { PinFault } from './digital-pin.ts';

/** Which edges of the line are counted, after active-low: `active` is the edge into the active level. */
export type PulseEdges = 'active' | 'inactive' | 'both';

/** One edge, stamped where it was seen. */
export interface PulseEdge {
  /** The level after the edge. */
  readonly active: boolean;
  /**
   * Whole microseconds on the clock of whoever stamped it (the kernel's monotonic clock, a microcontroller's): differences between
   * edges of one opening mean something, the value itself does not.
   */
  readonly atUs: number;
  /** 1 for the first edge after `open`, then one more for each edge, lost ones included. */
  readonly seq: number;
}

/**
 * A line whose edges are counted and stamped before this process hears of them: flow meters, the echo of an ultrasonic sensor.
 *
 * - Every edge of the chosen kind since `open` is told once, in order, however busy the process was, as long as the queue of whoever
 *   stamps them holds (`queue` edges).
 * - What did overflow is not silent: the numbers have a gap, and `onLost` says how many edges before the next one are missing.
 * - `count` is how many edges there were since `open`, as far as told, lost ones included; 0 while closed.
 * - Edges are told in the pieces in which they were fetched, at most `queue` at once; nothing is told while closed.
 */
export interface PulseInput extends Device<PinFault> {
  readonly where: string;
  readonly queue: number;
  readonly count: number;
  onEdges(listener: (edges: readonly PulseEdge[]) => void): Unsubscribe;
  onLost(listener: (edges: number) => void): Unsubscribe;
}
