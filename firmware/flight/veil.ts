import { keyed } from '../../hal/drivers/sha256.ts';
import { lineText, type TraceLine } from '../trace.ts';

/** 32 hexadecimal digits and no more: a ticket's token, a person's code of the day. */
const secretHex = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi;

/**
 * A line of the trace as it may be kept: whatever could be used in a person's name, or tells who it was, is another of the same form, the
 * same one wherever it stands in this start, under a key that is in no file. So a recording tells nobody's secret, and still runs again:
 * the firmware asks of such words only whether they are the same.
 */
export class Veil {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  text(line: TraceLine): string {
    return lineText(line).replaceAll(secretHex, (hex) => this.#hex(hex));
  }

  #hex(hex: string): string {
    return keyed(this.#key, hex.toLowerCase()).toString('hex', 0, 16);
  }
}
