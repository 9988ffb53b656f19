import { escposPrinter, type LinkEntry } from '../firmware/drivers.ts';
import type { DeviceOf } from '../config/schema.ts';
import { Listeners, type Unsubscribe } from '../hal/device.ts';
import type { Bitmap } from '../hal/drivers/escpos-commands.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { Slip, TicketPrinter } from '../hal/ports/ticket-printer.ts';
import { SimByteLink } from './devices/byte-link.ts';
import { SimTicketPrinter, twinPrinterBreaks } from './devices/ticket-printer.ts';
import { EscposPrinter, escposPrinterDefaults, printerBreaks } from './peripherals/escpos.ts';
import { readQr } from './peripherals/slip-reading.ts';

/** Paper that came out of a printer, as somebody who takes it sees it. */
export interface SlipPaper {
  /** Its dots; null from a twin, which has only meaning. */
  readonly picture: Bitmap | null;
  /** What its QR says when read back from the paper, null where nothing can be read. */
  readonly qr: string | null;
}

/** The human side of a slip printer, whichever way it is simulated. */
export interface PrinterTwin {
  readonly kinds: readonly string[];
  breakWith(kind: string): void;
  mend(kind: string): void;
  onSlip(listener: (paper: SlipPaper) => void): Unsubscribe;
}

export interface MadePrinter {
  readonly printer: TicketPrinter;
  readonly twin: PrinterTwin;
}

const isOneOf = <K extends string>(kinds: readonly K[], kind: string): kind is K => kinds.some((each) => each === kind);

/** Slips as their meaning: fast, for long days. */
const twinPrinter = (
  where: string,
  entry: Extract<DeviceOf<'printer'>, { driver: 'simulated' }>,
  clock: Clock,
): MadePrinter => {
  const printer = new SimTicketPrinter(where, clock, entry.dots);
  return {
    printer,
    twin: {
      kinds: twinPrinterBreaks,
      breakWith: (kind) => {
        if (isOneOf(twinPrinterBreaks, kind)) printer.breakWith(kind);
      },
      mend: (kind) => {
        if (isOneOf(twinPrinterBreaks, kind)) printer.mend(kind);
      },
      onSlip: (listener) => printer.onSlip(({ slip }) => listener({ picture: null, qr: qrOf(slip) })),
    },
  };
};

const qrOf = (slip: Slip): string | null => slip.blocks.find((block) => block.kind === 'qr')?.data ?? null;

/** The real driver over a simulated chip: every slip goes through bytes, dots and a cutter, and its QR is read back from the dots. */
const chipPrinter = (
  where: string,
  entry: Extract<DeviceOf<'printer'>, { driver: 'escpos' }> & {
    readonly link: Extract<LinkEntry, { driver: 'simulated' }>;
  },
  clock: Clock,
): MadePrinter => {
  const chip = new EscposPrinter(clock, {
    ...escposPrinterDefaults,
    dots: entry.dots === 384 ? 384 : 576,
    cutter: entry.ending,
    processId: entry.asksProcessId,
  });
  const link = new SimByteLink(clock, chip, { where, bytesPerSecond: entry.link.bytesPerSecond });
  const papers = new Listeners<SlipPaper>();
  chip.onSlip(({ picture }) => papers.emit({ picture, qr: readQr(picture) }));
  return {
    printer: escposPrinter(entry, link, clock),
    twin: {
      kinds: [...printerBreaks, 'unplugged'],
      breakWith: (kind) => {
        if (kind === 'unplugged') link.unplug();
        else if (isOneOf(printerBreaks, kind)) chip.breakWith(kind);
      },
      mend: (kind) => {
        if (kind === 'unplugged') link.plug();
        else if (isOneOf(printerBreaks, kind)) chip.mend(kind);
      },
      onSlip: (listener) => papers.add(listener),
    },
  };
};

/** Null for a printer on a real link. */
export const simulatedPrinter = (where: string, entry: DeviceOf<'printer'>, clock: Clock): MadePrinter | null => {
  if (entry.driver === 'simulated') return twinPrinter(where, entry, clock);
  const { link } = entry;
  return link.driver === 'simulated' ? chipPrinter(where, { ...entry, link }, clock) : null;
};
