import type { Clip } from '../../hal/ports/speaker.ts';

/** A clip as a WAV file: 16 bit, mono, for a browser. */
export function waveFile(clip: Clip): Uint8Array {
  const header = 44;
  const bytes = new Uint8Array(header + clip.samples.length * 2);
  const view = new DataView(bytes.buffer);
  const word = (at: number, text: string): void => {
    for (const [index, letter] of Array.from(text).entries()) view.setUint8(at + index, letter.charCodeAt(0));
  };
  word(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  word(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, clip.sampleRate, true);
  view.setUint32(28, clip.sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, 'data');
  view.setUint32(40, clip.samples.length * 2, true);
  for (const [index, sample] of clip.samples.entries())
    view.setInt16(header + index * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32767), true);
  return bytes;
}
