import type { ConfigFault } from '../faults.ts';
import { nearest } from '../nearest.ts';
import type { Parsed } from '../parse.ts';
import { refusal } from '../refusal.ts';
import type { SiteFile } from '../site.ts';
import type { Path } from '../tree.ts';
import { checkAnnouncing } from './announcing.ts';
import { Findings } from './findings.ts';
import { checkHours } from './hours.ts';
import { checkPlan } from './plan.ts';
import { checkQuotas } from './quotas.ts';

/** What is wrong with names that must be unique within a list. */
export const checkUnique = (found: Findings, names: readonly string[], path: (index: number) => Path): void => {
  for (const [index, name] of names.entries())
    if (names.indexOf(name) < index) found.refuse(path(index), refusal('name.twice', { name }));
};

const checkServices = (site: Partial<SiteFile>, found: Findings): void => {
  const { counters = [] } = site;
  const services = (site.services ?? []).map(({ id }) => id);
  checkUnique(found, services, (index) => ['services', index, 'id']);
  checkUnique(
    found,
    counters.map(({ id }) => id),
    (index) => ['counters', index, 'id'],
  );
  for (const [index, counter] of counters.entries()) {
    checkUnique(found, counter.services, (at) => ['counters', index, 'services', at]);
    for (const [at, id] of counter.services.entries()) {
      if (services.includes(id) || !found.whole('services')) continue;
      const close = nearest(id, services);
      const known = services.join(', ');
      found.refuse(
        ['counters', index, 'services', at],
        close === null
          ? refusal('counter.noSuchService', { known })
          : refusal('counter.misspelledService', { repair: close }),
      );
    }
  }
  if (!found.whole('counters')) return;
  for (const [index, id] of services.entries())
    if (!counters.some((counter) => counter.services.includes(id)))
      found.refuse(['services', index, 'id'], refusal('service.noCounter', { service: id }));
};

/** That of the Vietnamese for contingency (dự phòng) first. */
const letters = 'DEFGIJLMNOPRSTUVWXYZABC'.split('');

/** A strip whose numbers a service gives too would put two people before a counter with one number. */
const checkStrip = ({ contingency, services = [] }: Partial<SiteFile>, found: Findings): void => {
  if (contingency === undefined || contingency === null) return;
  const taken = services.find(({ series }) => series === contingency.series);
  if (taken === undefined) return;
  const free = letters.find((letter) => !services.some(({ series }) => series === letter)) ?? '';
  found.refuse(['contingency', 'series'], refusal('contingency.seriesTaken', { service: taken.id, free }));
};

/** What no schema of a single value can see in a site's file. `directory` is the name of the directory that holds it. */
export const checkSite = (parsed: Parsed<SiteFile>, directory: string): readonly ConfigFault[] => {
  const site = parsed.usable;
  if (site === null) return [];
  const found = new Findings(parsed);
  if (site.site !== undefined && site.site !== directory)
    found.refuse(['site'], refusal('site.directory', { directory }));
  checkUnique(found, site.languages ?? [], (index) => ['languages', index]);
  checkServices(site, found);
  checkQuotas(site, found);
  checkAnnouncing(site, found);
  checkStrip(site, found);
  for (const kind of ['doors', 'waiting', 'keepOut'] as const)
    checkUnique(
      found,
      (site.plan?.[kind] ?? []).map(({ id }) => id),
      (index) => ['plan', kind, index, 'id'],
    );
  checkPlan(site, found);
  checkHours(parsed, site, found);
  return found.faults;
};
