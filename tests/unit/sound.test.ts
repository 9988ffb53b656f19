import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chimeClip } from '../../hal/drivers/chime.ts';
import { clipLoudness, clipPeak, levelled, loudness, peakOf, trimmed } from '../../hal/drivers/loudness.ts';
import { spokenClip } from '../../hal/drivers/spoken-clip.ts';
import { readWav, writeWav } from '../../hal/drivers/wav.ts';
import { runs } from '../support/tier.ts';

const sine = (hz: number, seconds: number, sampleRate: number, gain = 1): Float32Array =>
  Float32Array.from(
    { length: Math.round(seconds * sampleRate) },
    (_, at) => gain * Math.sin((2 * Math.PI * hz * at) / sampleRate),
  );

describe('loudness', () => {
  // EBU Tech 3341 and ITU-R BS.1770: 997 Hz at full scale in one channel is -3.01 LUFS, whatever the sample rate.
  test.each([16_000, 22_050, 44_100, 48_000])('of 997 Hz at full scale is -3.01 LUFS at %i Hz', (sampleRate) => {
    expect(loudness(sine(997, 5, sampleRate), sampleRate)).toBeCloseTo(-3.01, 1);
    expect(loudness(sine(997, 5, sampleRate, 0.1), sampleRate)).toBeCloseTo(-23.01, 1);
  });
  test('leaves pauses out (relative gate) and knows silence', () => {
    const talk = sine(997, 2, 48_000, 0.1);
    const withPause = new Float32Array(6 * 48_000);
    withPause.set(talk);
    withPause.set(talk, 4 * 48_000);
    expect(Math.abs(loudness(withPause, 48_000) - loudness(talk, 48_000))).toBeLessThan(0.5);
    expect(loudness(new Float32Array(48_000), 48_000)).toBe(Number.NEGATIVE_INFINITY);
    expect(loudness(new Float32Array(0), 48_000)).toBe(Number.NEGATIVE_INFINITY);
  });
  test('weighs low tones less than middle ones, high ones more', () => {
    const at = (hz: number): number => loudness(sine(hz, 3, 48_000, 0.1), 48_000);
    expect(at(40)).toBeLessThan(at(1000) - 4);
    expect(at(4000)).toBeGreaterThan(at(1000) + 2);
  });
});

describe('levelling and trimming', () => {
  const sound = fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 4000 })
    .map((samples) => Float32Array.from(samples));

  test('never goes above the peak, keeps silence silent, stays on the grid of 16 bits', () => {
    fc.assert(
      fc.property(sound, fc.constantFrom(8000, 22_050), (samples, sampleRate) => {
        const level = levelled(samples, sampleRate);
        expect(level.length).toBe(samples.length);
        if (peakOf(samples) > 0 && loudness(samples, sampleRate) > -70)
          expect(peakOf(level)).toBeLessThanOrEqual(clipPeak + 1 / 32_768);
        expect(trimmed(samples, sampleRate).length).toBeLessThanOrEqual(samples.length);
      }),
      { numRuns: runs({ fast: 200, long: 5000 }) },
    );
  });
  test('brings a quiet and a loud sentence to one loudness', () => {
    for (const gain of [0.001, 0.05, 0.9])
      expect(loudness(levelled(sine(600, 2, 22_050, gain), 22_050), 22_050)).toBeCloseTo(clipLoudness, 0);
  });
  test('cuts silence off, keeps the voice and its ends soft', () => {
    const samples = new Float32Array(3 * 22_050);
    samples.set(sine(300, 1, 22_050, 0.5), 22_050);
    const cut = trimmed(samples, 22_050);
    expect(cut.length / 22_050).toBeGreaterThan(1);
    expect(cut.length / 22_050).toBeLessThan(1.1);
    expect([cut[0], cut.at(-1)]).toEqual([0, 0]);
    expect(trimmed(new Float32Array(100), 22_050)).toHaveLength(0);
  });
});

