import { toPcm } from './wav.ts';

/*
 * Loudness after ITU-R BS.1770-4 / EBU R 128 for one channel: K-weighting, blocks of 400 ms every 100 ms, an absolute gate at
 * -70 LUFS and a relative one 10 LU below. All clips are brought to one loudness, so that no sentence is louder than another and
 * the volume setting means the same for each.
 */

interface Biquad {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/**
 * The two stages of K-weighting for any sample rate: the standard's 48 kHz coefficients traced back to their analogue prototypes
 * (shelf +4 dB at 1681.97 Hz, Q 0.7072; high pass at 38.135 Hz, Q 0.5003), as libebur128 does.
 */
const kWeighting = (sampleRate: number): readonly Biquad[] => {
  const shelf = Math.tan((Math.PI * 1681.974450955533) / sampleRate);
  const shelfQ = 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const band = 10 ** ((3.999843853973347 / 20) * 0.4996667741545416);
  const shelfA0 = 1 + shelf / shelfQ + shelf * shelf;
  const pass = Math.tan((Math.PI * 38.13547087602444) / sampleRate);
  const passQ = 0.5003270373238773;
  const passA0 = 1 + pass / passQ + pass * pass;
  return [
    {
      b0: (high + (band * shelf) / shelfQ + shelf * shelf) / shelfA0,
      b1: (2 * (shelf * shelf - high)) / shelfA0,
      b2: (high - (band * shelf) / shelfQ + shelf * shelf) / shelfA0,
      a1: (2 * (shelf * shelf - 1)) / shelfA0,
      a2: (1 - shelf / shelfQ + shelf * shelf) / shelfA0,
    },
    { b0: 1, b1: -2, b2: 1, a1: (2 * (pass * pass - 1)) / passA0, a2: (1 - pass / passQ + pass * pass) / passA0 },
  ];
};

const filtered = (samples: Float64Array, { b0, b1, b2, a1, a2 }: Biquad): Float64Array => {
  const out = new Float64Array(samples.length);
  let x1 = 0;
  let x2 = 0;
  let y1 = 0;
  let y2 = 0;
  for (let index = 0; index < samples.length; index += 1) {
    const x = samples[index] ?? 0;
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    out[index] = y;
  }
  return out;
};

const loudnessOf = (power: number): number => -0.691 + 10 * Math.log10(power);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Integrated loudness in LUFS; -Infinity for silence. A sound shorter than a block is one block. */
export function loudness(samples: Float32Array, sampleRate: number): number {
  let weighted: Float64Array = Float64Array.from(samples);
  for (const stage of kWeighting(sampleRate)) weighted = filtered(weighted, stage);
  const block = Math.min(Math.round(0.4 * sampleRate), weighted.length);
  const step = Math.max(1, Math.round(0.1 * sampleRate));
  if (block === 0) return Number.NEGATIVE_INFINITY;
  const powers: number[] = [];
  for (let start = 0; start + block <= weighted.length; start += step) {
    let sum = 0;
    for (let index = start; index < start + block; index += 1) sum += (weighted[index] ?? 0) * (weighted[index] ?? 0);
    powers.push(sum / block);
  }
  const audible = powers.filter((power) => power > 0 && loudnessOf(power) > -70);
  if (audible.length === 0) return Number.NEGATIVE_INFINITY;
  const gate = loudnessOf(mean(audible)) - 10;
  return loudnessOf(mean(audible.filter((power) => loudnessOf(power) > gate)));
}

export const peakOf = (samples: Float32Array): number => {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
};

/** What every clip is brought to, and the peak that none goes above (-1 dBFS). */
export const clipLoudness = -20;
export const clipPeak = 10 ** (-1 / 20);

/** Quieter than this against the peak is silence (-45 dB). */
const silence = 10 ** (-45 / 20);
const keepBeforeS = 0.02;
const keepAfterS = 0.06;
const fadeS = 0.005;

/** Without the silence before and after, its ends faded so that they do not click. */
export function trimmed(samples: Float32Array, sampleRate: number): Float32Array {
  const level = peakOf(samples) * silence;
  if (level === 0) return new Float32Array(0);
  const first = samples.findIndex((sample) => Math.abs(sample) > level);
  const last = samples.findLastIndex((sample) => Math.abs(sample) > level);
  const start = Math.max(0, first - Math.round(keepBeforeS * sampleRate));
  const end = Math.min(samples.length, last + 1 + Math.round(keepAfterS * sampleRate));
  const cut = samples.slice(start, end);
  const fade = Math.min(Math.round(fadeS * sampleRate), Math.floor(cut.length / 2));
  for (let index = 0; index < fade; index += 1) {
    const gain = index / fade;
    cut[index] = (cut[index] ?? 0) * gain;
    cut[cut.length - 1 - index] = (cut[cut.length - 1 - index] ?? 0) * gain;
  }
  return cut;
}

/** Brought to `clipLoudness` as far as the peak allows, on the grid of 16-bit PCM. Silence stays silence. */
export function levelled(samples: Float32Array, sampleRate: number): Float32Array {
  const measured = loudness(samples, sampleRate);
  const peak = peakOf(samples);
  if (measured === Number.NEGATIVE_INFINITY || peak === 0) return samples;
  const gain = Math.min(10 ** ((clipLoudness - measured) / 20), clipPeak / peak);
  return samples.map((sample) => toPcm(sample * gain) / 32_768);
}
