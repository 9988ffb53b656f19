import { randomBytes, type KeyObject } from 'node:crypto';
import type { StaffText } from '../../../config/languages/messages/wording.ts';
import { done, fail, ok, type Result } from '../../../hal/result.ts';
import { otherSlot, type Installed, type Slot } from '../../installed.ts';
import { notOlder, type CheckedBundle, type Manifest, type OlderFault } from './bundle.ts';
import type { Disk } from './disk.ts';
import { fillSlot, type FillFault, type TellFill } from './fill-slot.ts';
import { settle } from './guard.ts';
import { wasGivenUp, type Outcome, type Trial } from './record.ts';
import { checkSlot, manifestIn, onTrial, standingOf, type SlotFault } from './slots.ts';
import { beginTrial, watchTrial, type Unit, type WatchSettings, type WatchTime } from './watch.ts';

/** Why a release is not for this device, or not now; nothing was written. */
export type UnfitFault =
  | { readonly kind: 'not-installed'; readonly home: string }
  | { readonly kind: 'other-arch'; readonly arch: string; readonly own: string }
  | { readonly kind: 'same'; readonly version: string; readonly commit: string }
  | OlderFault
  /** It could not read the ledger as it is by now. */
  | { readonly kind: 'ledger'; readonly version: string; readonly reads: number; readonly ledger: number }
  | { readonly kind: 'on-trial'; readonly slot: Slot }
  /** What lies in the other slot was tried and given up: no way back. */
  | { readonly kind: 'given-up'; readonly version: string };

export interface Place {
  readonly at: Installed;
  readonly disk: Disk;
  readonly unit: Unit;
  readonly time: WatchTime;
  /** How a release on trial is watched here. */
  readonly watch: WatchSettings;
  readonly keys: readonly KeyObject[];
  /** The version of the ledger that lies on the device, null where there is none. Asked only where it matters. */
  readonly ledgerVersion: () => number | null;
}

const ledgerFault = (place: Place, manifest: Manifest, running: Manifest | null): UnfitFault | null => {
  // What runs writes no newer one than it knows.
  if (running !== null && manifest.ledger.newest >= running.ledger.newest) return null;
  const ledger = place.ledgerVersion();
  const { version } = manifest;
  return ledger !== null && ledger > manifest.ledger.newest
    ? { kind: 'ledger', version, reads: manifest.ledger.newest, ledger }
    : null;
};

/** Whether a release is one for this device, after that which runs; null: it is. */
export function unfit(
  place: Place,
  { file, manifest }: Pick<CheckedBundle, 'file' | 'manifest'>,
  allowOlder: boolean,
): UnfitFault | null {
  const standing = standingOf(place.at);
  const trial = onTrial(standing);
  if (standing.current === null) return { kind: 'not-installed', home: place.at.home };
  if (trial !== null) return { kind: 'on-trial', slot: trial };
  if (manifest.arch !== process.arch) return { kind: 'other-arch', arch: manifest.arch, own: process.arch };
  const running = manifestIn(place.at.slots[standing.current]);
  if (running?.commit === manifest.commit) return { kind: 'same', version: manifest.version, commit: manifest.commit };
  const back = running === null || allowOlder ? done : notOlder(file, manifest, running);
  if (!back.ok) return back.fault;
  return ledgerFault(place, manifest, running);
}

/** Who asked, and what they overruled. */
export interface Asked {
  readonly by: string;
  readonly despite: readonly StaffText[];
}

const nameOf = (manifest: Manifest | null): Trial['to'] | null =>
  manifest === null ? null : { version: manifest.version, commit: manifest.commit };

const trialOf = (at: Installed, slot: Slot, to: Trial['to'], { by, despite }: Asked): Trial => ({
  format: 1,
  id: randomBytes(6).toString('hex'),
  slot,
  from: nameOf(manifestIn(at.slots[otherSlot(slot)])),
  to,
  by: by.slice(0, 80),
  despite: despite.slice(0, 20).map(({ vi, en }) => ({ vi: vi.slice(0, 400), en: en.slice(0, 400) })),
  tries: 0,
  returned: null,
});

/** Puts the release into the slot that does not run, unless it is there already, whole. */
export async function prepare(
  place: Place,
  bundle: CheckedBundle,
  tell: TellFill,
): Promise<Result<'filled' | 'was-there', FillFault>> {
  const { at, disk, keys, time, unit } = place;
  const standing = standingOf(at);
  settle(disk, at, standing, time.wall(), () => unit.adopt());
  const slot = otherSlot(standing.current ?? 'b');
  if (manifestIn(at.slots[slot])?.commit === bundle.manifest.commit) {
    const there = checkSlot(at.slots[slot], keys, 'full', (done, of) => tell('check', done, of));
    if (there.ok) return ok('was-there');
  }
  const filled = await fillSlot(bundle, keys, at, slot, disk, tell);
  return filled.ok ? ok('filled') : filled;
}

/** Starts what was prepared, and goes back by itself when it is not found good. Null: nothing was to be tried. */
export async function tryOut(
  place: Place,
  asked: Asked,
  tell: (tries: number, secondsLeft: number) => void,
): Promise<Outcome | null> {
  const { at, disk, time, unit, watch } = place;
  const { current } = standingOf(at);
  const slot = otherSlot(current ?? 'b');
  const to = nameOf(manifestIn(at.slots[slot]));
  if (current === null || to === null) return null;
  beginTrial(disk, at, trialOf(at, slot, to, asked), unit);
  return watchTrial(disk, at, unit, time, watch, tell);
}

/** Whether the slot that does not run can be gone back to. */
export function checkKept(place: Place): Result<Manifest, SlotFault | UnfitFault> {
  const standing = standingOf(place.at);
  const trial = onTrial(standing);
  if (standing.current === null) return fail({ kind: 'not-installed', home: place.at.home });
  if (trial !== null) return fail({ kind: 'on-trial', slot: trial });
  const kept = checkSlot(place.at.slots[otherSlot(standing.current)], place.keys, 'full');
  if (!kept.ok) return kept;
  const { commit, version } = kept.value;
  if (wasGivenUp(place.at, commit)) return fail({ kind: 'given-up', version });
  const fault = ledgerFault(place, kept.value, manifestIn(place.at.slots[standing.current]));
  return fault === null ? kept : fail(fault);
}
