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
  /** Height of one line of calls, how many there are, and how long one is, in type sizes of the called numbers. */
  readonly row: number;
  readonly rows: number;
  readonly line: number;
  /** Height of one service's lines, how many services there is room for (none on a small panel), and how many stand side by side. */
  readonly service: number;
  readonly services: number;
  readonly abreast: 1 | 2;
  /** How wide the lines of one service are. */
  readonly serviceWidth: number;
  /** Height of the title line, of the headings over the calls, and of the notices (0: they have no room). */
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

/** What besides calls and services wants room. */
export interface BoardWants {
  /** How high that is which concerns everybody now, with its margin, in millimetres; 0: nothing does. */
  readonly alarm: number;
  /** How wide the longest notice would be in one line, in type sizes. */
  readonly notice: number;
}

/** How wide a text is in its own type size, no less: the page's letters are narrower than this but for a few. */
export const textWidth = (text: string): number =>
  Array.from(text).reduce(
    (sum, letter) => sum + (/[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]/u.test(letter) ? 1 : 0.54),
    0,
  );

const lineHeight = 1.25;
const mostNoticeLines = 5;
/** Fewer calls than these are not worth a notice below them, nor these the services. */
const [callsBeforeNotice, callsBeforeServices] = [2, 3];
const mostCalls = 8;
/** What a tall panel gives to calls where it has room for all. */
const callsShare = 0.58;
/** Two services stand side by side where each has so many type sizes of its figures. */
const leastAbreast = 11;
/** A service, with its people and their wait, has room for its words in so many. */
const leastService = 12;
/** What lies between two lines of calls, as a share of them. */
const rowGap = 0.09;

/**
 * Lays the board out. The page is taken to fill the panel, so that a browser's zoom changes no proportion; where the window has
 * another shape (a desk), the smaller scale holds. What has no room beside an alarm gives way, notices first, then services, and
 * calls last.
 */
export function layOutBoard(
  panel: BoardPageData['panel'],
  windowPx: { width: number; height: number },
  { alarm, notice }: BoardWants,
): BoardLayout {
  const { widthMm, heightMm, viewingMm } = panel;
  const pxPerMm = Math.min(windowPx.width / widthMm, windowPx.height / heightMm);
  const orientation = widthMm >= heightMm ? 'landscape' : 'portrait';
  const wide = orientation === 'landscape';
  const short = Math.min(widthMm, heightMm);
  // 2 % more, so that rounding to pixels leaves no digit too small.
  const number = Math.max((viewingMm / digitsPerDistance / digitShare) * 1.02, short * 0.09);
  const text = Math.max((viewingMm / wordsPerDistance / digitShare) * 1.02, short * 0.038);
  const small = text * 0.82;
  const edge = short * 0.035;
  const gap = edge * 1.4;
  const head = text * 2;
  const columns = small * 1.7;
  const row = number * 1.42;
  const width = widthMm - 2 * edge;
  const abreast = !wide && (width - gap) / 2 >= leastAbreast * small ? 2 : 1;
  // A name and a line of figures below it; where two stand side by side, names have two lines.
  const service = (wide ? text * 1.2 : small * 1.2 * abreast) + small * 1.2 + text * 0.35;
  const rowsIn = (height: number): number => Math.floor((height - columns + rowGap * row) / row);
  const middleOver = (below: number): number => heightMm - head - alarm - below - edge / 2;
  const lines = Math.min(mostNoticeLines, Math.max(2, Math.ceil((notice * text * 1.04) / width)));
  const notices = text * lineHeight * lines + small * lineHeight * (wide ? 1 : 2) + text * 0.7;
  const foot = rowsIn(middleOver(notices)) >= callsBeforeNotice ? notices : 0;
  const middle = middleOver(foot);
  const calls = wide ? middle : Math.max(middle * callsShare, Math.min(middle, callsBeforeServices * row + columns));
  const left = wide ? middle - columns : middle - calls - columns - gap;
  const serviceWidth = wide ? (width - gap) * 0.4 : (width - gap * (abreast - 1)) / abreast;
  const services = wide && serviceWidth < leastService * small ? 0 : Math.max(0, Math.floor(left / service)) * abreast;
  return {
    pxPerMm,
    orientation,
    number,
    text,
    small,
    edge,
    row,
    rows: Math.max(1, Math.min(mostCalls, rowsIn(services === 0 ? middle : calls))),
    line: (wide && services > 0 ? (width - gap) * 0.6 : width) / number,
    service,
    services,
    abreast,
    serviceWidth,
    head,
    columns,
    foot,
  };
}

/** How wide the parts of a line of calls are, in type sizes of the called numbers. */
export interface CallLine {
  readonly arrow: number;
  readonly counter: number;
  /** Whether there is room to say that a number is called again. */
  readonly again: boolean;
}

/** A letter of the called numbers' weight is so wide, as a share of its type size; the first of a number may be a wide one. */
const letterShare = 0.66;
const wideLetter = 0.45;
const padding = 0.56;
const leastCounter = 1.4;
const leastSize = 0.5;

/**
 * Divides a line among number, word, arrow and counter. A counter's number is as large as the called one; a counter that is called by
 * a word gives way, down to half of that, and then has two lines (`counterSize`). `again`: the width of the longest word of "called again", which on a
 * small panel goes first.
 */
export function divideLine(
  line: number,
  numbers: readonly string[],
  counters: readonly string[],
  again: number,
): CallLine {
  const longest = (words: readonly string[]): number => Math.max(1, ...words.map(({ length }) => length)) * letterShare;
  const room = line - padding - longest(numbers) - wideLetter;
  const wanted = Math.max(leastCounter, longest(counters));
  const hasAgain = room - again - 1.25 >= Math.min(2.1, wanted);
  const arrow = hasAgain ? 1.25 : 1;
  const counter = Math.max(leastCounter, Math.min(Math.max(2.1, wanted), room - arrow - (hasAgain ? again : 0)));
  return { arrow, counter, again: hasAgain };
}

/** How large a counter is written in its column, in type sizes of the called numbers. */
export const counterSize = (counter: string, column: number): number =>
  Math.max(leastSize, Math.min(1, column / (counter.length * letterShare)));
