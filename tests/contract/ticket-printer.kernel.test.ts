import { describe, test } from 'vitest';
import { DeviceFileByteLink } from '../../hal/drivers/device-file-byte-link.ts';
import { escposDefaults, EscposTicketPrinter } from '../../hal/drivers/escpos-ticket-printer.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { TcpByteLink } from '../../hal/drivers/tcp-byte-link.ts';
import type { ByteLink } from '../../hal/ports/byte-link.ts';
import { EscposPrinter, escposPrinterDefaults } from '../../sim/peripherals/escpos.ts';
import { SlipWatch } from '../support/chip-slips.ts';
import { hasSocat, PeripheralServer, PtyWire } from '../support/printer-host.ts';
import { untilReal } from '../support/real-time.ts';
import { ticketPrinterContract, type PrinterRig } from './ticket-printer.contract.ts';

/** Fast enough for tests, slow enough that a fault finds a slip under way. */
const mmPerS = 400;

const rigOver = async (
  wire: (
    port: number,
    clock: NodeClock,
  ) => {
    readonly link: ByteLink;
    readonly plug: () => Promise<void>;
    readonly unplug: () => Promise<void>;
    readonly end: () => Promise<void>;
  },
): Promise<PrinterRig> => {
  const clock = new NodeClock(() => true);
  const chipClock = new NodeClock(() => true);
  const chip = new EscposPrinter(chipClock, { ...escposPrinterDefaults, mmPerS });
  const server = new PeripheralServer(chip);
  await server.start();
  const { link, plug, unplug, end } = wire(server.port, clock);
  await plug();
  const printer = new EscposTicketPrinter(link, clock, { ...escposDefaults, pollMs: 250, heartbeatMs: 250 });
  const watch = new SlipWatch(chip);
  return {
    printer,
    finish: (call) => call,
    until: (condition) => untilReal(condition),
    quiet: () => untilReal(() => chip.idle),
    breakWith: (trouble) => chip.breakWith(trouble),
    mend: () => chip.mend(),
    unplug: async () => {
      await unplug();
      await server.stop();
    },
    plug: async () => {
      await server.start();
      await plug();
    },
    printing: () => chip.hanging,
    out: () => watch.names,
    held: () => clock.pending,
    tidy: async () => {
      await end();
      await server.stop();
      await untilReal(() => chip.idle || chipClock.pending === 0);
    },
  };
};

const nothing = async (): Promise<void> => undefined;

ticketPrinterContract('ESC/POS over TCP', () =>
  rigOver((port, clock) => ({
    link: new TcpByteLink('127.0.0.1', port, clock),
    plug: nothing,
    unplug: nothing,
    end: nothing,
  })),
);

if (hasSocat)
  ticketPrinterContract('ESC/POS over a device file', () =>
    rigOver((port, clock) => {
      const pty = new PtyWire();
      return {
        link: new DeviceFileByteLink(pty.path, clock),
        plug: () => pty.plug(port),
        unplug: () => pty.unplug(),
        end: () => pty.end(),
      };
    }),
  );
else describe('ticket printer: ESC/POS over a device file', () => test.skip('socat is not installed', () => undefined));
