import { z } from 'zod';
import { durationBetween } from '../duration.ts';

/** When a visitor is spoken to, and when their visit is over. */
export const greeting = z
  .strictObject({
    aloud: z.boolean().default(true),
    standing: durationBetween(0, 10_000).prefault('700ms'),
    away: durationBetween(1000, 300_000).prefault('8s'),
    farewell: durationBetween(500, 60_000).prefault('4s'),
    idleVisit: durationBetween(30_000, 3_600_000).prefault('3min'),
    rest: durationBetween(0, 600_000).prefault('20s'),
  })
  .transform((it) => ({
    aloud: it.aloud,
    standingMs: it.standing,
    awayMs: it.away,
    farewellMs: it.farewell,
    idleVisitMs: it.idleVisit,
    restMs: it.rest,
  }));
