import { z } from 'zod';
import { durationBetween } from './duration.ts';
import { refusal, refuseAt } from './refusal.ts';

/**
 * When a start of the device counts as good: what an update must reach before it stays, and what ends the count of bad starts. The
 * service manager is told that the device lives by the same looks.
 */
export const goodStart = z
  .strictObject({
    /** Firmware, event loop, ledger and page are well for this long without a break. */
    wellFor: durationBetween(1_000, 600_000).prefault('1min'),
    /** A start that is not good by then is bad. */
    within: durationBetween(10_000, 3_600_000).prefault('5min'),
    /** From one look to the next. */
    every: durationBetween(500, 20_000).prefault('5s'),
    /** Ledger and page must answer in this time. */
    answer: durationBetween(500, 20_000).prefault('5s'),
    /** The event loop may stand still for so long. */
    loopLate: durationBetween(100, 10_000).prefault('2s'),
  })
  .check((context) => {
    const { wellFor, within } = context.value;
    if (within <= wellFor)
      refuseAt(context, ['within'], refusal('goodStart.order', { within: `${within}ms`, wellFor: `${wellFor}ms` }));
  })
  .transform(({ answer, every, loopLate, wellFor, within }) => ({
    wellForMs: wellFor,
    withinMs: within,
    everyMs: every,
    answerMs: answer,
    loopLateMs: loopLate,
  }));
