import { readFileSync, statSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { imageExpected, imageMessages } from '../../../config/languages/messages/image.ts';
import { worded, type Message, type SlotValues, type StaffText } from '../../../config/languages/messages/wording.ts';
import { fail, ok, type Result } from '../../../hal/result.ts';
import { hostLabel, isCountry, isIpv4WithPrefix, isPassphrase, isSsid, type NetworkChoice } from './network.ts';

/** As they stand on the command line. */
export interface PersonalOptions {
  readonly hostName?: string;
  readonly wifi?: string;
  readonly wifiPassphraseFile?: string;
  readonly wifiCountry: string;
  readonly address?: string;
  readonly gateway?: string;
  readonly dns?: readonly string[];
  readonly sshKey?: readonly string[];
  readonly data: string;
  readonly spare: string;
}

/** What is needed and what to do about it, of one option. */
export interface OptionFault {
  readonly needs: StaffText;
  readonly repair: StaffText;
}

const refused = <M extends Message>(message: M, values: SlotValues<M>): Result<never, OptionFault> =>
  fail(worded(message, values));
const wrong = (option: string, value: string, expected: keyof typeof imageExpected): Result<never, OptionFault> =>
  refused(imageMessages.option, { option, value, expected: imageExpected[expected] });

const textIn = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
};

/** One line of authorized_keys (sshd(8)): a kind of key, its bytes, perhaps whose it is. */
const publicKey =
  /^(?:ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521)|ssh-rsa|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+=*(?: \P{Cc}*)?$/u;

export const readSshKeys = (files: readonly string[]): Result<readonly string[], OptionFault> => {
  const keys: string[] = [];
  for (const file of files) {
    const lines = (textIn(file) ?? '').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
    if (lines.length === 0 || !lines.every((line) => publicKey.test(line.trim())))
      return wrong('ssh-key', file, 'sshKey');
    keys.push(...lines.map((line) => line.trim()));
  }
  return ok(keys);
};

/** The network, or null where nothing was asked for: a cable, and the address that it is given. */
export const readNetwork = (options: PersonalOptions): Result<NetworkChoice | null, OptionFault> => {
  const { address, dns = [], gateway, wifi, wifiCountry, wifiPassphraseFile } = options;
  if (wifi !== undefined && wifiPassphraseFile === undefined)
    return refused(imageMessages.optionNeeds, { option: 'wifi', other: 'wifi-passphrase-file' });
  if (wifi === undefined && wifiPassphraseFile !== undefined)
    return refused(imageMessages.optionNeeds, { option: 'wifi-passphrase-file', other: 'wifi' });
  if (gateway !== undefined && address === undefined)
    return refused(imageMessages.optionNeeds, { option: 'gateway', other: 'address' });
  if (wifi !== undefined && !isSsid(wifi)) return wrong('wifi', wifi, 'ssid');
  if (!isCountry(wifiCountry)) return wrong('wifi-country', wifiCountry, 'country');
  if (address !== undefined && !isIpv4WithPrefix(address)) return wrong('address', address, 'address');
  if (gateway !== undefined && !isIPv4(gateway)) return wrong('gateway', gateway, 'ipv4');
  const badName = dns.find((each) => !isIPv4(each));
  if (badName !== undefined) return wrong('dns', badName, 'ipv4');
  // The words never repeat what stands in the file.
  const passphrase = wifiPassphraseFile === undefined ? '' : (textIn(wifiPassphraseFile) ?? '').replace(/\r?\n$/u, '');
  if (wifiPassphraseFile !== undefined && !isPassphrase(passphrase))
    return wrong('wifi-passphrase-file', wifiPassphraseFile, 'passphrase');
  if (wifi === undefined && address === undefined && dns.length === 0) return ok(null);
  return ok({
    wifi: wifi === undefined ? null : { ssid: wifi, passphrase, country: wifiCountry },
    address: address ?? null,
    gateway: gateway ?? null,
    dns,
  });
};

export const readHostName = (given: string): Result<string, OptionFault> =>
  hostLabel.safeParse(given).success ? ok(given) : wrong('host-name', given, 'hostName');

/** ext4 with a journal needs some megabytes for itself, and a system that is full does not start. */
const leastSize = 16 * 1024 * 1024;

export const readSize = (option: string, given: string): Result<number, OptionFault> => {
  const [, digits, unit] = /^([1-9]\d{0,5})(MiB|GiB)$/u.exec(given) ?? [];
  const bytes = Number(digits ?? 0) * (unit === 'GiB' ? 2 ** 30 : 2 ** 20);
  return bytes >= leastSize ? ok(bytes) : wrong(option, given, 'size');
};

export const readDirectory = (option: string, given: string | undefined): Result<string | null, OptionFault> => {
  if (given === undefined) return ok(null);
  return statSync(given, { throwIfNoEntry: false })?.isDirectory() === true
    ? ok(given)
    : wrong(option, given, 'directory');
};
