import { ledgerRepairMessages } from '../config/languages/messages/ledger.ts';
import { worded, type SlotValue, type StaffText } from '../config/languages/messages/wording.ts';
import type { LedgerRepair } from '../hal/ports/ticket-ledger.ts';

/** Which words tell of it; `asCopy`: what the device itself will do at its next start, of a ledger that was only looked at. */
export const repairKey = (repair: LedgerRepair, asCopy = false): keyof typeof ledgerRepairMessages => {
  if (repair.kind === 'rebuilt') return asCopy ? 'rebuildable' : 'rebuilt';
  return repair.kind === 'quarantined' && repair.missing ? 'missing' : repair.kind;
};

/** What was put right in a ledger and what is to do about it, in words for staff. */
export const repairText = (
  repair: LedgerRepair,
  asCopy = false,
): { readonly needs: StaffText; readonly repair: StaffText } => {
  const values: Readonly<Record<string, SlotValue>> = Object.fromEntries(
    Object.entries(repair).map(([key, value]) => [key, typeof value === 'boolean' ? String(value) : value]),
  );
  return worded(ledgerRepairMessages[repairKey(repair, asCopy)], values);
};

/** Nothing was lost and nobody need do anything: an unfinished write of a kill, an older version. */
export const isHarmless = ({ kind }: LedgerRepair): boolean => kind === 'torn-tail' || kind === 'migrated';
