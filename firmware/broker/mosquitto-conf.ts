import { bridgeTopic } from './access.ts';
import { brokerFiles, type Carrier, type SiteBroker } from './site-broker.ts';

/*
 * mosquitto's configuration (mosquitto.conf(5), version 2.0). Every limit is said: a hub is a small computer in a public hall, and one
 * client that is gone for a week must not take its memory from those who are here.
 */

/** A whole packet: the largest payload that our own clients take, with room for topic and header. */
const largestMessage = 260 * 1024;
/** Messages that wait for one client that is away, the bridge included; the oldest go first. What is lost so is found by talking. */
const queuedMessages = 10_000;
const queuedBytes = 16 * 1024 * 1024;
/** Devices, desks and probes of a large centre, some of them twice while a dead connection is still believed. */
const connections = 200;
/** All of mosquitto's heap; a Pi with 1 GB has room for it and for the rest. */
const memoryBytes = 192 * 1024 * 1024;

export interface BrokerPlace {
  readonly site: string;
  readonly carrier: Carrier;
  /** Where its files lie on the carrier. */
  readonly folder: string;
}

/** What goes over the bridge: `topic <pattern> <direction> <QoS> <local prefix> <remote prefix>`. */
const bridged = (site: string, { up, down, prefix }: NonNullable<SiteBroker['city']>): readonly string[] => {
  const base = `letan/v1/${site}/+`;
  const remote = prefix === '' ? '' : ` "" ${prefix}`;
  return [
    ...up.map((name) => `topic ${base}/${name} out 1${remote}`),
    ...down.flatMap((name) => [`topic ${base}/${name} in 1${remote}`, `topic ${base}/${name}/ack out 1${remote}`]),
  ];
};

const cityAddress = (url: string): string => {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname.replace(/^\[|\]$/g, '')}:${port || (protocol === 'mqtts:' ? '8883' : '1883')}`;
};

/**
 * The bridge to the city. mosquitto keeps its queue while the WAN is cut (`cleansession false`), tries again with a growing wait, and
 * tells on both ends whether it stands. Nothing in the room waits for it.
 */
const bridge = (
  { site }: BrokerPlace,
  city: NonNullable<SiteBroker['city']>,
  password: string | null,
): readonly string[] => {
  const secure = new URL(city.url).protocol === 'mqtts:';
  return [
    '',
    '# the city',
    `connection letan-${site}`,
    `address ${cityAddress(city.url)}`,
    `remote_clientid letan-${site}`,
    `local_clientid city-${site}`,
    ...(city.username === null ? [] : [`remote_username ${city.username}`]),
    ...(password === null ? [] : [`remote_password ${password}`]),
    // Without a file of its own the system's authorities vouch for the city.
    ...(secure ? [city.caFile === null ? 'bridge_capath /etc/ssl/certs' : `bridge_cafile ${city.caFile}`] : []),
    ...(city.certFile === null ? [] : [`bridge_certfile ${city.certFile}`]),
    ...(city.keyFile === null ? [] : [`bridge_keyfile ${city.keyFile}`]),
    'bridge_protocol_version mqttv311',
    // A broker that is no mosquitto does not know its private mark in the protocol's version.
    'try_private false',
    'cleansession false',
    'start_type automatic',
    'restart_timeout 2 60',
    'keepalive_interval 30',
    `notification_topic ${bridgeTopic(site)}`,
    'notifications true',
    ...bridged(site, city),
  ];
};

/** `mosquitto.conf` of a carrier; `cityPassword` is what stands in the city's password file, null without one. */
export const mosquittoConf = (place: BrokerPlace, broker: SiteBroker, cityPassword: string | null): string => {
  const { carrier, folder, site } = place;
  const file = (name: string): string => `${folder}/${name}`;
  const lines = [
    `# The broker of ${site} on ${carrier.device}, written by \`letan hub broker\`: change broker: in site.yaml, not this file.`,
    // letan starts it as its own user. Started by root it would else become user `mosquitto`, who may not read these files.
    'user root',
    `pid_file ${file('mosquitto.pid')}`,
    'per_listener_settings true',
    'allow_zero_length_clientid false',
    'set_tcp_nodelay true',
    `max_packet_size ${largestMessage}`,
    `memory_limit ${memoryBytes}`,
    `max_queued_messages ${queuedMessages}`,
    `max_queued_bytes ${queuedBytes}`,
    'max_inflight_messages 100',
    'max_keepalive 600',
    'queue_qos0_messages false',
    // Who has been away for a month does not come back for its queue.
    'persistent_client_expiration 30d',
    'persistence true',
    `persistence_location ${folder}/store/`,
    // A card lives longer; what a killed broker forgets, devices find out by talking.
    'autosave_interval 300',
    'log_dest stderr',
    'log_type error',
    'log_type warning',
    'log_type notice',
    'connection_messages true',
    '',
    '# the carrier itself',
    `listener ${carrier.loopbackPort} 127.0.0.1`,
    'allow_anonymous false',
    `password_file ${file(brokerFiles.passwords)}`,
    `acl_file ${file(brokerFiles.access)}`,
    `max_connections ${connections}`,
    '',
    '# the other devices and desks: a certificate of this site, or nothing',
    `listener ${carrier.port}`,
    'allow_anonymous false',
    `cafile ${file(brokerFiles.authority)}`,
    `certfile ${file(brokerFiles.serverCertificate)}`,
    `keyfile ${file(brokerFiles.serverKey)}`,
    `crlfile ${file(brokerFiles.revoked)}`,
    'require_certificate true',
    'use_identity_as_username true',
    'tls_version tlsv1.2',
    `acl_file ${file(brokerFiles.access)}`,
    `max_connections ${connections}`,
    ...(broker.city === null ? [] : bridge(place, broker.city, cityPassword)),
  ];
  return `${lines.join('\n')}\n`;
};
