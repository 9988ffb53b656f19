import { createRequire } from 'node:module';
import { assert } from '../assert.ts';

/** Google's reference decoder as WebAssembly. The package's own face gives a promise; its inside, once it has come up, answers at once. */
interface Decoder {
  onRuntimeInitialized: () => void;
  /** Missing until it has come up. */
  readonly decompress?: (woff2: Uint8Array) => Uint8Array | false;
}

// A CommonJS file without types; what it has is written down above.
const decoder: Decoder = createRequire(import.meta.url)('wawoff2/build/decompress_binding.js');
if (decoder.decompress === undefined)
  await new Promise<void>((up) => {
    decoder.onRuntimeInitialized = up;
  });

/** The TrueType font within a WOFF2 file of ours, so a file that holds none is a bug. */
export function trueTypeOf(woff2: Uint8Array): Uint8Array {
  assert(decoder.decompress !== undefined, 'WOFF2 decoder asked before it came up');
  const font = decoder.decompress(woff2);
  assert(font !== false, 'not a WOFF2 font');
  // What it gives is a view of its own memory, which the next font overwrites.
  return Uint8Array.from(font);
}
