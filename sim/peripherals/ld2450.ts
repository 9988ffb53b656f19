import type { Clock } from '../../hal/ports/clock.ts';
import { HilinkModule } from './hilink-radar.ts';

/** One target in the module's own axes: millimetres, and centimetres a second away from it. */
export interface Ld2450Echo {
  readonly xMm: number;
  readonly yMm: number;
  readonly speedCmS: number;
}

/** Acknowledgements as the protocol document V1.03 prints them, section 2.2, without head, length and tail. */
const answers: Readonly<Record<number, string>> = {
  0xff: 'ff01000001004000',
  0xfe: 'fe010000',
  0x80: '80010000',
  0x90: '90010000',
  0x91: '910100000200',
  0xa0: 'a00100000000020116240622',
};

const distanceGateMm = 360;

/** The radar's side of a Hi-Link LD2450's serial line (protocol V1.03, 2.3: a report of three targets). */
export class Ld2450 extends HilinkModule {
  #echoes: readonly Ld2450Echo[] = [];
  /** As the last user left it, over power cuts: it may have been told to follow one target only. */
  #most = 1;

  constructor(clock: Clock) {
    super(clock, answers);
  }

  see(echoes: readonly Ld2450Echo[]): void {
    this.#echoes = echoes;
  }

  protected override take(word: number): void {
    if (word === 0x80) this.#most = 1;
    if (word === 0x90) this.#most = 3;
  }

  protected override report(): Uint8Array {
    const bytes = new Uint8Array(30);
    bytes.set([0xaa, 0xff, 0x03, 0x00]);
    bytes.set([0x55, 0xcc], 28);
    const put = (at: number, value: number): void => {
      const magnitude = Math.abs(value) & 0x7fff;
      bytes[at] = magnitude & 0xff;
      bytes[at + 1] = (magnitude >>> 8) | (value >= 0 ? 0x80 : 0);
    };
    this.#echoes.slice(0, this.#most).forEach(({ xMm, yMm, speedCmS }, index) => {
      const at = 4 + 8 * index;
      put(at, xMm);
      put(at + 2, yMm);
      put(at + 4, speedCmS);
      bytes[at + 6] = distanceGateMm & 0xff;
      bytes[at + 7] = distanceGateMm >>> 8;
    });
    return bytes;
  }
}
