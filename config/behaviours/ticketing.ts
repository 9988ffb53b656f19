import { z } from 'zod';
import { durationBetween } from '../duration.ts';

/** How long each step of taking a number waits for the visitor, the office and the printer. */
export const ticketing = z
  .strictObject({
    idle: durationBetween(10_000, 600_000).prefault('45s'),
    warning: durationBetween(0, 300_000).prefault('25s'),
    number: durationBetween(5000, 300_000).prefault('20s'),
    officeRetry: durationBetween(200, 60_000).prefault('2s'),
    officeGiveUp: durationBetween(1000, 120_000).prefault('10s'),
    offerAfterRestart: durationBetween(10_000, 600_000).prefault('3min'),
    print: durationBetween(3000, 120_000).prefault('15s'),
    doubleTap: durationBetween(0, 2000).prefault('400ms'),
  })
  .transform((it) => ({
    idleMs: it.idle,
    warningMs: it.warning,
    numberMs: it.number,
    officeRetryMs: it.officeRetry,
    officeGiveUpMs: it.officeGiveUp,
    offerMs: it.offerAfterRestart,
    printMs: it.print,
    doubleTapMs: it.doubleTap,
  }));
