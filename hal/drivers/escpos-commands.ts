/*
 * The few ESC/POS commands that a slip needs, as bytes. Names and values from Epson's ESC/POS command reference (TM-T20, TM-T88
 * series); every maker's 80 mm printer takes them.
 */

export const dots = (mm: number): number => Math.round(mm * dotsPerMm);
/** 203 dpi heads: eight dots to the millimetre, both ways. */
export const dotsPerMm = 8;

/** ESC @: clears the print buffer and sets all modes as after power-on (ASB is off again). */
export const initialize: readonly number[] = [0x1b, 0x40];

/** GS a n: from now on the printer tells changes of online (bit 1), error (bit 2) and paper (bit 3) by itself. */
export const enableStatusBack: readonly number[] = [0x1d, 0x61, 0x0e];

/** DLE EOT n, answered at once even while offline. 1 printer, 2 cause of offline, 3 cause of error, 4 paper. */
export type StatusQuestion = 1 | 2 | 3 | 4;
export const askStatus = (question: StatusQuestion): readonly number[] => [0x10, 0x04, question];

/** DLE DC4 8: forgets, at once, all that was received and not yet printed, and clears an error that can be cleared. */
export const clearBuffers: readonly number[] = [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8];

/** GS V 66 n: feeds what was printed past the cutter and `feed` dots more, then cuts but for one point. */
export const cut = (feed: number): readonly number[] => [0x1d, 0x56, 66, feed];

/** GS V 65 n: as `cut`, through. */
export const cutThrough = (feed: number): readonly number[] => [0x1d, 0x56, 65, feed];

/** ESC J n: prints what stands in the line and feeds by `rows` dots, 0 to 255. */
export const feedRows = (rows: number): readonly number[] => [0x1b, 0x4a, rows];

/** GS e 3 n: the presenter holds the slip out by n steps of some 7 mm. GS e 5: it lets go of one that nobody took. */
export const present = (steps: number): readonly number[] => [0x1d, 0x65, 3, steps];
export const eject: readonly number[] = [0x1d, 0x65, 5];

/** GS I n, answered with `5f … 00` in text: 65 firmware, 66 maker, 67 model (Epson's reference, printer information B). */
export type IdentityQuestion = 65 | 66 | 67;
export const askIdentity = (question: IdentityQuestion): readonly number[] => [0x1d, 0x49, question];

/** GS ( H 48: the printer sends `37 22 id 00` once everything before this command has been printed and done. Four printable letters. */
export const askProcessed = (id: string): readonly number[] => [
  0x1d,
  0x28,
  0x48,
  6,
  0,
  48,
  48,
  ...Array.from(id, (letter) => letter.charCodeAt(0)),
];

/** GS r 1: the paper sensor's status, sent when the printer comes to this command in its buffer. Not executed while offline. */
export const askPaperInTurn: readonly number[] = [0x1d, 0x72, 1];

/** A picture of one bit a dot, rows of whole bytes, most significant bit on the left, 1 black. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly bits: Uint8Array;
}

const bandHeader = 8;

/** GS v 0 0: rows `from` to `to` (not included) of a bitmap as one raster picture. */
export function rasterBand(bitmap: Bitmap, from: number, to: number): Uint8Array {
  const stride = bitmap.width / 8;
  const rows = to - from;
  const command = new Uint8Array(bandHeader + rows * stride);
  command.set([0x1d, 0x76, 0x30, 0, stride & 0xff, stride >> 8, rows & 0xff, rows >> 8]);
  command.set(bitmap.bits.subarray(from * stride, to * stride), bandHeader);
  return withoutRealTimeCommands(command, bandHeader);
}

/** Bytes that GS v 0 takes for `rows` rows of `width` dots. */
export const bandBytes = (width: number, rows: number): number => bandHeader + (rows * width) / 8;

/**
 * Printers look for DLE EOT, DLE ENQ and DLE DC4 in everything that arrives, pictures included, and carry them out (Epson's notes
 * on each): a picture that happens to contain `10 04 02` is answered with a stray status byte, `10 05 02` clears the buffer. Such a
 * DLE is one lone black dot in eight; one more dot beside it ends the sequence and is not seen.
 */
export function withoutRealTimeCommands(command: Uint8Array, from: number): Uint8Array {
  for (let i = from; i + 1 < command.length; i++) {
    const next = command[i + 1];
    if (command[i] === 0x10 && (next === 0x04 || next === 0x05 || next === 0x14)) command[i] = 0x18;
  }
  return command;
}
