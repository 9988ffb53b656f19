import { escposDefaults, EscposTicketPrinter, type EscposSettings } from '../../hal/drivers/escpos-ticket-printer.ts';
import { DeviceClock, SimClock } from '../../sim/clock.ts';
import { SimByteLink, type SimByteLinkOptions } from '../../sim/devices/byte-link.ts';
import { EscposPrinter, escposPrinterDefaults, type EscposPrinterOptions } from '../../sim/peripherals/escpos.ts';
import { SlipWatch } from '../support/chip-slips.ts';
import { simulated } from '../support/simulated.ts';
import { ticketPrinterContract, type PrinterRig } from './ticket-printer.contract.ts';

/** The real driver over the simulated chip, in simulated time. */
const rigWith =
  (
    chipOptions: Partial<EscposPrinterOptions>,
    linkOptions: Partial<SimByteLinkOptions> = {},
    settings: Partial<EscposSettings> = {},
  ) =>
  async (): Promise<PrinterRig> => {
    const time = new SimClock();
    const clock = new DeviceClock(time, 0);
    const chip = new EscposPrinter(clock, { ...escposPrinterDefaults, ...chipOptions });
    const link = new SimByteLink(clock, chip, linkOptions);
    const printer = new EscposTicketPrinter(link, clock, {
      ...escposDefaults,
      dots: chip.options.dots,
      ...settings,
    });
    const watch = new SlipWatch(chip);
    return {
      printer,
      ...simulated(time),
      quiet: () => time.advance(60_000),
      breakWith: (trouble) => chip.breakWith(trouble),
      mend: () => chip.mend(),
      unplug: async () => link.unplug(),
      plug: async () => link.plug(),
      printing: () => chip.hanging,
      out: () => watch.names,
      // A printer that is cut off goes on by itself; what the driver holds is asked for.
      held: () => (chip.idle ? time.pending : 0),
      tidy: () => time.advance(60_000),
    };
  };

ticketPrinterContract('ESC/POS, tells everything', rigWith({}));
ticketPrinterContract('ESC/POS on 58 mm paper', rigWith({ dots: 384 }));
ticketPrinterContract('ESC/POS that does not tell its state by itself', rigWith({ statusBack: false }));
ticketPrinterContract('ESC/POS without a process id', rigWith({ processId: false }));
ticketPrinterContract(
  'ESC/POS that answers DLE EOT alone',
  rigWith({ processId: false, answersInTurn: false, statusBack: false }),
);
ticketPrinterContract(
  'ESC/POS without a cutter on 58 mm paper',
  rigWith({ dots: 384, cutter: 'tear' }, {}, { ending: 'tear' }),
);
ticketPrinterContract(
  'ESC/POS with a presenter, never asked for a process id',
  rigWith({ cutter: 'present', processId: false }, {}, { ending: 'present', asksProcessId: false }),
);
ticketPrinterContract('ESC/POS with a buffer of 4 kB', rigWith({ bufferBytes: 4096 }));
ticketPrinterContract('ESC/POS on a serial line of 115200', rigWith({}, { bytesPerSecond: 11_520, systemBytes: 4096 }));
