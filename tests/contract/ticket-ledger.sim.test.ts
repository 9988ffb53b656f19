import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimTicketLedger } from '../../sim/devices/ticket-ledger.ts';
import { ledgerContract } from './ticket-ledger.contract.ts';

ledgerContract('twin', true, async () => {
  const clock = new SimClock();
  const ledger = new SimTicketLedger(new DeviceClock(clock, 0), 5);
  return {
    ledger,
    finish: async (call) => {
      await clock.advance(1000);
      return await call;
    },
    syncs: () => ledger.syncs,
    powerCut: async (how) => {
      ledger.crash(how === 'torn' ? 'torn' : 'lost');
      return ledger;
    },
    fill: async () => ledger.breakWith({ kind: 'full', where: 'simulated ledger' }),
    runShort: async () => ledger.runShort(),
    spoil: async (position) => ledger.spoil(position),
    unplug: async () => ledger.breakWith({ kind: 'absent', where: 'simulated ledger' }),
    mend: async () => ledger.mend(),
    held: () => clock.pending,
    tidy: async () => undefined,
  };
});
