import type { Bitmap } from '../../hal/drivers/escpos-commands.ts';
import { dotsPerMm } from '../../hal/drivers/escpos-commands.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** A piece of paper that left the printer. */
export interface PaperSlip {
  /** 1, 2, 3 … since the printer was made. */
  readonly serial: number;
  readonly at: Milliseconds;
  /** What the head burnt, row by row, from the first row after the last cut. */
  readonly picture: Bitmap;
  /** Text that came as text (a picture of text is a picture). */
  readonly text: string;
  /** Length of the paper: what was fed since the last cut. */
  readonly paperMm: number;
}

/** The paper has to go so far from the head to the cutter; every slip begins with as much blank paper. */
const headToCutterMm = 12;
export const headToCutterRows = headToCutterMm * dotsPerMm;
/** A cheap printer holds no more in one piece: what is longer is torn off and lost. */
const longestRows = 8000;

/** The paper path: roll, head, cutter. Knows no command. */
export class Paper {
  readonly width: number;
  readonly #stride: number;
  #rows: Uint8Array;
  #height = 0;
  /** Rows fed since the last cut, printed or blank. */
  #fed = 0;
  #text = '';
  #serial = 0;
  /** Rows left on the roll. */
  #left: number;

  constructor(width: number, rollMm: number) {
    this.width = width;
    this.#stride = width / 8;
    this.#rows = new Uint8Array(this.#stride * 800);
    this.#left = rollMm * dotsPerMm;
  }

  get leftMm(): number {
    return this.#left / dotsPerMm;
  }
  get leftRows(): number {
    return this.#left;
  }
  /** Whether something printed hangs from the mouth. */
  get hanging(): boolean {
    return this.#height > 0;
  }

  load(rollMm: number): void {
    this.#left = rollMm * dotsPerMm;
  }

  /** Burns rows `from` to `to` of a picture with its left edge at dot `x`; never more rows than the roll has. */
  burn(picture: Bitmap, from: number, to: number, x: number): void {
    const source = picture.width / 8;
    for (let row = from; row < to; row++) {
      const at = this.#newRow();
      if ((x & 7) === 0) {
        const fits = Math.max(0, Math.min(source, this.#stride - (x >> 3)));
        this.#rows.set(picture.bits.subarray(row * source, row * source + fits), at + (x >> 3));
      } else this.#burnShifted(picture.bits.subarray(row * source, (row + 1) * source), at, x);
    }
  }

  feed(rows: number): void {
    for (let row = 0; row < rows; row++) this.#newRow();
  }

  /** Blank rows on the way to the cutter. */
  run(rows: number): void {
    this.#fed += rows;
    this.#left -= rows;
  }

  write(text: string): void {
    this.#text += text;
  }

  cut(at: Milliseconds): PaperSlip {
    this.#serial += 1;
    const slip: PaperSlip = {
      serial: this.#serial,
      at,
      picture: {
        width: this.width,
        height: this.#height,
        bits: this.#rows.slice(0, this.#height * this.#stride),
      },
      text: this.#text,
      paperMm: this.#fed / dotsPerMm,
    };
    this.#rows.fill(0, 0, this.#height * this.#stride);
    this.#height = 0;
    this.#fed = 0;
    this.#text = '';
    return slip;
  }

  #newRow(): number {
    this.#fed += 1;
    this.#left -= 1;
    if (this.#height === longestRows) {
      this.#rows.copyWithin(0, this.#stride);
      this.#height -= 1;
      this.#rows.fill(0, this.#height * this.#stride);
    }
    const at = this.#height * this.#stride;
    if (at + this.#stride > this.#rows.length) {
      const larger = new Uint8Array(this.#rows.length * 2);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#height += 1;
    return at;
  }

  #burnShifted(row: Uint8Array, at: number, x: number): void {
    row.forEach((byte, i) => {
      for (let bit = 0; bit < 8; bit++) {
        const dot = x + 8 * i + bit;
        if ((byte & (0x80 >> bit)) === 0 || dot < 0 || dot >= this.width) continue;
        const cell = at + (dot >> 3);
        this.#rows[cell] = (this.#rows[cell] ?? 0) | (0x80 >> (dot & 7));
      }
    });
  }
}