describe('WAV', () => {
  const value = (bytes: Uint8Array): { readonly sampleRate: number; readonly samples: Float32Array } => {
    const sound = readWav(bytes);
    if (!sound.ok) throw new Error(sound.fault.kind);
    return sound.value;
  };
  test('what is written is read back, sample for sample', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 500 }),
        fc.integer({ min: 8000, max: 96_000 }),
        (levels, sampleRate) => {
          const samples = Float32Array.from(levels, (level) => level / 32_768);
          expect(value(writeWav({ sampleRate, samples }))).toEqual({ sampleRate, samples });
        },
      ),
      { numRuns: runs({ fast: 300, long: 5000 }) },
    );
  });
  test('full scale does not wrap round', () => {
    const { samples } = value(writeWav({ sampleRate: 8000, samples: Float32Array.of(1, -1, 2, -2) }));
    expect(Array.from(samples, (sample) => Math.round(sample * 32_768))).toEqual([32_767, -32_768, 32_767, -32_768]);
  });

  // The first bytes of `espeak-ng -v vi --stdout a` (1.51): into a pipe it writes no true sizes but 0x7ffff024 and 0x7ffff000.
  const piped = Buffer.concat([
    Buffer.from('5249464624f0ff7f57415645666d74201000000001000100225600', 'hex'),
    Buffer.from('0044ac0000020010006461746100f0ff7f3d007d00b900f000', 'hex'),
  ]);
  test('of a pipe goes to its end', () => {
    expect(value(piped)).toEqual({
      sampleRate: 22_050,
      samples: Float32Array.of(61 / 32_768, 125 / 32_768, 185 / 32_768, 240 / 32_768),
    });
  });
  test('of two channels is mixed, other chunks are passed over', () => {
    const bytes = Buffer.concat([
      Buffer.from('RIFF\x00\x00\x00\x00WAVE', 'latin1'),
      Buffer.from('LIST\x03\x00\x00\x00abc\x00', 'latin1'),
      Buffer.from('666d74201000000001000200401f0000007d000004001000', 'hex'),
      Buffer.from('6461746108000000', 'hex'),
      Buffer.from('0040004000400000', 'hex'),
    ]);
    expect(value(bytes)).toEqual({ sampleRate: 8000, samples: Float32Array.of(0.5, 0.25) });
  });
  test('that is none, of another format or cut short is said', () => {
    const kind = (bytes: Uint8Array): string => {
      const sound = readWav(bytes);
      return sound.ok ? 'read' : sound.fault.kind;
    };
    const good = writeWav({ sampleRate: 8000, samples: new Float32Array(4) });
    expect(kind(new Uint8Array(0))).toBe('not-wav');
    expect(kind(Buffer.from('OggS and so on and on'))).toBe('not-wav');
    expect(kind(good.subarray(0, 30))).toBe('truncated');
    const float = good.slice();
    float[20] = 3;
    expect(kind(float)).toBe('unsupported');
    const bytes8 = good.slice();
    bytes8[34] = 8;
    expect(kind(bytes8)).toBe('unsupported');
  });
  test('any bytes are read or refused, never thrown over', () => {
    const good = writeWav({ sampleRate: 8000, samples: new Float32Array(20) });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })).map(([at, byte]) => {
            const bytes = good.slice();
            bytes[at] = byte;
            return bytes;
          }),
          fc.nat({ max: good.length }).map((length) => good.slice(0, length)),
        ),
        (bytes) => {
          const sound = readWav(bytes);
          if (sound.ok) expect(sound.value.samples.length).toBeLessThanOrEqual(bytes.length);
          const clip = spokenClip('vi', 'xin chào', bytes);
          if (clip.ok) expect(clip.value.samples.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: runs({ fast: 1000, long: 50_000 }) },
    );
  });
});

describe('the chime', () => {
  const { samples, sampleRate, durationMs } = chimeClip();
  /** Power of one frequency in a stretch, against the stretch's own. */
  const share = (hz: number, from: number, to: number): number => {
    const part = samples.subarray(Math.round(from * sampleRate), Math.round(to * sampleRate));
    let re = 0;
    let im = 0;
    let all = 0;
    for (const [at, sample] of part.entries()) {
      re += sample * Math.cos((2 * Math.PI * hz * at) / sampleRate);
      im += sample * Math.sin((2 * Math.PI * hz * at) / sampleRate);
      all += sample * sample;
    }
    return (2 * (re * re + im * im)) / (part.length * all);
  };

  test('is E5, then C5, for a second and a half', () => {
    expect(durationMs).toBe(1500);
    expect(samples.length).toBe(1.5 * sampleRate);
    expect(share(659.26, 0.05, 0.4)).toBeGreaterThan(0.8);
    expect(share(523.25, 0.6, 1.2)).toBeGreaterThan(0.6);
  });
  test('is as loud as the voice, and does not clip or click', () => {
    expect(loudness(samples, sampleRate)).toBeCloseTo(clipLoudness, 1);
    expect(peakOf(samples)).toBeLessThan(0.6);
    expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.001);
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.001);
    const steps = samples.map((sample, at) => Math.abs(sample - (samples[at - 1] ?? 0)));
    // The fastest that the second partial of the higher tone can move.
    expect(peakOf(steps)).toBeLessThan(0.1);
  });
});
