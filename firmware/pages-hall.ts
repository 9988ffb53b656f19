import type { Hall } from '../behaviours/hall/index.ts';
import type { RecordedHal } from './recorder.ts';
import type { SeenHall } from './site-face.ts';

/**
 * The hall as pages see it. Looking changes nothing of what the firmware tells or writes down, and what a page has read from the disk is
 * asked like everything else that comes from outside: else a run from the recording, at which nobody looks, would be another.
 */
export const pagesHall = (hall: Hall | null, asked: RecordedHal['asked']): SeenHall | null =>
  hall === null
    ? null
    : { ...hall, office: hall.seen, eventsOf: (day) => asked('read-day', { day }, () => hall.eventsOf(day)) };
