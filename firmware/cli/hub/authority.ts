// oxlint-disable-next-line import/no-unassigned-import -- @peculiar/x509 asks for it: it must be there before that is loaded
import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
  X509CrlReason,
} from '@peculiar/x509';
import { randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { assert } from '../../../hal/assert.ts';

/*
 * The site's own certificate authority: X.509 v3 (RFC 5280) with ECDSA on P-256, which every TLS 1.2 stack since 2010 takes and a Pi
 * signs in a millisecond. node:crypto reads certificates and makes none, so @peculiar/x509 writes them.
 */

cryptoProvider.set(webcrypto);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 86_400_000;
/** As long as the devices live; the authority cannot be changed without visiting each of them. */
const authorityLifeMs = 20 * 365 * dayMs;
/** Certificates of devices, brokers and programs. */
export const certificateLifeMs = 825 * dayMs;
/**
 * A certificate is valid from a year before it was made: a Pi that has lost its time believes the day of its last shutdown or that its
 * system was built, and must find its hub before it can learn the time.
 */
const backdatedMs = 365 * dayMs;

export interface KeyedCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

/** What a certificate is for: to be a broker at these addresses, or to be known by its name. */
export type Purpose =
  | { readonly kind: 'server'; readonly name: string; readonly hosts: readonly string[] }
  | { readonly kind: 'client'; readonly name: string };

export interface Revoked {
  /** Hexadecimal. */
  readonly serial: string;
  /** ISO 8601. */
  readonly at: string;
}

/** A random serial number of 127 bits, positive (RFC 5280, 4.1.2.2). */
const serialNumber = (): string => {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
};

const newKeys = async (): Promise<webcrypto.CryptoKeyPair> => {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  assert('privateKey' in keys, 'an algorithm for signing makes a pair');
  return keys;
};

const pemOf = async (keys: webcrypto.CryptoKeyPair): Promise<string> =>
  `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')}\n`;

const privateKey = (pem: string): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(pem), algorithm, false, ['sign']);

/** A new authority for a site. */
export const newAuthority = async (site: string, now: number): Promise<KeyedCertificate> => {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `O=letan, CN=${site} authority`,
    notBefore: new Date(now - backdatedMs),
    notAfter: new Date(now + authorityLifeMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: await pemOf(keys) };
};

/** A new certificate with a new key. */
export const newCertificate = async (
  authority: KeyedCertificate,
  site: string,
  purpose: Purpose,
  now: number,
): Promise<KeyedCertificate> => {
  const issuer = new X509Certificate(authority.certificate);
  const keys = await newKeys();
  const server = purpose.kind === 'server';
  const names = server ? purpose.hosts : [];
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `O=letan, OU=${site}, CN=${purpose.name}`,
    issuer: issuer.subject,
    notBefore: new Date(now - backdatedMs),
    notAfter: new Date(Math.min(now + certificateLifeMs, issuer.notAfter.getTime())),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: await privateKey(authority.key),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([server ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth], true),
      ...(names.length === 0
        ? []
        : [
            new SubjectAlternativeNameExtension(
              names.map((name) =>
                isIP(name) === 0 ? { type: 'dns' as const, value: name } : { type: 'ip' as const, value: name },
              ),
            ),
          ]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: await pemOf(keys) };
};

/**
 * The list of certificates that count no more. It stays valid as long as its authority: mosquitto refuses everybody once a list has
 * run out, and a site whose technician is away must go on.
 */
export const revocationList = async (
  authority: KeyedCertificate,
  revoked: readonly Revoked[],
  now: number,
): Promise<string> => {
  const issuer = new X509Certificate(authority.certificate);
  const list = await X509CrlGenerator.create({
    issuer: issuer.subject,
    thisUpdate: new Date(now - backdatedMs),
    nextUpdate: issuer.notAfter,
    signingAlgorithm: algorithm,
    signingKey: await privateKey(authority.key),
    entries: revoked.map(({ at, serial }) => ({
      serialNumber: serial,
      revocationDate: new Date(at),
      reason: X509CrlReason.keyCompromise,
    })),
    extensions: [await AuthorityKeyIdentifierExtension.create(issuer)],
  });
  // The library's own label is `CRL`; OpenSSL, and so mosquitto, wants that of RFC 7468, section 6.
  return `${PemConverter.encode(list.rawData, 'X509 CRL')}\n`;
};
