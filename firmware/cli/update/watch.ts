import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { DeviceConfig } from '../../../config/schema.ts';
import { otherSlot, type Installed } from '../../installed.ts';
import { switchLink, type Disk } from './disk.ts';
import { confirm, goBack } from './guard.ts';
import { historyOf, trialOf, writeTrial, type Outcome, type ReturnReason, type Trial } from './record.ts';
import { onTrial, standingOf } from './slots.ts';

/** The unit of the device's firmware, as the service manager has it. */
export interface Unit {
  /** Ends it in order and starts it again; does not wait for either. */
  restart(): void;
  /** `failed`: nobody starts it again by itself. */
  state(): 'up' | 'failed';
  /** The release that is good now brings its own unit files, rules and users: the machine gets them. */
  adopt(): void;
}

/** Time as a watch needs it. */
export interface WatchTime {
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** Milliseconds since 1970. */
  wall(): number;
  sleep(ms: number): Promise<void>;
}

export interface WatchSettings {
  /** A release that was not found good by then goes back, however well it looks: some minutes on the slowest board, three starts. */
  readonly withinMs: number;
  readonly everyMs: number;
}
const watchSettings: WatchSettings = { withinMs: 10 * 60_000, everyMs: 500 };

/**
 * How a device of this configuration watches a trial; null: its configuration cannot be read. One that gives a start more time than usual
 * (`goodStart.within`) gives a trial twice that, or no release could ever prove itself there.
 */
export const watchSettingsOf = (config: Pick<DeviceConfig, 'goodStart'> | null): WatchSettings => ({
  ...watchSettings,
  withinMs: Math.max(watchSettings.withinMs, 2 * (config?.goodStart.withinMs ?? 0)),
});

const reportSchema = z.object({ verdict: z.enum(['on-trial', 'good', 'bad']) });

/** What this start was judged to be by the firmware itself; null: not yet. */
function verdictOf(at: Installed): 'good' | 'bad' | null {
  try {
    const report = reportSchema.safeParse(JSON.parse(readFileSync(at.startReport, 'utf8')));
    return report.success && report.data.verdict !== 'on-trial' ? report.data.verdict : null;
  } catch {
    // Not there yet: it is written whole or not at all.
    return null;
  }
}

/**
 * Puts the release of the other slot on trial and starts it. Both links are there from here on, so the way back is open before the first
 * step on the new one.
 */
export function beginTrial(disk: Disk, at: Installed, trial: Trial, unit: Unit): void {
  const good = otherSlot(trial.slot);
  switchLink(disk, at.good, good);
  writeTrial(disk, at, trial);
  switchLink(disk, at.current, trial.slot);
  unit.restart();
}

/** What became of a trial: as history has it. */
const outcomeOf = (at: Installed, id: string): Outcome | null =>
  historyOf(at).findLast((each) => each.id === id) ?? null;

/**
 * Watches what is on trial until it is good or given up; gives null when nothing is. May be cut short and begun anew: its time then
 * begins again, its tries do not.
 */
export async function watchTrial(
  disk: Disk,
  at: Installed,
  unit: Unit,
  time: WatchTime,
  settings: WatchSettings,
  tell: (tries: number, secondsLeft: number) => void,
): Promise<Outcome | null> {
  const begun = time.now();
  let standing = standingOf(at);
  const id = trialOf(at)?.id ?? null;
  if (onTrial(standing) === null) return id === null ? null : outcomeOf(at, id);
  // Cut short between the switch and the restart: what runs is still the old one, and its verdict says nothing.
  if ((trialOf(at)?.tries ?? 0) === 0) unit.restart();
  const giveUp = (reason: ReturnReason): void => {
    goBack(disk, at, standing, reason, time.wall());
    unit.restart();
  };
  for (;;) {
    standing = standingOf(at);
    const tries = trialOf(at)?.tries ?? 0;
    if (onTrial(standing) === null) return id === null ? (historyOf(at).at(-1) ?? null) : outcomeOf(at, id);
    const left = settings.withinMs - (time.now() - begun);
    const verdict = tries > 0 ? verdictOf(at) : null;
    if (verdict === 'good') confirm(disk, at, standing, time.wall(), () => unit.adopt());
    else if (verdict === 'bad') giveUp('bad-start');
    else if (tries > 0 && unit.state() === 'failed') giveUp('unit-failed');
    else if (left <= 0) giveUp('too-late');
    else {
      tell(tries, Math.ceil(left / 1000));
      await time.sleep(settings.everyMs);
    }
  }
}
