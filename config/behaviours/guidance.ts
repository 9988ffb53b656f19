import { z } from 'zod';
import { durationBetween } from '../duration.ts';
import { lengthBetween } from '../length.ts';

/** How the way to a counter is found and for how long it is shown. */
export const guidance = z
  .strictObject({
    clearance: lengthBetween(0, 1).prefault('0.3m'),
    show: durationBetween(3000, 300_000).prefault('20s'),
  })
  .transform((it) => ({ clearanceM: it.clearance, showMs: it.show }));
