import { randomBytes, type KeyObject } from 'node:crypto';
import { otherSlot, type Installed, type Slot } from '../../installed.ts';
import { removeFile, switchLink, type Disk } from './disk.ts';
import { endTrial, trialOf, writeTrial, type ReturnReason, type Trial } from './record.ts';
import { checkSlot, manifestIn, onTrial, standingOf, type SlotFault, type Standing } from './slots.ts';

/*
 * What is looked at before every start of the unit. Each effect is one step of `Disk` that leaves either the old state or the new one, and
 * whatever was cut short is taken up by the next look, which is the next start.
 */

/** So often a release on trial may be started without having been found good. */
export const mostTries = 3;

export type GuardWord =
  /** Nothing is on trial; what was found good is started. */
  | { readonly kind: 'good'; readonly slot: Slot }
  | { readonly kind: 'trial'; readonly slot: Slot; readonly tries: number }
  | { readonly kind: 'returned'; readonly from: Slot; readonly to: Slot; readonly reason: ReturnReason }
  /** The release that was good is damaged, the other slot is whole and is started instead. */
  | { readonly kind: 'damaged'; readonly from: Slot; readonly to: Slot; readonly fault: SlotFault }
  /** It is damaged, and there is nothing better. */
  | { readonly kind: 'no-other'; readonly slot: Slot | null; readonly fault: SlotFault };

const nameOf = (at: Installed, slot: Slot): Trial['to'] => {
  const manifest = manifestIn(at.slots[slot]);
  return { version: manifest?.version ?? '?', commit: manifest?.commit ?? '?' };
};

/** A trial whose record was lost. */
const recordFor = (at: Installed, slot: Slot, good: Slot | null): Trial => ({
  format: 1,
  id: randomBytes(6).toString('hex'),
  slot,
  from: good === null ? null : nameOf(at, good),
  to: nameOf(at, slot),
  by: '?',
  despite: [],
  tries: 0,
  returned: null,
});

/**
 * Puts into history what ended before it could be written down. `adopt` brings the machine's own files into line with a release that is
 * good now; who cannot do that leaves such a trial's record to who can.
 */
export function settle(
  disk: Disk,
  at: Installed,
  { current, good }: Standing,
  now: number,
  adopt: (() => void) | null,
): void {
  const trial = trialOf(at);
  if (trial === null || current !== good) return;
  const what = trial.returned !== null ? 'returned' : good === trial.slot ? 'confirmed' : 'interrupted';
  if (what === 'confirmed') {
    if (adopt === null) return;
    adopt();
  }
  endTrial(disk, at, trial, what, now);
}

/** Goes back to what was good. The release that runs, if any, is not ended: whoever calls this starts the unit next. */
export function goBack(disk: Disk, at: Installed, standing: Standing, reason: ReturnReason, now: number): void {
  const { good } = standing;
  const slot = onTrial(standing);
  if (slot === null || good === null) return;
  const trial = trialOf(at);
  const record = trial?.slot === slot ? trial : recordFor(at, slot, good);
  writeTrial(disk, at, { ...record, returned: record.returned ?? reason });
  switchLink(disk, at.current, good);
  settle(disk, at, standingOf(at), now, null);
}

/** What is on trial is good from now on. */
export function confirm(disk: Disk, at: Installed, standing: Standing, now: number, adopt: () => void): void {
  const slot = onTrial(standing);
  if (slot === null) return;
  switchLink(disk, at.good, slot);
  settle(disk, at, standingOf(at), now, adopt);
}

/** Counts this start of a release on trial, or gives it up; a damaged release is passed over for the other slot where that is whole. */
export function guardStart(disk: Disk, at: Installed, keys: readonly KeyObject[], now: number): GuardWord {
  const standing = standingOf(at);
  settle(disk, at, standing, now, null);
  const { current, good } = standing;
  if (current === null) return rescue(disk, at, good, { kind: 'empty' });
  const slot = onTrial(standing);
  if (slot === null || good === null) {
    const checked = checkSlot(at.slots[current], null, 'cheap');
    return checked.ok ? { kind: 'good', slot: current } : rescue(disk, at, current, checked.fault);
  }
  const found = trialOf(at);
  const trial = found?.slot === slot ? found : recordFor(at, slot, good);
  const reason =
    trial.returned ??
    (trial.tries >= mostTries
      ? 'tries'
      : checkSlot(at.slots[slot], keys, trial.tries === 0 ? 'full' : 'cheap').ok
        ? null
        : 'tree');
  if (reason !== null) {
    goBack(disk, at, standing, reason, now);
    return { kind: 'returned', from: slot, to: good, reason };
  }
  // What an earlier start was judged to be must not be taken for this one's verdict: away with it before this one counts.
  removeFile(disk, at.startReport);
  writeTrial(disk, at, { ...trial, tries: trial.tries + 1 });
  return { kind: 'trial', slot, tries: trial.tries + 1 };
}

/** `good` first: cut between the two links, the damaged slot counts as on trial, fails its look and is given up. */
function rescue(disk: Disk, at: Installed, broken: Slot | null, fault: SlotFault): GuardWord {
  const candidates: readonly Slot[] =
    broken === null ? ['a', 'b'] : fault.kind === 'empty' ? [broken, otherSlot(broken)] : [otherSlot(broken)];
  for (const slot of candidates) {
    if (!checkSlot(at.slots[slot], null, 'full').ok) continue;
    switchLink(disk, at.good, slot);
    switchLink(disk, at.current, slot);
    return { kind: 'damaged', from: broken ?? otherSlot(slot), to: slot, fault };
  }
  return { kind: 'no-other', slot: broken, fault };
}
