import type { Hall } from '../behaviours/hall/index.ts';
import type { RecordedHal } from './recorder.ts';

/**
 * The hall as pages see it. What a page has read from the disk is asked like everything else that comes from outside, else a recording would
 * hold an answer that nobody asked for.
 */
export const pagesHall = (hall: Hall | null, asked: RecordedHal['asked']): Hall | null =>
  hall === null ? null : { ...hall, eventsOf: (day) => asked('read-day', { day }, () => hall.eventsOf(day)) };
