import type { Clock } from '../../hal/ports/clock.ts';
import { HilinkModule } from './hilink-radar.ts';

export interface Ld2410Scene {
  readonly moving: { readonly cm: number; readonly energy: number } | null;
  readonly still: { readonly cm: number; readonly energy: number } | null;
}

/** Acknowledgements as the protocol document V1.02 prints them, sections 2.2.1 to 2.2.11, without head, length and tail. */
const answers: Readonly<Record<number, string>> = {
  0xff: 'ff01000001004000',
  0xfe: 'fe010000',
  0xa0: 'a00100000001020116240622',
  0x60: '60010000',
  0x62: '62010000',
  0x63: '63010000',
  0x64: '64010000',
};

/** The radar's side of a Hi-Link LD2410's serial line (protocol V1.02, 2.3.1 to 2.3.3: reports in basic and engineering mode). */
export class Ld2410 extends HilinkModule {
  #scene: Ld2410Scene = { moving: null, still: null };
  #engineering = false;

  constructor(clock: Clock) {
    super(clock, answers);
  }

  see(scene: Ld2410Scene): void {
    this.#scene = scene;
  }

  protected override take(word: number): void {
    if (word === 0x62) this.#engineering = true;
    if (word === 0x63) this.#engineering = false;
  }

  protected override report(): Uint8Array {
    const { moving, still } = this.#scene;
    const state = (moving === null ? 0 : 1) + (still === null ? 0 : 2);
    const cm = (value: number): number[] => [value & 0xff, value >>> 8];
    const nearest = Math.min(moving?.cm ?? Infinity, still?.cm ?? Infinity);
    const targets = [
      state,
      ...cm(moving?.cm ?? 0),
      moving?.energy ?? 0,
      ...cm(still?.cm ?? 0),
      still?.energy ?? 0,
      ...cm(Number.isFinite(nearest) ? nearest : 0),
    ];
    const gates = this.#engineering ? [8, 8, ...Array.from({ length: 18 }, (_, gate) => 20 - gate), 0x60, 0x01] : [];
    const body = [this.#engineering ? 0x01 : 0x02, 0xaa, ...targets, ...gates, 0x55, 0x00];
    return Uint8Array.of(0xf4, 0xf3, 0xf2, 0xf1, body.length, 0x00, ...body, 0xf8, 0xf7, 0xf6, 0xf5);
  }
}
