import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import type { Entropy } from '../ports/entropy.ts';

/*
 * How a secret of 32 bytes is handed to one asker and to nobody else who hears it: X25519 (RFC 7748), HKDF-SHA-256 (RFC 5869), AES-256-GCM.
 * Asker and giver each draw a key for that asking; nothing of it lasts.
 */

export const secretBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
/** An X25519 key's DER without its 32 bytes (RFC 8410, sections 4 and 7). */
const privateHead = Buffer.from('302e020100300506032b656e04220420', 'hex');
const publicHead = Buffer.from('302a300506032b656e032100', 'hex');

/** One side of one asking. */
export class AskingKey {
  readonly #key: KeyObject;
  /** What the other side is told of it, in base64. */
  readonly told: string;

  constructor(entropy: Entropy) {
    const der = Buffer.concat([privateHead, entropy.bytes(secretBytes)]);
    this.#key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const open = createPublicKey(this.#key).export({ format: 'der', type: 'spki' });
    this.told = open.subarray(publicHead.length).toString('base64');
  }

  /** The secret, for whoever told `theirs`, in base64; null where that is no key, or one that would make it known to all. */
  seal(secret: Uint8Array, theirs: string, label: string, entropy: Entropy): string | null {
    const shared = this.#shared(theirs, label);
    if (shared === null) return null;
    const nonce = entropy.bytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', shared, nonce);
    return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]).toString('base64');
  }

  /** What was sealed for this one; null where it was not, or not by whoever told `theirs`. */
  open(sealed: string, theirs: string, label: string): Uint8Array | null {
    const shared = this.#shared(theirs, label);
    const bytes = Buffer.from(sealed, 'base64');
    if (shared === null || bytes.length !== nonceBytes + secretBytes + tagBytes) return null;
    try {
      const decipher = createDecipheriv('aes-256-gcm', shared, bytes.subarray(0, nonceBytes));
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      const secret = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
      decipher.final();
      return new Uint8Array(secret);
    } catch {
      return null;
    }
  }

  #shared(theirs: string, label: string): Uint8Array | null {
    try {
      const der = Buffer.concat([publicHead, Buffer.from(theirs, 'base64')]);
      const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
      const common = diffieHellman({ privateKey: this.#key, publicKey });
      return new Uint8Array(hkdfSync('sha256', common, '', label, secretBytes));
    } catch {
      return null;
    }
  }
}
