import type { PaperState, PrinterFault, PrinterStatus } from '../ports/ticket-printer.ts';
import type { StatusBack } from './escpos-answers.ts';

/*
 * Status bits to states. DLE EOT answers: 1 printer (bit 3 offline), 2 cause of offline (bit 2 cover, 5 stopped for paper, 6 error),
 * 3 cause of error (bit 2 recoverable, 3 cutter, 5 unrecoverable, 6 recovers by itself: the head is too hot), 4 paper (bits 2, 3
 * near its end, 5, 6 out). ASB says the same in four bytes: printer (3 offline, 5 cover), error (as DLE EOT 3), paper (0, 1 near
 * its end, 2, 3 out), and one of no use here.
 */

interface Signs {
  readonly offline: boolean;
  readonly cover: boolean;
  readonly nearEnd: boolean;
  readonly out: boolean;
  readonly cutter: boolean;
  readonly hot: boolean;
  readonly broken: boolean;
  readonly bytes: readonly number[];
}

const bit = (byte: number, n: number): boolean => (byte & (1 << n)) !== 0;

export type StatusAnswers = readonly [number, number, number, number];

/** The state that the answers to DLE EOT 1, 2, 3 and 4 tell. */
export const statusOfAnswers = (answers: StatusAnswers, where: string): PrinterStatus => {
  const [printer, cause, error, paper] = answers;
  return statusOfSigns(
    {
      offline: bit(printer, 3),
      cover: bit(cause, 2),
      nearEnd: bit(paper, 2) || bit(paper, 3),
      out: bit(cause, 5) || bit(paper, 5) || bit(paper, 6),
      cutter: bit(error, 3),
      hot: bit(error, 6),
      broken: bit(error, 5) || bit(error, 2) || (bit(cause, 6) && (error & 0x6c) === 0),
      bytes: answers,
    },
    where,
  );
};

/** The state that one ASB message tells. */
export const statusOfStatusBack = (back: StatusBack, where: string): PrinterStatus => {
  const [printer, error, paper] = back;
  return statusOfSigns(
    {
      offline: bit(printer, 3),
      cover: bit(printer, 5),
      nearEnd: bit(paper, 0) || bit(paper, 1),
      out: bit(paper, 2) || bit(paper, 3),
      cutter: bit(error, 3),
      hot: bit(error, 6),
      broken: bit(error, 5) || bit(error, 2),
      bytes: back,
    },
    where,
  );
};

const statusOfSigns = (signs: Signs, where: string): PrinterStatus => {
  const fault = faultOf(signs, where);
  let paper: PaperState = 'ok';
  if (signs.out) paper = 'out';
  else if (signs.nearEnd) paper = 'near-end';
  return { paper, cover: signs.cover ? 'open' : 'closed', online: !signs.offline, fault };
};

/** What a person must see to first: a cover that is open explains everything else. */
const faultOf = (signs: Signs, where: string): PrinterFault | null => {
  if (signs.cover) return { kind: 'cover-open' };
  if (signs.out) return { kind: 'paper-out' };
  if (signs.cutter) return { kind: 'cutter-jam' };
  if (signs.hot) return { kind: 'overheated' };
  if (signs.broken) return { kind: 'hardware', where, status: hex(signs.bytes) };
  if (signs.offline) return { kind: 'offline', where, reason: 'printer' };
  return null;
};

export const hex = (bytes: Iterable<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** Faults that end a slip half printed: somebody must come. A hot head and a paper feed by hand go over by themselves. */
export const stopsPrinting = (fault: PrinterFault): boolean => fault.kind !== 'overheated' && fault.kind !== 'offline';
