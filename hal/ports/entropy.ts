/** Unguessable bytes for tokens, ids and salts: from the operating system on devices, from the seed in simulation only. */
export interface Entropy {
  /** `count` bytes, 1 to 1024. */
  bytes(count: number): Uint8Array;
}

const hexadecimal = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A token of `count` random bytes as lower-case hexadecimal. */
export const token = (entropy: Entropy, count: number): string => {
  let text = '';
  for (const byte of entropy.bytes(count)) text += hexadecimal[byte] ?? '';
  return text;
};
