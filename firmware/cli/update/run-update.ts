import { accessSync, constants, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyObject } from 'node:crypto';
import { updateMessages, updateSteps } from '../../../config/languages/messages/update.ts';
import type { StaffText } from '../../../config/languages/messages/wording.ts';
import type { DeviceConfig } from '../../../config/schema.ts';
import { errorCode } from '../../../hal/error-code.ts';
import type { Result } from '../../../hal/result.ts';
import { otherSlot, type Installed, type Slot } from '../../installed.ts';
import { exitCodes } from '../exit.ts';
import { refuse } from '../hub/say.ts';
import { Progress } from '../progress.ts';
import { prepare, tryOut, unfit, type Asked, type Place } from './apply.ts';
import { checkRelease, readPublicKeys } from './bundle.ts';
import { machineDisk } from './disk.ts';
import { download, downloadSettings, type DownloadFault } from './download.ts';
import type { FillStep, TellFill } from './fill-slot.ts';
import { mostTries } from './guard.ts';
import { ledgerVersionOf } from './ledger-version.ts';
import { lockUpdates, machineTime, machineUnit } from './machine.ts';
import { obstaclesNow } from './obstacles.ts';
import type { Outcome } from './record.ts';
import { obstaclesText, sayFault, short, tell, whyReturned } from './say.ts';
import { manifestIn, onTrial, standingOf } from './slots.ts';
import { findBundle, isAddress, machineSticks, type FoundBundle } from './source.ts';
import { watchSettingsOf, watchTrial } from './watch.ts';

/** How somebody wants it done. */
export interface How {
  /** Although people may be kept waiting: who asks stands there. */
  readonly now: boolean;
  readonly whenIdle: boolean;
  readonly allowOlder: boolean;
  readonly by: string;
}

/** Looked at again so often while it waits. */
const idleEveryMs = 20_000;

export const downloadsOf = (at: Installed): string => join(at.root, 'var/lib/letan-update');

/** Everything that an update needs of this machine; null: it was said what is missing. Without a configuration a trial can still be seen to its end. */
export function placeAt(at: Installed, config: DeviceConfig | null): Place | null {
  let keys: readonly KeyObject[];
  try {
    keys = readPublicKeys(at.releaseKeys);
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    refuse(exitCodes.config, updateMessages.keys, { file: at.releaseKeys, code });
    return null;
  }
  return {
    at,
    disk: machineDisk,
    unit: machineUnit(at),
    time: machineTime,
    watch: watchSettingsOf(config),
    keys,
    ledgerVersion: () => (config === null ? null : ledgerVersionOf(config)),
  };
}

/** Does `work` with the slots held against every other update; says so where one is under way, or where root is needed. */
export async function alone(at: Installed, work: () => Promise<void>): Promise<void> {
  try {
    accessSync(at.home, constants.W_OK);
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    return refuse(exitCodes.failed, updateMessages.root, { where: at.home, code });
  }
  const unlock = await lockUpdates(at);
  if (unlock === null) return refuse(exitCodes.failed, updateMessages.locked, {});
  try {
    await work();
  } finally {
    unlock();
  }
}

/**
 * Asks whether it may begin: at once, after a wait, or because somebody says so; null: not now, which was said. It may be asked again
 * before the next step, and says nothing twice.
 */
export const admission = (config: DeviceConfig, how: How): (() => Promise<Asked | null>) => {
  let told = '';
  const once = (step: 'despite' | 'waiting', why: StaffText): void => {
    if (told !== why.en) tell(step, { by: how.by, why });
    told = why.en;
  };
  return async () => {
    for (;;) {
      const obstacles = await obstaclesNow(config);
      if (obstacles.length === 0) return { by: how.by, despite: [] };
      const why = obstaclesText(obstacles);
      if (how.now) {
        once('despite', why);
        return { by: how.by, despite: [why] };
      }
      if (!how.whenIdle) {
        refuse(exitCodes.later, updateMessages['not-now'], { why });
        return null;
      }
      once('waiting', why);
      await machineTime.sleep(idleEveryMs);
    }
  };
};

const progressOf = (slot: Slot): { readonly tell: TellFill; end(): void } => {
  let bar: { readonly step: Exclude<FillStep, 'sync'>; readonly progress: Progress } | null = null;
  const end = (): void => void bar?.progress.end();
  return {
    tell: (step, done, of) => {
      if (step === 'sync') {
        end();
        bar = null;
        if (done === 0) tell('sync', {});
        return;
      }
      if (bar?.step !== step) {
        end();
        const { vi, en } = updateSteps[step];
        const title = { vi: vi.replace('{slot}', slot), en: en.replace('{slot}', slot) };
        bar = { step, progress: new Progress(title, of, process.stderr) };
      }
      bar.progress.at(done);
    },
    end,
  };
};

