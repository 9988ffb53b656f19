import { z } from 'zod';
import { isSignedBy, signatureOf, type SignatureKey } from '../../hal/drivers/ed25519-signature.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import type { Epoch } from '../../hal/units.ts';

/*
 * A key file on a stick opens maintenance at the devices of one site, until a day. It is a line of JSON and the Ed25519 signature over
 * that line's bytes, so that it can be read by eye. Whoever has the file may copy it: that is what its day is for.
 */

/** How key files on a stick are called. */
export const keySuffix = '.letan-key';
/** A key file is a few hundred bytes; nobody reads more. */
export const mostKeyBytes = 4096;

const grantSchema = z.strictObject({
  letan: z.literal('maintenance'),
  schema: z.literal(1),
  /** Which stick this is, in logs: 16 hexadecimal digits. */
  id: z.string().regex(/^[0-9a-f]{16}$/u),
  site: z.string().min(1).max(64),
  /** Null: every device of the site. */
  devices: z.array(z.string().min(1).max(64)).min(1).max(256).nullable(),
  /** Wall clock, milliseconds since 1970. */
  from: z.int().positive(),
  until: z.int().positive(),
});

/** What a stick allows. */
export type Grant = z.output<typeof grantSchema>;

/** Why a key file opens nothing here; the later ones are nearer to opening. */
export type KeyFault =
  /** This device knows no key by which any stick could be believed. */
  | { readonly kind: 'no-trust' }
  | { readonly kind: 'no-key' }
  /** Changed since it was signed, signed by somebody else, or not at all. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'other-site'; readonly site: string }
  | { readonly kind: 'other-device'; readonly devices: readonly string[] }
  | { readonly kind: 'not-yet'; readonly from: Epoch }
  | { readonly kind: 'expired'; readonly until: Epoch };

/** In this order: of several refused keys on one stick the nearest to opening is told. */
export const keyFaults: readonly KeyFault['kind'][] = [
  'no-trust',
  'no-key',
  'foreign',
  'other-site',
  'other-device',
  'not-yet',
  'expired',
];

export const signedKey = (grant: Grant, secret: SignatureKey): string => {
  const line = JSON.stringify(grantSchema.parse(grant));
  return `${line}\n${Buffer.from(signatureOf(line, secret)).toString('base64')}\n`;
};

const grantIn = (line: string): Grant | null => {
  try {
    const read = grantSchema.safeParse(JSON.parse(line));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
};

/** Where a stick is shown, and when. */
export interface Door {
  readonly site: string;
  readonly device: string;
  /** By the device's wall clock; one that is not believed is still the best that it has. */
  readonly now: Epoch;
  /** Public keys that the site believes. */
  readonly trusted: readonly SignatureKey[];
}

/** Whether this key file opens maintenance here and now. Nothing of it is believed before its signature is. */
export const checkKey = (bytes: Uint8Array, { device, now, site, trusted }: Door): Result<Grant, KeyFault> => {
  if (trusted.length === 0) return fail({ kind: 'no-trust' });
  if (bytes.length > mostKeyBytes) return fail({ kind: 'no-key' });
  const [line = '', signature = ''] = Buffer.from(bytes).toString('utf8').split(/\r?\n/u);
  const grant = grantIn(line);
  if (grant === null) return fail({ kind: 'no-key' });
  const signed = Buffer.from(signature.trim(), 'base64');
  if (!trusted.some((key) => isSignedBy(line, signed, key))) return fail({ kind: 'foreign' });
  if (grant.site !== site) return fail({ kind: 'other-site', site: grant.site });
  if (grant.devices !== null && !grant.devices.includes(device))
    return fail({ kind: 'other-device', devices: grant.devices });
  if (now < grant.from) return fail({ kind: 'not-yet', from: grant.from });
  return now >= grant.until ? fail({ kind: 'expired', until: grant.until }) : ok(grant);
};

/** What several key files of one stick come to: the first that opens, else the refusal that is nearest to opening; null: no key file at all. */
export const bestOf = (results: readonly Result<Grant, KeyFault>[]): Result<Grant, KeyFault> | null => {
  const open = results.find((each) => each.ok);
  if (open !== undefined) return open;
  const order = (each: Result<Grant, KeyFault>): number => (each.ok ? 0 : keyFaults.indexOf(each.fault.kind));
  return results.toSorted((a, b) => order(b) - order(a))[0] ?? null;
};
