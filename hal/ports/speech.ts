import type { Device } from '../device.ts';
import type { Result } from '../result.ts';
import type { Clip } from './speaker.ts';

export type SpeechFault =
  /** The engine is not installed or cannot be started. */
  | { readonly kind: 'absent'; readonly engine: string; readonly reason: string }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'no-voice'; readonly language: string }
  | { readonly kind: 'crashed'; readonly reason: string }
  | { readonly kind: 'timeout'; readonly afterMs: number };

/**
 * Words into sound.
 *
 * - `words` are NFC words without a digit (numbers become words in `behaviours/voice`); a digit is a bug of the caller.
 * - The same words give the same samples; clips are cached, so a sentence said before costs no second synthesis.
 * - An abort ends the waiting and resolves `interrupted`.
 */
export interface Speech extends Device<SpeechFault> {
  synthesize(language: string, words: string, signal: AbortSignal): Promise<Result<Clip, SpeechFault>>;
}
