import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** What comes of a work, or `late` where it is not over by then; it goes on all the same. With no time left what is over already counts. */
export const within = async <T, L>(clock: Clock, ms: Milliseconds, work: Promise<T>, late: L): Promise<T | L> => {
  let timer: TimerId | null = null;
  const over = new Promise<L>((resolve) => {
    timer = clock.setTimeout(() => resolve(late), ms);
  });
  const first = await Promise.race([work, over]);
  if (timer !== null) clock.clearTimeout(timer);
  return first;
};
