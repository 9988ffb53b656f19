import { rasterSlip } from '../../hal/drivers/slip-raster.ts';
import type { EscposPrinter, PaperSlip } from '../../sim/peripherals/escpos.ts';
import { ticketSlip } from './slips.ts';

/** Tells by its dots which slip a piece of paper is: the job's id where it is that slip and nothing else, else `?`. */
export class SlipWatch {
  readonly slips: PaperSlip[] = [];
  readonly #known = new Map<string, string>();

  constructor(chip: EscposPrinter) {
    for (const number of ['A001', 'A002', 'A003']) {
      const slip = ticketSlip(number);
      const picture = rasterSlip(slip, chip.options.dots);
      if (picture.ok) this.#known.set(keyOf(picture.value), slip.jobId);
    }
    chip.onSlip((slip) => this.slips.push(slip));
  }

  get names(): readonly string[] {
    return this.slips.map(({ picture }) => this.#known.get(keyOf(picture)) ?? '?');
  }
}

/** One dot in each 64 000 may have been thickened on its way, to hide a real-time command: those are looked over. */
const keyOf = ({ height, bits }: PaperSlip['picture']): string =>
  `${height} ${Buffer.from(bits.map((byte) => (byte === 0x18 ? 0x10 : byte))).toString('base64')}`;
