/** What can be broken. `slow` prints at a tenth of its speed; `deaf` answers nothing, `garbage` answers noise; both go on printing. */
export const printerBreaks = [
  'paper-out',
  'near-end',
  'cover-open',
  'cutter-jam',
  'overheated',
  'deaf',
  'garbage',
  'slow',
] as const;
export type PrinterBreak = (typeof printerBreaks)[number];

export interface EscposPrinterOptions {
  readonly dots: 576 | 384;
  /** Speed of the paper. */
  readonly mmPerS: number;
  readonly rollMm: number;
  /** The near-end sensor sees the roll's core when less than this is left. */
  readonly nearEndMm: number;
  readonly bufferBytes: number;
  /** Knows GS ( H 48 (Epson TM-T20, T88IV and later). */
  readonly processId: boolean;
  /** Knows GS a. */
  readonly statusBack: boolean;
  /** Answers GS r. */
  readonly answersInTurn: boolean;
  /** `tear`: it has none, and whoever takes the slip tears it off; `present`: it holds the slip out by its presenter. */
  readonly cutter: 'cut' | 'tear' | 'present';
  /** What GS I tells. */
  readonly identity: { readonly maker: string; readonly model: string; readonly firmware: string };
  /** Knows DLE DC4 8, which clears its buffers. */
  readonly forgets: boolean;
}

export const escposPrinterDefaults: EscposPrinterOptions = {
  dots: 576,
  mmPerS: 150,
  rollMm: 80_000,
  nearEndMm: 4_000,
  bufferBytes: 65_536,
  processId: true,
  statusBack: true,
  answersInTurn: true,
  forgets: true,
  cutter: 'cut',
  identity: { maker: 'letan', model: 'chip', firmware: '1.0' },
};

/** What is wrong with the printer, as it would know it. */
export interface PrinterCondition {
  readonly coverOpen: boolean;
  readonly paperOut: boolean;
  readonly nearEnd: boolean;
  readonly cutterJammed: boolean;
  readonly overheated: boolean;
}

export const offline = (it: PrinterCondition): boolean =>
  it.coverOpen || it.paperOut || it.cutterJammed || it.overheated;

const flag = (on: boolean, bits: number): number => (on ? bits : 0);

/** The byte that answers DLE EOT n (Epson's reference, tables of DLE EOT). */
export function statusByte(question: number, it: PrinterCondition): number {
  const error = it.cutterJammed || it.overheated;
  switch (question) {
    case 1:
      // Bit 2: the drawer's pin is high, as it is with no drawer; TM printers answer 0x16 when all is well.
      return 0x16 | flag(offline(it), 0x08);
    case 2:
      return 0x12 | flag(it.coverOpen, 0x04) | flag(it.paperOut, 0x20) | flag(error, 0x40);
    case 3:
      return 0x12 | flag(it.cutterJammed, 0x08) | flag(it.overheated, 0x40);
    default:
      return 0x12 | flag(it.nearEnd, 0x0c) | flag(it.paperOut, 0x60);
  }
}

/** The four bytes of Automatic Status Back (GS a). */
export const statusBack = (it: PrinterCondition): readonly number[] => [
  0x14 | flag(offline(it), 0x08) | flag(it.coverOpen, 0x20),
  flag(it.cutterJammed, 0x08) | flag(it.overheated, 0x40),
  flag(it.nearEnd, 0x03) | flag(it.paperOut, 0x0c),
  0x0f,
];

/** GS r 1. */
export const paperByte = (it: PrinterCondition): number => flag(it.nearEnd, 0x03) | flag(it.paperOut, 0x0c);
