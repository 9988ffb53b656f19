import { z } from 'zod';
import { ok, type Result } from '../hal/result.ts';
import { durationBetween } from './duration.ts';
import { clockText } from './hours.ts';
import { parsedBy, refuse, type Refusal } from './refusal.ts';
import { slug } from './text.ts';

const readClock = (input: unknown): Result<number, Refusal> => {
  const match = typeof input === 'string' ? /^([0-9]{1,2})[:hg.]([0-9]{2})$/.exec(input.trim()) : null;
  if (match === null) return refuse('clock.form', {});
  const [hours, minutes] = match.slice(1).map(Number);
  if (hours === undefined || minutes === undefined || hours > 23 || minutes > 59) return refuse('clock.form', {});
  const minute = hours * 60 + minutes;
  return clockText(minute) === input ? ok(minute) : refuse('clock.repairable', { repair: clockText(minute) });
};

/** A time of the local day, `18:30`, in minutes since midnight. */
export const clockTime = () =>
  parsedBy(readClock, {
    type: 'string',
    description: 'a time of the day, 24 hours',
    pattern: '^[0-2][0-9]:[0-5][0-9]$',
    examples: ['18:30'],
  });

const readStripSeries = (input: unknown): Result<string, Refusal> =>
  typeof input === 'string' && /^[A-Z]$/.test(input.trim()) ? ok(input.trim()) : refuse('series.form', {});

/** `contingency:` of a site: numbers on a strip of paper, for when everything is down. */
export const contingency = z
  .strictObject({
    /** A letter that no service has. */
    series: parsedBy(readStripSeries, { type: 'string', description: 'one capital letter A to Z', pattern: '^[A-Z]$' }),
    numbers: z.int().min(5).max(200).default(40),
    /** The device with the slip printer that prints it. */
    printer: slug(),
    /** How long before the doors open it is printed. */
    before: durationBetween(0, 14_400_000).prefault('30min'),
  })
  .transform(({ before, ...it }) => ({ ...it, beforeMs: before }))
  .nullable();
