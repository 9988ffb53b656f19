import { createPrivateKey, pbkdf2Sync, randomBytes, timingSafeEqual, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { LoadedSite } from '../../../config/reader.ts';
import { fail, ok, type Result } from '../../../hal/result.ts';
import { accessList } from '../../broker/access.ts';
import { mosquittoConf } from '../../broker/mosquitto-conf.ts';
import { brokerFiles, brokerFolder, type Carrier, type SiteBroker } from '../../broker/site-broker.ts';
import { newAuthority, newCertificate, revocationList, type KeyedCertificate, type Purpose } from './authority.ts';
import { Folder } from './folder.ts';
import { Register } from './register.ts';

/** A certificate that ends within this is renewed by the next run: long enough for a yearly visit to come in time. */
export const renewBeforeMs = 120 * 86_400_000;

export interface BrokerWish {
  readonly site: LoadedSite;
  readonly broker: SiteBroker;
  /** Where everything is written: the authority, and a folder for each device and program. */
  readonly out: string;
  /** The device whose files are also put where its config says; null: none. */
  readonly install: string | null;
  /** Names that get new certificates although theirs still count. */
  readonly renew: readonly string[];
  /** Names whose certificates so far count no more. */
  readonly revoke: readonly string[];
  /** What stands in the city's password file; null: the city asks for none. */
  readonly cityPassword: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Why a certificate was made. */
export type Why = 'new' | 'expiring' | 'addresses' | 'revoked' | 'foreign' | 'asked';

export interface BrokerWork {
  readonly authority: 'made' | 'kept';
  readonly certificates: readonly { readonly name: string; readonly kind: Purpose['kind']; readonly why: Why }[];
  /** Folders in which something changed, with the files; they go to their devices again. */
  readonly folders: readonly { readonly name: string; readonly path: string; readonly changed: readonly string[] }[];
  /** What was put where the config of a device says; null: nothing was asked to be. */
  readonly installed: { readonly path: string; readonly changed: readonly string[] } | null;
  /** How many certificates each revoked name had. */
  readonly revoked: Readonly<Record<string, number>>;
  /** Names that hold a certificate and stand in the site's config no more. */
  readonly strangers: readonly string[];
}

export type BrokerFileFault =
  /** The authority's certificate is there and its key is not, or they do not belong together. */
  | { readonly kind: 'authority-torn'; readonly path: string }
  | { readonly kind: 'register-unreadable'; readonly path: string; readonly reason: string };

/** Rounds of PBKDF2 as mosquitto_passwd takes them; the password is 32 random bytes, which nobody guesses. */
const rounds = 101;

/** A line of mosquitto's password file, `$7$` (PBKDF2 with SHA-512). */
const passwordLine = (user: string, password: string, salt: Buffer): string => {
  const hash = pbkdf2Sync(password, salt, rounds, 64, 'sha512');
  return `${user}:$7$${rounds}$${salt.toString('base64')}$${hash.toString('base64')}\n`;
};

/** Whether a line is that of this password; a new salt each time would make every run a change. */
const sameLine = (line: string, user: string, password: string): boolean => {
  const salt = line.split('$')[3];
  if (salt === undefined) return false;
  const wanted = Buffer.from(passwordLine(user, password, Buffer.from(salt, 'base64')));
  const found = Buffer.from(line);
  return wanted.length === found.length && timingSafeEqual(wanted, found);
};

/** Why a certificate that is there must be made anew; null: it serves. */
const unfit = (
  found: KeyedCertificate,
  purpose: Purpose,
  authority: X509Certificate,
  register: Register,
  now: number,
): Why | null => {
  try {
    const certificate = new X509Certificate(found.certificate);
    if (!certificate.verify(authority.publicKey) || !certificate.checkPrivateKey(createPrivateKey(found.key)))
      return 'foreign';
    if (!certificate.subject.split('\n').includes(`CN=${purpose.name}`)) return 'foreign';
    if (register.isRevoked(certificate.serialNumber)) return 'revoked';
    if (Date.parse(certificate.validTo) - now < renewBeforeMs) return 'expiring';
    const named = (host: string): boolean =>
      (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
    if (purpose.kind === 'server' && !purpose.hosts.every(named)) return 'addresses';
    return null;
  } catch {
    // No certificate or no key at all.
    return 'foreign';
  }
};

/** Brings the folders of a site's broker in line with its config. Running it again changes nothing that need not change. */
export class SiteBrokerFiles {
  readonly #wish: BrokerWish;
  readonly #certificates: { name: string; kind: Purpose['kind']; why: Why }[] = [];
  readonly #folders = new Map<string, Folder>();

  constructor(wish: BrokerWish) {
    this.#wish = wish;
  }

  async write(): Promise<Result<BrokerWork, BrokerFileFault>> {
    const { broker, install, out, revoke, now, site } = this.#wish;
    const safe = new Folder(join(out, 'authority'));
    const opened = await this.#authority(safe);
    if (!opened.ok) return opened;
    const { authority, made } = opened.value;
    const text = safe.read('issued.json');
    const parsed = text === null ? ok(new Register()) : Register.parse(text);
    if (!parsed.ok)
      return fail({ kind: 'register-unreadable', path: join(safe.path, 'issued.json'), reason: parsed.fault });
    const register = parsed.value;
    const revoked = Object.fromEntries(
      revoke.map((name) => [name, register.revoke(name, new Date(now).toISOString())]),
    );

    const devices = site.devices.map(({ device }) => device);
    for (const name of [...devices, ...broker.clients.map(({ id }) => id)])
      await this.#client(name, authority, register, safe);
    for (const carrier of broker.at) await this.#server(carrier, authority, register, safe);
    const list = await this.#revoked(authority, register, safe, made || revoke.length > 0);
    const access = accessList(site.site.site, devices, broker);
    for (const carrier of broker.at) this.#carrier(carrier, access, list);
    const installed = install === null ? null : this.#install(install);

    const known = [...devices, ...broker.clients.map(({ id }) => id)];
    return ok({
      authority: made ? 'made' : 'kept',
      certificates: this.#certificates,
      folders: [...this.#folders].flatMap(([name, { path, changed }]) =>
        changed.length === 0 ? [] : [{ name, path, changed }],
      ),
      installed: installed === null ? null : { path: installed.path, changed: installed.changed },
      revoked,
      strangers: register.names.filter((name) => !known.includes(name)),
    });
  }

  #folder(name: string): Folder {
    const known = this.#folders.get(name);
    if (known !== undefined) return known;
    const folder = new Folder(join(this.#wish.out, 'devices', name));
    this.#folders.set(name, folder);
    return folder;
  }

  async #authority(safe: Folder): Promise<Result<{ authority: KeyedCertificate; made: boolean }, BrokerFileFault>> {
    const certificate = safe.read('authority.crt');
    const key = safe.read('authority.key');
    if (certificate === null && key === null) {
      const { now, site } = this.#wish;
      const authority = await newAuthority(site.site.site, now);
      safe.write('authority.key', authority.key, 'secret');
      safe.write('authority.crt', authority.certificate, 'plain');
      return ok({ authority, made: true });
    }
    const torn = fail({ kind: 'authority-torn', path: safe.path } as const);
    if (certificate === null || key === null) return torn;
    try {
      const fits = new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
      return fits ? ok({ authority: { certificate, key }, made: false }) : torn;
    } catch {
      return torn;
    }
  }

  /** Leaves a certificate that serves under these names in a folder. */
  async #certificate(
    folder: Folder,
    files: { readonly certificate: string; readonly key: string },
    purpose: Purpose,
    authority: KeyedCertificate,
    register: Register,
    safe: Folder,
  ): Promise<void> {
    const { now, renew, site } = this.#wish;
    const certificate = folder.read(files.certificate);
    const key = folder.read(files.key);
    const why: Why | null =
      certificate === null || key === null
        ? 'new'
        : renew.includes(purpose.name)
          ? 'asked'
          : unfit({ certificate, key }, purpose, new X509Certificate(authority.certificate), register, now);
    if (why === null) return;
    const made = await newCertificate(authority, site.site.site, purpose, now);
    const { serialNumber, validTo } = new X509Certificate(made.certificate);
    register.add({
      serial: serialNumber.toLowerCase(),
      name: purpose.name,
      kind: purpose.kind,
      until: new Date(validTo).toISOString(),
      revoked: null,
    });
    // What is not in the register cannot be revoked: it stands there before anybody can have the key.
    safe.write('issued.json', register.text(), 'secret');
    folder.write(files.key, made.key, 'secret');
    folder.write(files.certificate, made.certificate, 'plain');
    this.#certificates.push({ name: purpose.name, kind: purpose.kind, why });
  }

  async #client(name: string, authority: KeyedCertificate, register: Register, safe: Folder): Promise<void> {
    const folder = this.#folder(name);
    folder.write(brokerFiles.authority, authority.certificate, 'plain');
    const files = { certificate: brokerFiles.certificate, key: brokerFiles.privateKey };
    await this.#certificate(folder, files, { kind: 'client', name }, authority, register, safe);
  }

  async #server(carrier: Carrier, authority: KeyedCertificate, register: Register, safe: Folder): Promise<void> {
    const hosts = [...new Set([carrier.host, carrier.device, 'localhost', '127.0.0.1'])];
    const files = { certificate: brokerFiles.serverCertificate, key: brokerFiles.serverKey };
    const purpose: Purpose = { kind: 'server', name: carrier.device, hosts };
    await this.#certificate(this.#folder(carrier.device), files, purpose, authority, register, safe);
  }

  /** The list of what counts no more, made anew only when it would say something else. */
  async #revoked(authority: KeyedCertificate, register: Register, safe: Folder, changed: boolean): Promise<string> {
    safe.write('issued.json', register.text(), 'secret');
    const known = safe.read(brokerFiles.revoked);
    if (known !== null && !changed) return known;
    const list = await revocationList(authority, register.revoked, this.#wish.now);
    safe.write(brokerFiles.revoked, list, 'plain');
    return list;
  }

  #carrier(carrier: Carrier, access: string, list: string): void {
    const { broker, cityPassword, site } = this.#wish;
    const { device } = carrier;
    const config = site.devices.find((each) => each.device === device);
    if (config === undefined) return;
    const folder = this.#folder(device);
    const password = folder.read(brokerFiles.password) ?? randomBytes(32).toString('base64url');
    folder.write(brokerFiles.password, password, 'secret');
    const line = folder.read(brokerFiles.passwords);
    if (line === null || !sameLine(line, device, password))
      folder.write(brokerFiles.passwords, passwordLine(device, password, randomBytes(12)), 'secret');
    folder.write(brokerFiles.access, access, 'secret');
    folder.write(brokerFiles.revoked, list, 'plain');
    const place = { site: site.site.site, carrier, folder: brokerFolder(config) };
    // It may hold the city's password.
    folder.write(brokerFiles.config, mosquittoConf(place, broker, cityPassword), 'secret');
  }

  /** Copies a device's folder to where its config says that it lies. */
  #install(device: string): Folder | null {
    const config = this.#wish.site.devices.find((each) => each.device === device);
    const from = this.#folders.get(device);
    if (config === undefined || from === undefined) return null;
    const to = new Folder(brokerFolder(config));
    const plain: readonly string[] = [
      brokerFiles.authority,
      brokerFiles.certificate,
      brokerFiles.serverCertificate,
      brokerFiles.revoked,
    ];
    for (const name of Object.values(brokerFiles)) {
      const content = from.read(name);
      if (content === null) to.remove(name);
      else to.write(name, content, plain.includes(name) ? 'plain' : 'secret');
    }
    return to;
  }
}
