import { z } from 'zod';
import { durationBetween } from './duration.ts';
import { slug } from './text.ts';

const minutesOf = (ms: number): number => Math.round(ms / 60_000);

/** `bookings:` of a site; left out, it takes none. */
export const bookings = z
  .strictObject({
    /** Days ahead for which one may book, today not counted. */
    daysAhead: z.int().min(0).max(60).default(6),
    /** How long before the time that was booked its holder may check in, and how long after. */
    early: durationBetween(0, 43_200_000).prefault('30min'),
    late: durationBetween(0, 43_200_000).prefault('15min'),
    /**
     * Where in line who checks in stands: by the time that they booked for (`slot`), by when they registered, equal with numbers taken
     * here (`registered`), or by when they came (`arrived`).
     */
    place: z.enum(['slot', 'registered', 'arrived']).default('slot'),
  })
  .transform(({ early, late, ...it }) => ({ ...it, earlyMin: minutesOf(early), lateMin: minutesOf(late) }))
  .nullable();

const most = z.int().min(1).max(9999);

/** `quotas:` of a site: how many numbers a day; left out, as many as are wanted. */
export const quotas = z
  .strictObject({
    /** For one person over all channels, and for one person in one field. Counted where a person shows a code of theirs. */
    perPerson: most.nullable().default(null),
    perField: most.nullable().default(null),
    /** Whether a person is asked for a code of theirs before they get a number; without one the clerk decides. */
    askCode: z.boolean().default(false),
    /** Services that are one field; one that is not named is a field of its own. */
    fields: z.record(slug(), z.array(slug()).min(1).max(60)).default({}),
    /** By service. */
    perService: z.record(slug(), most).default({}),
    /** To whom numbers are given on the spot without a booking. */
    onSite: z.enum(['everyone', 'priority']).default('everyone'),
  })
  .nullable();
