import { ledgerRoom } from '../../config/languages/messages/ledger.ts';
import { worded } from '../../config/languages/messages/wording.ts';
import type { TicketLedger } from '../../hal/ports/ticket-ledger.ts';
import { isHarmless, repairKey, repairText } from '../ledger-words.ts';
import type { Finding } from './finding.ts';

/** What had to be put right in an open ledger, and whether its disk has room for more than the end of a day. */
export const ledgerFindings = (
  name: string,
  { repairs, room }: Pick<TicketLedger, 'repairs' | 'room'>,
): readonly Finding[] => [
  ...repairs.map((repair): Finding => ({
    check: 'device',
    subject: name,
    state: isHarmless(repair) ? 'well' : 'warning',
    value: repair.kind,
    key: `ledger.${repairKey(repair)}`,
    ...repairText(repair),
  })),
  ...(room === 'ample'
    ? []
    : [
        {
          check: 'device',
          subject: name,
          state: 'fault',
          value: room,
          key: 'ledger.room',
          ...worded(ledgerRoom, {}),
        } as const,
      ]),
];
