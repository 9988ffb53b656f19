import { isIPv4 } from 'node:net';
import { z } from 'zod';

/** How the device comes into the network; nothing of it: a cable, and the address that it is given. */
export interface NetworkChoice {
  readonly wifi: { readonly ssid: string; readonly passphrase: string; readonly country: string } | null;
  /** `10.20.0.11/24`; null: as it is given (DHCP). */
  readonly address: string | null;
  readonly gateway: string | null;
  readonly dns: readonly string[];
}

export const isIpv4WithPrefix = (text: string): boolean => {
  const [address = '', prefix = '', ...rest] = text.split('/');
  return rest.length === 0 && isIPv4(address) && /^(?:[1-9]|[12]\d|3[0-2])$/u.test(prefix);
};

/** IEEE 802.11: 1 to 32 bytes; WPA: 8 to 63 printable characters of ASCII, or the key itself in 64 hexadecimal digits. */
export const isSsid = (text: string): boolean => {
  const { length } = Buffer.from(text, 'utf8');
  return length >= 1 && length <= 32 && !/\p{Cc}/u.test(text);
};
export const isPassphrase = (text: string): boolean => /^(?:[\x20-\x7e]{8,63}|[0-9a-fA-F]{64})$/u.test(text);
export const isCountry = (text: string): boolean => /^[A-Z]{2}$/u.test(text);

/** A name in the network: RFC 1123, one label. */
export const hostLabel = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u);

/** A value of a keyfile: GKeyFile takes a backslash as the beginning of an escape, and drops blanks at the start. */
const keyfileValue = (text: string): string => text.replaceAll('\\', '\\\\').replace(/^ /u, '\\s');

/** NetworkManager's keyfile for the device's one way into the network (nm-settings-keyfile(5)); only root may read it. */
export const networkKeyfile = ({ address, dns, gateway, wifi }: NetworkChoice, uuid: string): string => {
  const lines = [
    '[connection]',
    'id=letan',
    `uuid=${uuid}`,
    `type=${wifi === null ? 'ethernet' : 'wifi'}`,
    // A centre's switch may be switched on after the device: it goes on trying.
    'autoconnect-retries=0',
    ...(wifi === null
      ? []
      : [
          '',
          '[wifi]',
          'mode=infrastructure',
          `ssid=${keyfileValue(wifi.ssid)}`,
          '',
          '[wifi-security]',
          'key-mgmt=wpa-psk',
          `psk=${keyfileValue(wifi.passphrase)}`,
        ]),
    '',
    '[ipv4]',
    ...(address === null
      ? ['method=auto']
      : ['method=manual', `address1=${address}${gateway === null ? '' : `,${gateway}`}`]),
    ...(dns.length === 0 ? [] : [`dns=${dns.join(';')};`]),
    '',
    '[ipv6]',
    'method=auto',
    'addr-gen-mode=default',
  ];
  return `${lines.join('\n')}\n`;
};
