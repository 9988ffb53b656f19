import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimTicketPrinter } from '../../sim/devices/ticket-printer.ts';
import { simulated } from '../support/simulated.ts';
import { ticketPrinterContract } from './ticket-printer.contract.ts';

ticketPrinterContract('twin', async () => {
  const time = new SimClock();
  const printer = new SimTicketPrinter('kiosk-1.slip', new DeviceClock(time, 0));
  const out: string[] = [];
  printer.onSlip(({ slip }) => out.push(slip.jobId));
  const { finish, until } = simulated(time);
  return {
    printer,
    finish,
    until,
    quiet: () => time.advance(60_000),
    breakWith: (trouble) => printer.breakWith(trouble),
    mend: () => printer.mend(),
    unplug: async () => printer.breakWith('unplugged'),
    plug: async () => printer.mend('unplugged'),
    printing: () => printer.hanging,
    out: () => out,
    held: () => time.pending,
    tidy: async () => undefined,
  };
});
