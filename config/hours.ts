import { ok, type Result } from '../hal/result.ts';
import { parsedBy, refuse, type Refusal } from './refusal.ts';

/** Minutes of the local day, `from` < `to` ≤ 1440. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const WRITTEN = /^([0-9]{1,2})[:hg.]([0-9]{2})\s?[-–—]\s?([0-9]{1,2})[:hg.]([0-9]{2})$/;
const EXACT = /^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$/;

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** Minutes of the day as `08:05`. */
export const clockText = (minutes: number): string =>
  `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;

/** A span as it is written in a site file. */
export const spanText = (span: Span): string => `${clockText(span.from)}-${clockText(span.to)}`;

/** Reads `08:00-12:00`; `24:00` is the end of the day. */
export const readSpan = (input: unknown): Result<Span, Refusal> => {
  if (typeof input !== 'string') return refuse('hours.form', {});
  const text = input.normalize('NFC').trim();
  const match = WRITTEN.exec(text);
  if (match === null) return refuse('hours.form', {});
  const [fromHour, fromMinute, toHour, toMinute] = match.slice(1).map(Number);
  if (fromHour === undefined || fromMinute === undefined || toHour === undefined || toMinute === undefined)
    return refuse('hours.form', {});
  const span: Span = { from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute };
  if (fromMinute > 59 || toMinute > 59 || span.from > 1440 || span.to > 1440) return refuse('hours.noSuchTime', {});
  if (!EXACT.test(text)) return refuse('hours.repairable', { repair: spanText(span) });
  if (span.from >= span.to) return refuse('hours.reversed', { repair: spanText({ from: span.to, to: span.from }) });
  return ok(span);
};

/** One span of the day. */
export const span = () =>
  parsedBy(readSpan, {
    type: 'string',
    description: 'a span of the day',
    pattern: '^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$',
    examples: ['08:00-12:00'],
  });

/** Weekday names as they are written, in the order of their numbers (0 = Sunday). */
export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const working = [...weekdays.slice(1), weekdays[0]];

/** Reads `mon`, `mon-fri` or `tue,thu` into weekday numbers (0 = Sunday). */
export const readDays = (input: string): Result<readonly number[], Refusal> => {
  const days: number[] = [];
  for (const part of input.trim().toLowerCase().split(',')) {
    const [first, last, more] = part.trim().split('-');
    const from = working.findIndex((day) => day === first);
    const to = last === undefined ? from : working.findIndex((day) => day === last);
    if (more !== undefined || from < 0 || to < 0) return refuse('days.form', {});
    if (to < from) return refuse('days.reversed', {});
    for (let day = from; day <= to; day += 1) {
      const number = (day + 1) % 7;
      if (days.includes(number)) return refuse('days.twice', { day: weekdays[number] ?? '' });
      days.push(number);
    }
  }
  return ok(days);
};

/** The first two spans of a day that overlap, null when none do. */
export const overlapping = (spans: readonly Span[]): readonly [Span, Span] | null => {
  const ordered = [...spans].sort((a, b) => a.from - b.from);
  for (const [index, later] of ordered.entries()) {
    const earlier = ordered[index - 1];
    if (earlier !== undefined && later.from < earlier.to) return [earlier, later];
  }
  return null;
};

/** Whether every minute of `inner` lies in one of the spans (touching spans count as one). */
export const covered = (inner: Span, spans: readonly Span[]): boolean => {
  let reached = inner.from;
  for (const outer of [...spans].sort((a, b) => a.from - b.from))
    if (outer.from <= reached && outer.to > reached) reached = outer.to;
  return reached >= inner.to;
};
