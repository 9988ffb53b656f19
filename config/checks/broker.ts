import type { ConfigFault } from '../faults.ts';
import { nearest } from '../nearest.ts';
import type { Parsed } from '../parse.ts';
import { refusal } from '../refusal.ts';
import type { SiteFile } from '../site.ts';
import { Findings } from './findings.ts';
import type { Member } from './fleet.ts';

/** What is wrong with `broker:` as seen from its own file: who carries it, and where. */
const inSite = (site: Parsed<SiteFile>, devices: readonly string[]): readonly ConfigFault[] => {
  const found = new Findings(site);
  const broker = site.usable?.broker ?? null;
  if (broker === null) return [];
  const known = devices.join(', ');
  for (const [index, { device, host, port }] of broker.at.entries()) {
    const path = ['broker', 'at', index];
    const before = broker.at.slice(0, index);
    if (!devices.includes(device)) {
      const close = nearest(device, devices);
      found.refuse(
        [...path, 'device'],
        close === null
          ? refusal('broker.noSuchDevice', { known })
          : refusal('broker.misspelledDevice', { known, repair: close }),
      );
    }
    if (before.some((other) => other.device === device))
      found.refuse([...path, 'device'], refusal('name.twice', { name: device }));
    const there = before.find((other) => other.host === host && other.port === port);
    if (there !== undefined)
      found.refuse(
        [...path, 'host'],
        refusal('broker.sameAddress', { other: there.device, address: `${host}:${port}` }),
      );
  }
  for (const [index, { id }] of broker.clients.entries()) {
    const path = ['broker', 'clients', index, 'id'];
    if (devices.includes(id)) found.refuse(path, refusal('broker.clientIsDevice', { name: id }));
    if (broker.clients.slice(0, index).some((other) => other.id === id))
      found.refuse(path, refusal('name.twice', { name: id }));
  }
  const host = site.usable?.hall?.host;
  if (host !== undefined && devices.includes(host) && found.whole('broker', 'at') && broker.at[0]?.device !== host)
    found.refuse(['broker', 'at', 0, 'device'], refusal('broker.hubNotFirst', { host }));
  return found.faults;
};

/** What is wrong with the broker of a site, told where it stands: in the site's file or in that of a device that looks for it. */
export const brokerFaults = (members: readonly Member[], site: Parsed<SiteFile> | null): readonly ConfigFault[] => {
  if (site === null) return [];
  const faults = [
    ...inSite(
      site,
      members.map(({ name }) => name),
    ),
  ];
  if (site.usable === null || site.usable.broker !== null || site.removed.some(([key]) => key === 'broker'))
    return faults;
  for (const { parsed } of members) {
    if (parsed === null) continue;
    const found = new Findings(parsed);
    for (const [name, entry] of Object.entries(parsed.usable?.devices ?? {}))
      if (entry.port === 'bus' && entry.driver === 'site')
        found.refuse(['devices', name, 'driver'], refusal('broker.missing', {}));
    faults.push(...found.faults);
  }
  return faults;
};
