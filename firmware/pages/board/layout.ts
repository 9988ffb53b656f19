import type { BoardPageData } from './protocol.ts';

/** Sizes on the glass, in millimetres unless the name says otherwise. */
export interface BoardLayout {
  /** CSS pixels in a millimetre of glass. */
  readonly pxPerMm: number;
  readonly orientation: 'landscape' | 'portrait';
  /** Type size of the called numbers; digits of Be Vietnam Pro are 0.7 of it high. */
  readonly number: number;
  /** Type size of all that is read at leisure. */
  readonly text: number;
  /** Of headings and of what is read by who goes nearer. */
  readonly small: number;
  readonly edge: number;
  /** Height of one line of calls, and how many there are. */
  readonly row: number;
  readonly rows: number;
  /** Height of one service's lines, and how many services there is room for. */
  readonly service: number;
  readonly services: number;
  /** Height of the title line, of the headings over the calls, and of the line of notices. */
  readonly head: number;
  readonly columns: number;
  readonly foot: number;
}

/** How high a digit of the page's font is, as a share of its type size. */
export const digitShare = 0.7;
/**
 * The least height of a digit is a two-hundredth of the distance from which it is read (17 minutes of arc: normal sight reads 5, and who
 * should have worn glasses reads this); of other words a four-hundredth.
 */
const digitsPerDistance = 200;
const wordsPerDistance = 400;

/**
 * Lays the board out. The page is taken to fill the panel, so that a browser's zoom changes no proportion; where the window has
 * another shape (a desk), the smaller scale holds.
 */
export function layOutBoard(panel: BoardPageData['panel'], windowPx: { width: number; height: number }): BoardLayout {
  const { widthMm, heightMm, viewingMm } = panel;
  const pxPerMm = Math.min(windowPx.width / widthMm, windowPx.height / heightMm);
  const orientation = widthMm >= heightMm ? 'landscape' : 'portrait';
  const short = Math.min(widthMm, heightMm);
  // 2 % more, so that rounding to pixels leaves no digit too small.
  const number = Math.max((viewingMm / digitsPerDistance / digitShare) * 1.02, short * 0.09);
  const text = Math.max((viewingMm / wordsPerDistance / digitShare) * 1.02, short * 0.038);
  const small = text * 0.82;
  const edge = short * 0.035;
  const head = text * 2;
  const columns = small * 1.7;
  const foot = text * (orientation === 'landscape' ? 4.2 : 6.4);
  const row = number * 1.42;
  const middle = heightMm - head - foot - edge;
  const room = (orientation === 'landscape' ? middle : middle * 0.58) - columns;
  // A name and a line of figures below it; on a tall panel two of them side by side, with names of two lines.
  const service = (orientation === 'landscape' ? text * 1.2 : small * 2.4) + small * 1.2 + text * 0.35;
  const left = orientation === 'landscape' ? room : middle - room - 2 * columns - edge * 1.4;
  return {
    pxPerMm,
    orientation,
    number,
    text,
    small,
    edge,
    row,
    rows: Math.max(2, Math.min(8, Math.floor(room / row))),
    service,
    services: Math.max(2, Math.floor(left / service) * (orientation === 'landscape' ? 1 : 2)),
    head,
    columns,
    foot,
  };
}
