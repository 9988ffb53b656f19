import { z } from 'zod';
import { durationBetween } from './duration.ts';
import { clockTime } from './strip.ts';

/** Where somebody goes who comes back into line. */
const backInLine = z
  .union([z.enum(['earned', 'end']), z.strictObject({ behind: z.int().min(1).max(50) })])
  .transform((it) => (typeof it === 'string' ? ({ to: it } as const) : ({ to: 'behind', people: it.behind } as const)));

/** `hall:` of a site: who decides, and the rules by which people are called. */
export const hall = z.strictObject({
  /** Calls before a no-show is accepted. */
  callsBeforeNoShow: z.int().min(1).max(10).default(3),
  /** Within this after a call a recall of the same number is taken for a slip of the finger. */
  recallGuard: durationBetween(0, 30_000).prefault('2s'),
  /** Who was not there when called and comes late. */
  latecomers: backInLine.prefault({ behind: 3 }),
  /** Who was put aside and is ready. */
  parked: backInLine.prefault('earned'),
  /** How many go first when a holder asks for more time. */
  deferBehind: z.int().min(1).max(50).default(3),
  /** When the day is closed, once nobody is at a counter any more: who then still waits is told so. Null: at midnight, by the next day. */
  dayEnd: clockTime().nullable().default(null),
  /** How long a device waits for the hub's answer before it gives a number by itself; people stand before it meanwhile. */
  hubPatience: durationBetween(300, 20_000).prefault('2s'),
  /** Numbers that the hub sets aside for a device, to be given while it is cut off. */
  lease: z
    .strictObject({
      /** How many of each series at a time. */
      size: z.int().min(10).max(500).default(50),
      /** A device that has fewer left is given more. */
      low: z.int().min(1).max(500).default(20),
    })
    .prefault({}),
});

/** `priority:` of a site. */
export const priority = z.strictObject({
  /** Whether the screen asks for it; staff confirm what was said. */
  ask: z.boolean().default(false),
  /** How many with priority may overtake one who came earlier and has none, at one counter; stated on the board. */
  overtakenAtMost: z.int().min(0).max(50).default(3),
});
