import type { Clip } from '../ports/speaker.ts';
import type { Milliseconds } from '../units.ts';
import { levelled } from './loudness.ts';

const sampleRate = 44_100;
/** Two struck tones, a major third falling (E5, C5): heard through a hall's noise, calm, unlike any alarm. */
const tones: readonly { readonly hz: number; readonly atS: number; readonly gain: number }[] = [
  { hz: 659.26, atS: 0, gain: 0.9 },
  { hz: 523.25, atS: 0.42, gain: 1 },
];
/** Overtones of a soft bar: the higher, the weaker and the sooner gone. */
const partials: readonly { readonly ratio: number; readonly gain: number; readonly decayS: number }[] = [
  { ratio: 1, gain: 1, decayS: 0.42 },
  { ratio: 2, gain: 0.18, decayS: 0.22 },
  { ratio: 4, gain: 0.05, decayS: 0.09 },
];
const lengthS = 1.5;
/** How long it sounds. */
export const chimeMs: Milliseconds = lengthS * 1000;
const attackS = 0.012;
const releaseS = 0.15;

const rising = (part: number): number => (part >= 1 ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * Math.max(0, part)));

/** What is sounded before a call: as loud as the voice that follows, without a click at either end. */
export function chimeClip(): Clip {
  const samples = new Float32Array(Math.round(lengthS * sampleRate));
  for (const { hz, atS, gain } of tones) {
    for (let index = Math.round(atS * sampleRate); index < samples.length; index += 1) {
      const t = index / sampleRate - atS;
      let sum = 0;
      for (const partial of partials)
        sum += partial.gain * Math.exp(-t / partial.decayS) * Math.sin(2 * Math.PI * hz * partial.ratio * t);
      const release = rising((lengthS - index / sampleRate) / releaseS);
      samples[index] = (samples[index] ?? 0) + gain * rising(t / attackS) * release * sum;
    }
  }
  return {
    words: '',
    language: '',
    sampleRate,
    samples: levelled(samples, sampleRate),
    durationMs: chimeMs,
  };
}
