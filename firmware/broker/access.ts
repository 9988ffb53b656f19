import { deviceTopics } from '../topics.ts';
import type { SiteBroker } from './site-broker.ts';

/** The shape of mosquitto's access list: who may write what; nobody who is not named may do anything. */
const granted = (user: string, lines: readonly string[]): string =>
  [`user ${user}`, ...lines.map((line) => `topic ${line}`)].join('\n');

const below = (site: string): string => `letan/v1/${site}`;

/**
 * mosquitto's access list (mosquitto.conf(5), acl_file). A device speaks for itself alone: what it is, its events and its answers. It may
 * ask any other, since any may be the hub one day, and pass on who comes to help; it hears the whole site. All other wishes of
 * staff come from clients with that role, but for raising another hub, for which somebody goes to that device. A reader
 * says nothing. User names are the common names of the certificates.
 */
export const accessList = (site: string, devices: readonly string[], broker: SiteBroker): string => {
  const readSite = `read ${below(site)}/#`;
  const device = (name: string): string => {
    const own = deviceTopics(site, name);
    const others = deviceTopics(site, '+');
    const written = [
      own.meta,
      own.state,
      own.status,
      own.hall,
      own.event('+'),
      own.ack('+'),
      own.answer('+'),
      others.ask(name),
      others.command('assistance-accept'),
      others.command('assistance-done'),
    ];
    return granted(name, [readSite, ...written.map((topic) => `write ${topic}`)]);
  };
  const client = ({ id, role }: SiteBroker['clients'][number]): string =>
    granted(id, [
      readSite,
      ...(role === 'staff'
        ? [`deny ${deviceTopics(site, '+').command('promote')}`, `write ${deviceTopics(site, '+').commands}`]
        : []),
    ]);
  return `${[...devices.map(device), ...broker.clients.map(client)].join('\n\n')}\n`;
};

/** Where mosquitto tells whether its bridge to the city stands: `1` or `0`, retained, on both ends. */
export const bridgeTopic = (site: string): string => `${below(site)}/bridge/link`;
