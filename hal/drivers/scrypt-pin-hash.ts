import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/*
 * PINs at rest, by scrypt (RFC 7914): N = 2^15, r = 8, p = 1, which takes 32 MiB and some tenths of a second on a Raspberry Pi 4. A
 * PIN has so few digits that no hash keeps it from who holds the hash and has a day: the file is a secret, and the hash is what
 * slows down who got hold of it.
 */

const cost = { N: 1 << 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const saltBytes = 16;
const keyBytes = 32;

const derive = (pin: string, salt: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(pin, salt, keyBytes, cost, (error, key) => (error === null ? resolve(key) : reject(error)));
  });

/** `scrypt$15$8$1$<salt>$<key>`, both in base64url. */
export const hashPin = async (pin: string): Promise<string> => {
  const salt = randomBytes(saltBytes);
  const key = await derive(pin, salt);
  return `scrypt$15$8$1$${salt.toString('base64url')}$${key.toString('base64url')}`;
};

const written = /^scrypt\$15\$8\$1\$([\w-]{22})\$([\w-]{43})$/;

/** Whether a text is a hash as `hashPin` writes it. */
export const isPinHash = (text: string): boolean => written.test(text);

/**
 * Whether the PIN is the one that was hashed. Null as the hash (no PIN was ever set) takes as long as any other and is never the
 * one, so that nobody learns by the time which roles have a PIN.
 */
export const pinMatches = async (pin: string, hash: string | null): Promise<boolean> => {
  const [, salt, key] = written.exec(hash ?? '') ?? [];
  const derived = await derive(pin, salt === undefined ? randomBytes(saltBytes) : Buffer.from(salt, 'base64url'));
  return key !== undefined && timingSafeEqual(derived, Buffer.from(key, 'base64url'));
};

/** What stands for a secret in a table: who can look at the time of a look-up learns nothing of the secret. */
export const fingerprint = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
