import { doctorMessages } from './doctor.ts';
import { faultCodes, type FaultKey } from './fault-codes.ts';
import { faultMessages } from './faults.ts';
import { ledgerRepairMessages, ledgerRoom } from './ledger.ts';
import { startMessages } from './repair.ts';
import type { Message } from './wording.ts';

const words: Readonly<Record<string, Message>> = {
  ...doctorMessages,
  ...startMessages,
  'ledger.room': ledgerRoom,
  ...Object.fromEntries(Object.entries(ledgerRepairMessages).map(([kind, message]) => [`ledger.${kind}`, message])),
  ...Object.fromEntries(Object.entries(faultMessages).map(([kind, message]) => [`device.${kind}`, message])),
};

/** What every fault means and what to do about it, with its code, in the codes' order. */
export const everyFault: readonly { readonly key: FaultKey; readonly code: string; readonly message: Message }[] =
  // The table has exactly the keys of its own type.
  (Object.keys(faultCodes) as FaultKey[]).flatMap((key) => {
    const message = words[key];
    return message === undefined ? [] : [{ key, code: faultCodes[key], message }];
  });

/** The words of a code that another device told; null: no fault of this release. */
export const messageOf = (code: string): Message | null =>
  everyFault.find((each) => each.code === code)?.message ?? null;
