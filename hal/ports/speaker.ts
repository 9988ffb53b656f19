import type { Device } from '../device.ts';
import type { Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';

/** Sound, mono. `words` is what is said (for captions and traces), empty for a chime. */
export interface Clip {
  readonly words: string;
  readonly language: string;
  readonly sampleRate: number;
  /** Peak within ±1. */
  readonly samples: Float32Array;
  readonly durationMs: Milliseconds;
}

export type SpeakerFault =
  | { readonly kind: 'no-device'; readonly reason: string }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'io'; readonly reason: string };

/**
 * A loudspeaker.
 *
 * - `play` resolves when the last sample has been heard, or with the fault; an abort silences within 50 ms (faded, no click)
 *   and resolves `interrupted`.
 * - A `play` while another sounds is a bug of the caller: reception owns the voice.
 * - `volume` is 0 to 1, taken at the start of the clip.
 */
export interface Speaker extends Device<SpeakerFault> {
  play(clip: Clip, volume: number, signal: AbortSignal): Promise<Result<void, SpeakerFault>>;
}
