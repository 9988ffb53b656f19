import type { JsonObject } from '../../../hal/json.ts';
import { numberIn, numbersIn, objectIn, wordIn } from './kept.ts';

/** How long the middle of a range lies ahead: whoever is told ten minutes is missed by other things than whoever is told two hours. */
const horizonsS = [600, 1_800, 3_600];

/** How far the width moves for one who waited longer than told; for each who did not, a ninth of it back. */
const serviceStep = 0.06;
const horizonStep = 0.04;
const missesAt = 0.095;
const narrowest = 0.3;
const widest = 6;

/** A range that was told and of which it is not known yet whether it held. */
interface Told {
  readonly service: string;
  readonly p50S: number;
  readonly p90S: number;
  readonly atS: number;
}

const horizonOf = (p50S: number): number => horizonsS.filter((end) => p50S >= end).length;

/**
 * Keeps the upper end of ranges honest by what came of them, for every service and for short and long waits alike: the width above
 * the middle is multiplied by what belongs to its service plus what belongs to its length, and both follow the slope of the pinball
 * loss by online steps. Over time as many are missed in each group as should be, whatever was wrong with the ranges and however it
 * changes (Gibbs and Candès, Adaptive conformal inference under distribution shift, NeurIPS 2021; for groups that overlap:
 * Jung et al., Batch multivalid conformal prediction, ICLR 2023). A range that has run out counts as missed at once, not when the
 * wait has ended at last.
 */
export class Calibration {
  readonly #services = new Map<string, number>();
  readonly #horizons = horizonsS.map(() => 0).concat(0);
  readonly #told = new Map<string, Told>();
  /** None of those ranges runs out before. */
  #noneBeforeS = Number.POSITIVE_INFINITY;

  /** What the width above the middle is multiplied by. */
  width(service: string, p50S: number): number {
    const width = (this.#services.get(service) ?? 1) + (this.#horizons[horizonOf(p50S)] ?? 0);
    return Math.max(narrowest, Math.min(widest, width));
  }

  /** Somebody was told; `atS`: when, in seconds of any clock that the other calls keep to. */
  told(id: string, service: string, range: { readonly p50S: number; readonly p90S: number }, atS: number): void {
    this.#keep(id, { service, ...range, atS });
  }

  /** They were called. Who was called at once teaches nothing about waiting. */
  called(id: string, atS: number): void {
    const told = this.#told.get(id);
    if (told === undefined) return;
    this.#told.delete(id);
    if (atS > told.atS) this.#learn(told, atS - told.atS > told.p90S);
  }

  /** They left unserved, asked for more time, or wait for something else now. */
  forget(id: string): void {
    this.#told.delete(id);
  }

  /** Counts the ranges that have run out until now. */
  runOut(atS: number): void {
    if (atS < this.#noneBeforeS) return;
    this.#noneBeforeS = Number.POSITIVE_INFINITY;
    for (const [id, told] of this.#told)
      if (atS - told.atS > told.p90S) {
        this.#told.delete(id);
        this.#learn(told, true);
      } else this.#keep(id, told);
  }

  kept(): JsonObject {
    return {
      services: Object.fromEntries(this.#services),
      horizons: [...this.#horizons],
      told: Object.fromEntries([...this.#told].map(([id, told]) => [id, { ...told }])),
    };
  }

  resume(kept: JsonObject): void {
    this.#services.clear();
    const services = objectIn(kept['services']);
    for (const service of Object.keys(services)) this.#services.set(service, numberIn(services, service, 1));
    for (const [horizon, width] of numbersIn(kept, 'horizons').entries())
      if (horizon <= horizonsS.length) this.#horizons[horizon] = width;
    this.#told.clear();
    this.#noneBeforeS = Number.POSITIVE_INFINITY;
    for (const [id, value] of Object.entries(objectIn(kept['told']))) {
      const told = objectIn(value);
      this.#keep(id, {
        service: wordIn(told, 'service'),
        p50S: numberIn(told, 'p50S', 0),
        p90S: numberIn(told, 'p90S', 0),
        atS: numberIn(told, 'atS', 0),
      });
    }
  }

  #keep(id: string, told: Told): void {
    this.#told.set(id, told);
    // A little before: sums of fractions are rounded, each in its own way.
    this.#noneBeforeS = Math.min(this.#noneBeforeS, told.atS + told.p90S - 0.001);
  }

  #learn({ service, p50S }: Told, missed: boolean): void {
    const share = (missed ? 1 : 0) - missesAt;
    // Bounded, so that many quiet days, on which every range holds, do not spoil the first day of a rush.
    const ofService = (this.#services.get(service) ?? 1) + serviceStep * share;
    this.#services.set(service, Math.max(narrowest, Math.min(widest, ofService)));
    const horizon = horizonOf(p50S);
    const ofHorizon = (this.#horizons[horizon] ?? 0) + horizonStep * share;
    this.#horizons[horizon] = Math.max(-1, Math.min(widest, ofHorizon));
  }
}
