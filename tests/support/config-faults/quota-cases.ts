import { edited } from '../config-files.ts';
import { site, type FaultCase } from './case.ts';

const without = 'priority: { ask: true }\n';
/** What the shipped site says of bookings. */
const bookings = 'bookings: { early: 30min, late: 15min }';
const withLine = (line: string) => ({ [site]: edited(site, [without, `${without}${line}\n`]) });

export const quotaCases: readonly FaultCase[] = [
  {
    name: 'a quota of a service that is misspelled, and of none',
    files: withLine('quotas: { perService: { ho-tch: 40 }, fields: { giay-to: [chung-thuc, cong-chung] } }'),
    faults: [
      ['counter.misspelledService quotas.perService.ho-tch', '40'],
      ['counter.noSuchService quotas.fields.giay-to[1]', 'cong-chung'],
    ],
  },
  {
    name: 'a service in two fields, and twice in one',
    files: withLine('quotas: { fields: { giay-to: [chung-thuc, ho-tich, ho-tich], nha-dat: [dat-dai, chung-thuc] } }'),
    faults: [
      ['quotas.fieldTwice quotas.fields.giay-to[2]', 'ho-tich'],
      ['quotas.fieldTwice quotas.fields.nha-dat[1]', 'chung-thuc'],
    ],
  },
  {
    name: 'a quota of persons whom nobody asks who they are',
    files: withLine('quotas: { perPerson: 2 }'),
    faults: [['quotas.nobodyKnown quotas.perPerson', '2']],
  },
  {
    name: 'numbers for priority only, where nobody can book',
    files: { [site]: edited(site, [bookings, ''], [without, `${without}quotas: { onSite: priority }\n`]) },
    faults: [['quotas.onlyBooked quotas.onSite', 'priority']],
  },
  {
    name: 'a window to check in that is no span, and a place that there is not',
    files: { [site]: edited(site, [bookings, 'bookings: { early: soon, place: first }']) },
    faults: [
      ['quantity.form bookings.early', 'soon'],
      ['value.oneOf bookings.place', 'first'],
    ],
  },
];
