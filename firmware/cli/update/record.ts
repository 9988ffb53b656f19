import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { slots, type Installed } from '../../installed.ts';
import { removeFile, replaceFile, type Disk } from './disk.ts';

/*
 * `boot.json`: the release that is on trial. That one is on trial the links say (`slots.ts`); this says how often it was started and what
 * it came from. It may be lost: a trial without a record is counted from nothing. `updates.json`: what became of updates, newest last.
 */

const release = z.object({ version: z.string(), commit: z.string() });
/** A sentence for staff, as it was said. */
const said = z.object({ vi: z.string().max(400), en: z.string().max(400) });
export type ReleaseName = z.output<typeof release>;

/** Why a release on trial was given up. */
export const returnReasons = ['tries', 'bad-start', 'too-late', 'unit-failed', 'tree', 'asked'] as const;
export type ReturnReason = (typeof returnReasons)[number];

const trialSchema = z.object({
  format: z.literal(1),
  /** One trial, as history names it. */
  id: z.string().min(1).max(80),
  slot: z.enum(slots),
  from: release.nullable(),
  to: release,
  /** Who asked for it: a person's account, or the device. */
  by: z.string().max(80),
  /** What spoke against it at the time, and was overruled by who stood there. */
  despite: z.array(said).max(20),
  /** Starts so far. */
  tries: z.int().min(0),
  /** Given up; the links may not say so yet. */
  returned: z.enum(returnReasons).nullable(),
});
export type Trial = z.output<typeof trialSchema>;

const outcomeSchema = z.object({
  id: z.string(),
  /** Milliseconds since 1970 by the device's own clock, which may have been wrong. */
  at: z.int(),
  what: z.enum(['confirmed', 'returned', 'interrupted']),
  reason: z.enum(returnReasons).nullable(),
  from: release.nullable(),
  to: release,
  by: z.string(),
  despite: z.array(said),
});
export type Outcome = z.output<typeof outcomeSchema>;

const longest = 256 * 1024;
const keptOutcomes = 50;

/** A small file of ours; null: it is not there, or not what it should be. */
function parsed<T>(path: string, schema: z.ZodType<T>): T | null {
  try {
    const text = readFileSync(path, 'utf8');
    const found = schema.safeParse(text.length > longest ? null : JSON.parse(text));
    return found.success ? found.data : null;
  } catch {
    // Missing, unreadable, or no JSON: what depends on it is made anew.
    return null;
  }
}

export const historyFile = (at: Installed): string => join(at.home, 'updates.json');

export const trialOf = (at: Installed): Trial | null => parsed(at.boot, trialSchema);
export const historyOf = (at: Installed): readonly Outcome[] => parsed(historyFile(at), z.array(outcomeSchema)) ?? [];

/** Whether a release was the last time that it was tried given up. */
export const wasGivenUp = (at: Installed, commit: string): boolean =>
  historyOf(at).findLast(({ to, what }) => to.commit === commit && what !== 'interrupted')?.what === 'returned';

export const writeTrial = (disk: Disk, at: Installed, trial: Trial): void =>
  replaceFile(disk, at.boot, `${JSON.stringify(trial)}\n`);

/** Ends the record of a trial: into history once, however often it is cut short, then gone. */
export function endTrial(disk: Disk, at: Installed, trial: Trial, what: Outcome['what'], now: number): void {
  const { by, despite, from, id, returned, to } = trial;
  const history = historyOf(at);
  if (!history.some((each) => each.id === id)) {
    const outcome: Outcome = { id, at: now, what, reason: returned, from, to, by, despite };
    const kept = [...history, outcome].slice(-keptOutcomes);
    replaceFile(disk, historyFile(at), `${JSON.stringify(kept, null, 1)}\n`);
  }
  removeFile(disk, at.boot);
}
