import type { DeviceConfig, DeviceOf, SiteConfig } from '../../config/schema.ts';
import type { MqttBroker } from '../../hal/drivers/mqtt-message-bus.ts';
import { present } from '../../hal/assert.ts';

/*
 * The site's broker as config names it: who may carry it, where each device finds it, and which files of whom lie where. What is
 * written into those files: firmware/cli/hub/.
 */

export type SiteBroker = NonNullable<SiteConfig['broker']>;
export type Carrier = SiteBroker['at'][number];
type BusEntry = Exclude<DeviceOf<'bus'>, { driver: 'simulated' }>;

/** Names of the files in a device's broker folder. */
export const brokerFiles = {
  /** Who vouches for devices and brokers of the site. */
  authority: 'authority.crt',
  certificate: 'device.crt',
  privateKey: 'device.key',
  /** From here on only where the device may carry the broker. */
  config: 'mosquitto.conf',
  serverCertificate: 'server.crt',
  serverKey: 'server.key',
  revoked: 'revoked.pem',
  access: 'access',
  /** mosquitto's hashes; the carrier's own password stands in the file below. */
  passwords: 'passwords',
  password: 'loopback-password',
} as const;

/** Where a device keeps what `letan hub broker` wrote for it. */
export const brokerFolder = ({ dataDir, devices }: Pick<DeviceConfig, 'dataDir' | 'devices'>): string => {
  const bus = Object.values(devices).find((entry) => entry.port === 'bus');
  return (bus?.port === 'bus' && bus.driver === 'site' ? bus.folder : null) ?? `${dataDir}/broker`;
};

/** A host as it stands in an address: IPv6 in brackets. */
const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** The address of a carrier for a device: its own loopback for the carrier itself, TLS in the site's network for the others. */
export const carrierUrl = (carrier: Carrier, device: string): string =>
  carrier.device === device
    ? `mqtt://127.0.0.1:${carrier.loopbackPort}`
    : `mqtts://${inUrl(carrier.host)}:${carrier.port}`;

/** The brokers at which a device may find its site, in the order in which it looks. */
export const brokersOf = (
  config: Pick<DeviceConfig, 'device' | 'site' | 'dataDir' | 'devices'>,
  entry: BusEntry,
): readonly MqttBroker[] => {
  if (entry.driver === 'mqtt') return [entry];
  const { device, site } = config;
  const folder = brokerFolder(config);
  const file = (name: string): string => `${folder}/${name}`;
  // `broker.missing` has refused the config otherwise.
  const { at } = present(site.broker, 'a device of driver site stands in a site with a broker');
  return at.map((carrier): MqttBroker => {
    const own = carrier.device === device;
    return {
      url: carrierUrl(carrier, device),
      username: own ? device : null,
      passwordFile: own ? file(brokerFiles.password) : null,
      caFile: own ? null : file(brokerFiles.authority),
      certFile: own ? null : file(brokerFiles.certificate),
      keyFile: own ? null : file(brokerFiles.privateKey),
      keepAliveMs: entry.keepAliveMs,
    };
  });
};
