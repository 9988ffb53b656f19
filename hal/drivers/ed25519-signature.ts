import { sign, verify, type KeyObject } from 'node:crypto';

/** A key of a pair (RFC 8032); which half, its maker says. */
export type SignatureKey = KeyObject;

/** 64 bytes over `text`, as UTF-8. */
export const signatureOf = (text: string, secret: SignatureKey): Uint8Array => sign(null, Buffer.from(text), secret);

/** Whether the holder of the secret half signed this text. False for a signature of any other length or form. */
export const isSignedBy = (text: string, signature: Uint8Array, open: SignatureKey): boolean =>
  verify(null, Buffer.from(text), open, signature);