/** The file of the release that `source` means, fetched where it is an address; null: it was said why there is none. */
async function bundleOf(source: string, place: Place): Promise<FoundBundle | null> {
  if (!isAddress(source)) {
    const found = findBundle(source, place.keys, machineSticks);
    if (found.ok) return found.value;
    sayFault(found.fault);
    return null;
  }
  const fetched = await fetchFrom(source, place);
  if (!fetched.ok) {
    sayFault(fetched.fault);
    return null;
  }
  const file = fetched.value;
  return { file, called: source, letGo: () => rmSync(file, { force: true }) };
}

/** Fetches what lies at an address, and tells how far it is. */
async function fetchFrom(url: string, { at, time }: Place): Promise<Result<string, DownloadFault>> {
  let progress: Progress | null = null;
  let bytes = 0;
  const ended = (): void => {
    progress?.end();
    progress = null;
  };
  const began = time.now();
  const fetched = await download(url, downloadsOf(at), downloadSettings, (ms) => time.sleep(ms), {
    at: (done, of) => {
      progress ??= new Progress(updateSteps.download, of, process.stderr, { from: done });
      progress.at(done);
      bytes = done;
    },
    again: (code, seconds) => {
      ended();
      tell('again', { code, seconds });
    },
  });
  ended();
  if (fetched.ok)
    tell('fetched', { megabytes: Math.round(bytes / 1e6), seconds: Math.round((time.now() - began) / 1000) });
  return fetched;
}

/** Says how a trial ended, and ends with that. */
function report(outcome: Outcome | null, at: Installed, seconds: number): void {
  if (outcome === null) return tell('nothing', {});
  const from = outcome.from?.version ?? '?';
  const { version } = outcome.to;
  if (outcome.what !== 'confirmed')
    return refuse(exitCodes.failed, updateMessages.returned, { version, from, why: whyReturned(outcome) });
  const slot = otherSlot(standingOf(at).current ?? 'b');
  tell('confirmed', { version, from, slot, seconds });
}

/** Says each start once. */
const startTeller = (version: string): ((tries: number, seconds: number) => void) => {
  let told = 0;
  return (tries, seconds) => {
    if (tries === told) return;
    told = tries;
    tell('started', { version, seconds, tries, most: mostTries });
  };
};

/** Tries out what lies in the slot that does not run, and says how it went. */
export async function goOver(place: Place, asked: Asked, version: string): Promise<void> {
  const began = place.time.now();
  const outcome = await tryOut(place, asked, startTeller(version));
  report(outcome, place.at, Math.round((place.time.now() - began) / 1000));
}

/** Sees to its end what an earlier run, cut short, left on trial. */
export async function watchOn(place: Place): Promise<void> {
  const { at, disk, time, unit, watch } = place;
  const slot = onTrial(standingOf(at));
  if (slot === null) return;
  const began = time.now();
  const version = manifestIn(at.slots[slot])?.version ?? '?';
  const outcome = await watchTrial(disk, at, unit, time, watch, startTeller(version));
  report(outcome, at, Math.round((time.now() - began) / 1000));
}

/** `letan update apply`: from whatever names a release to a device that runs it, or runs on as it was. */
export async function applyFrom(source: string, place: Place, config: DeviceConfig, how: How): Promise<void> {
  const found = await bundleOf(source, place);
  if (found === null) return;
  try {
    const checked = checkRelease(found.file, ...place.keys);
    if (!checked.ok) return sayFault({ ...checked.fault, file: found.called });
    const { manifest } = checked.value;
    const { arch, commit, version } = manifest;
    tell('good', { version, commit: short(commit), arch });
    const fault = unfit(place, checked.value, how.allowOlder);
    if (fault !== null) {
      sayFault(fault);
      if (fault.kind === 'same') process.exitCode = exitCodes.ok;
      return;
    }
    const admitted = admission(config, how);
    if ((await admitted()) === null) return;
    const slot = otherSlot(standingOf(place.at).current ?? 'b');
    const progress = progressOf(slot);
    const began = place.time.now();
    const prepared = await prepare(place, checked.value, progress.tell);
    progress.end();
    if (!prepared.ok) return sayFault(prepared.fault);
    const seconds = Math.round((place.time.now() - began) / 1000);
    tell(prepared.value === 'filled' ? 'prepared' : 'wasThere', { slot, seconds });
    // It took a while: somebody may have come.
    const asked = await admitted();
    if (asked !== null) await goOver(place, asked, version);
  } finally {
    found.letGo();
  }
}
