import type { Random } from '../../../hal/ports/random.ts';
import { featuresOf } from './features.ts';
import { QuantileLearner } from './quantile-learner.ts';
import { QueueWatch, type Joining } from './queue-watch.ts';

/** How long one who joins now will wait: half of them less than `p50S`, nine in ten less than `p90S`. */
export interface WaitForecast {
  readonly p50S: number;
  readonly p90S: number;
}

/** Before anybody was seen: about half a minute, nine in ten under two. */
const startRoots = [6, 11];
/** How far the upper end moves for one who waited longer than told, and a ninth of it back for each who did not. */
const upperStep = 0.01;
/** Bounds for a hall in which no range is ever missed, or every one: what was learnt there does not spoil the next day. */
const lowestUpper = 0.25;
const highestUpper = 8;

/**
 * Waits foretold from the state of the queue, learnt from those who were served before; whoever gives up teaches nothing about
 * waits to the end. The upper end is kept honest by what came of it: adaptive conformal inference (Gibbs and Candès, NeurIPS 2021).
 * Everything is worked out in the order in which it happened, so an answer depends on what lies before it alone.
 */
export class WaitForecaster {
  readonly #watch = new QueueWatch();
  readonly #learner: (size: number) => QuantileLearner;
  #learning: QuantileLearner | null = null;
  readonly #lines = new Map<string, number>();
  readonly #kinds = new Map<string, number>();
  readonly #open = new Map<
    string,
    { readonly features: Float64Array; readonly joining: Joining; readonly toldRoot: number }
  >();
  /** What the upper root is multiplied by. */
  #upper = 1;

  constructor(random: Random) {
    const settings = { shares: [0.5, 0.9], start: startRoots, rate: 0.03, kept: 6_000, again: 8 };
    this.#learner = (size) => new QuantileLearner(size, settings, random);
  }

  beginDay(): void {
    this.#watch.beginDay();
    this.#open.clear();
  }

  joined(joining: Joining): WaitForecast {
    const line = this.#lines.get(joining.line) ?? this.#lines.size;
    this.#lines.set(joining.line, line);
    const kind = this.#kinds.get(joining.kind) ?? this.#kinds.size;
    this.#kinds.set(joining.kind, kind);
    const features = featuresOf(this.#watch.look(joining), line, kind);
    this.#learning ??= this.#learner(features.length);
    const [middle = 0, high = 0] = this.#learning.foretell(features);
    const p50Root = Math.max(0.7, middle);
    const p90Root = Math.max(p50Root, high);
    const toldRoot = Math.max(p50Root, p90Root * this.#upper);
    this.#open.set(joining.id, { features, joining, toldRoot });
    this.#watch.join(joining);
    return { p50S: p50Root * p50Root, p90S: toldRoot * toldRoot };
  }

  /** Their service begins. Who never waited is no lesson about waiting. */
  began(id: string, server: string, at: number): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    this.#open.delete(id);
    this.#watch.begin(open.joining, server, at);
    const waitedS = at - open.joining.at;
    if (waitedS <= 0) return;
    const root = Math.sqrt(waitedS);
    // Against what they were told, not what they would be told now: only so do the misses add up to a tenth however late they come.
    this.#upper += root > open.toldRoot ? upperStep : -upperStep / 9;
    this.#upper = Math.max(lowestUpper, Math.min(highestUpper, this.#upper));
    this.#learning?.learn(open.features, root);
  }

  left(id: string): void {
    this.#open.delete(id);
    this.#watch.leave(id);
  }

  ended(id: string, server: string, at: number): void {
    this.#watch.end(id, server, at);
  }
}
