import { fail, ok, type Result } from '../result.ts';

/** Sound as a WAV file holds it, mixed to one channel. */
export interface WavSound {
  readonly sampleRate: number;
  /** Within ±1. */
  readonly samples: Float32Array;
}

export type WavFault =
  | { readonly kind: 'not-wav' }
  /** Only linear PCM of 16 bits is read: it is what speech engines write. */
  | { readonly kind: 'unsupported'; readonly format: number; readonly bits: number }
  | { readonly kind: 'truncated' };

const headerBytes = 44;
/** Full scale of 16-bit PCM. */
const fullScale = 32_768;

const tagAt = (view: DataView, at: number): string =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));

/** The nearest value that 16-bit PCM can hold, so that a sound is the same before and after a file. */
export const toPcm = (sample: number): number => {
  const scaled = Math.round(Math.min(1, Math.max(-1, sample)) * fullScale);
  return Math.min(fullScale - 1, scaled);
};

/**
 * Reads a RIFF/WAVE file of 16-bit PCM. Chunks before the data are passed over. A stream's data size that is 0 or beyond the end
 * (espeak-ng writes 0x7ffff000 to a pipe, where it cannot go back) means: until the end.
 */
export function readWav(bytes: Uint8Array): Result<WavSound, WavFault> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tagAt(view, 0) !== 'RIFF' || tagAt(view, 8) !== 'WAVE') return fail({ kind: 'not-wav' });
  let format: { readonly channels: number; readonly sampleRate: number } | null = null;
  let at = 12;
  while (at + 8 <= bytes.length) {
    const tag = tagAt(view, at);
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (tag === 'fmt ') {
      if (start + 16 > bytes.length) return fail({ kind: 'truncated' });
      const code = view.getUint16(start, true);
      const channels = view.getUint16(start + 2, true);
      const sampleRate = view.getUint32(start + 4, true);
      const bits = view.getUint16(start + 14, true);
      // 0xfffe is the extensible header around the same PCM.
      if ((code !== 1 && code !== 0xfffe) || bits !== 16 || channels === 0 || sampleRate === 0)
        return fail({ kind: 'unsupported', format: code, bits });
      format = { channels, sampleRate };
    }
    if (tag === 'data') {
      if (format === null) return fail({ kind: 'not-wav' });
      const end = size === 0 || start + size > bytes.length ? bytes.length : start + size;
      const { channels, sampleRate } = format;
      const frames = Math.floor((end - start) / (2 * channels));
      const samples = new Float32Array(frames);
      for (let frame = 0; frame < frames; frame += 1) {
        let sum = 0;
        for (let channel = 0; channel < channels; channel += 1)
          sum += view.getInt16(start + 2 * (frame * channels + channel), true);
        samples[frame] = sum / channels / fullScale;
      }
      return ok({ sampleRate, samples });
    }
    // Chunks are padded to even sizes.
    at = start + size + (size % 2);
  }
  return fail({ kind: 'truncated' });
}

/** A WAV file of one channel, 16-bit PCM. */
export function writeWav({ sampleRate, samples }: WavSound): Uint8Array {
  const bytes = new Uint8Array(headerBytes + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  const tag = (at: number, text: string): void => {
    for (let index = 0; index < text.length; index += 1) view.setUint8(at + index, text.charCodeAt(index));
  };
  tag(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  tag(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, 2 * sampleRate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  tag(36, 'data');
  view.setUint32(40, 2 * samples.length, true);
  for (let index = 0; index < samples.length; index += 1)
    view.setInt16(headerBytes + 2 * index, toPcm(samples[index] ?? 0), true);
  return bytes;
}
