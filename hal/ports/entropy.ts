/** Unguessable bytes for tokens, ids and salts: from the operating system on devices, from the seed in simulation only. */
export interface Entropy {
  /** `count` bytes, 1 to 1024. */
  bytes(count: number): Uint8Array;
}

/** A token of `count` random bytes as lower-case hexadecimal. */
export const token = (entropy: Entropy, count: number): string =>
  Array.from(entropy.bytes(count), (byte) => byte.toString(16).padStart(2, '0')).join('');
