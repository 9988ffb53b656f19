import { nearest } from '../nearest.ts';
import { refusal } from '../refusal.ts';
import type { SiteFile } from '../site.ts';
import type { Findings } from './findings.ts';

/** Quotas name services of the site, each in one field at most; a person is counted only where a code of theirs is asked for. */
export const checkQuotas = ({ bookings, quotas, services = [] }: Partial<SiteFile>, found: Findings): void => {
  if (quotas === undefined || quotas === null || !found.whole('services')) return;
  const known = services.map(({ id }) => id);
  const check = (id: string, path: readonly (string | number)[]): void => {
    if (known.includes(id)) return;
    const close = nearest(id, known);
    found.refuse(
      ['quotas', ...path],
      close === null
        ? refusal('counter.noSuchService', { known: known.join(', ') })
        : refusal('counter.misspelledService', { repair: close }),
    );
  };
  for (const id of Object.keys(quotas.perService)) check(id, ['perService', id]);
  // Of two fields the hall could only take one, and whoever wrote the other would count in vain.
  const fieldOf = new Map<string, string>();
  for (const [field, ids] of Object.entries(quotas.fields))
    for (const [index, id] of ids.entries()) {
      const path = ['fields', field, index] as const;
      const first = fieldOf.get(id);
      check(id, path);
      if (first === undefined) fieldOf.set(id, field);
      else found.refuse(['quotas', ...path], refusal('quotas.fieldTwice', { field: first }));
    }
  if (!quotas.askCode && (quotas.perPerson !== null || quotas.perField !== null))
    found.refuse(['quotas', quotas.perPerson === null ? 'perField' : 'perPerson'], refusal('quotas.nobodyKnown', {}));
  if (quotas.onSite === 'priority' && (bookings === undefined || bookings === null))
    found.refuse(['quotas', 'onSite'], refusal('quotas.onlyBooked', {}));
};
