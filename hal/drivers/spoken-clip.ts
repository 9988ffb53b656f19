import type { Clip } from '../ports/speaker.ts';
import { fail, ok, type Result } from '../result.ts';
import { levelled, trimmed } from './loudness.ts';
import { readWav, type WavFault } from './wav.ts';

/** Longer than any sentence that a visitor is asked to hear; more is an engine gone wild. */
const maxSeconds = 60;

export type ClipFault = WavFault | { readonly kind: 'silent' } | { readonly kind: 'endless'; readonly seconds: number };

/** An engine's WAV as a clip: silence cut off, brought to the loudness of all clips. */
export function spokenClip(language: string, words: string, wav: Uint8Array): Result<Clip, ClipFault> {
  const sound = readWav(wav);
  if (!sound.ok) return sound;
  const { sampleRate } = sound.value;
  const seconds = sound.value.samples.length / sampleRate;
  if (seconds > maxSeconds) return fail({ kind: 'endless', seconds: Math.round(seconds) });
  const samples = levelled(trimmed(sound.value.samples, sampleRate), sampleRate);
  if (samples.length === 0) return fail({ kind: 'silent' });
  return ok({ words, language, sampleRate, samples, durationMs: Math.round((samples.length * 1000) / sampleRate) });
}
