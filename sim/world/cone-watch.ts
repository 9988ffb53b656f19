import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { TimerId } from '../../hal/ports/clock.ts';
import type { Body } from './body.ts';
import { spansInside, type Sector, type Span } from './sector.ts';
import type { World } from './world.ts';

/**
 * Knows at every instant who is inside a sector, at the cost of one timer for each crossing: entries and exits are worked out when
 * somebody appears or turns, so a hall in which nobody comes near costs nothing, and who crosses between two samples is not missed.
 */
export class ConeWatch {
  readonly #world: World;
  readonly #area: Sector;
  readonly #movingOnly: boolean;
  readonly #spans = new Map<Body, Span[]>();
  readonly #inside = new Set<Body>();
  readonly #listeners = new Listeners<void>();
  readonly #entered = new Listeners<Body>();
  #timer: TimerId | null = null;
  #timerAt: Milliseconds = 0;
  readonly #unsubscribe: Unsubscribe;

  constructor(world: World, area: Sector, movingOnly = false) {
    this.#world = world;
    this.#area = area;
    this.#movingOnly = movingOnly;
    for (const body of world.bodies()) this.#learn(body);
    this.#unsubscribe = world.on((event) => {
      if (event.type === 'body.stirred') return;
      if (event.type === 'body.left') {
        this.#spans.delete(event.body);
      } else this.#learn(event.body);
      this.#update();
    });
    this.#update();
  }

  /** Who is inside now, in order of entering. */
  get inside(): ReadonlySet<Body> {
    return this.#inside;
  }

  /** Called after somebody entered or left. */
  onChange(listener: () => void): Unsubscribe {
    return this.#listeners.add(listener);
  }

  onEntered(listener: (body: Body) => void): Unsubscribe {
    return this.#entered.add(listener);
  }

  close(): void {
    this.#unsubscribe();
    if (this.#timer !== null) this.#world.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#spans.clear();
    this.#inside.clear();
  }

  #learn(body: Body): void {
    const spans = spansInside(this.#area, body.way, this.#world.now, this.#movingOnly);
    if (spans.length === 0) this.#spans.delete(body);
    else this.#spans.set(body, spans);
  }

  /** Brings `inside` up to now and arms the timer for the next crossing. */
  #update(): void {
    const now = this.#world.now;
    let changed = false;
    let next = Number.POSITIVE_INFINITY;
    for (const body of this.#inside) {
      if (this.#spans.has(body)) continue;
      this.#inside.delete(body);
      changed = true;
    }
    const arrived: Body[] = [];
    for (const [body, spans] of this.#spans) {
      while (spans[0] !== undefined && spans[0].to <= now) spans.shift();
      const span = spans[0];
      if (span === undefined) this.#spans.delete(body);
      const isInside = span !== undefined && span.from <= now;
      if (isInside !== this.#inside.has(body)) {
        changed = true;
        if (isInside) arrived.push(body);
        else this.#inside.delete(body);
      }
      if (span !== undefined) next = Math.min(next, isInside ? span.to : span.from);
    }
    for (const body of arrived) this.#inside.add(body);
    this.#arm(next);
    for (const body of arrived) this.#entered.emit(body);
    if (changed) this.#listeners.emit();
  }

  #arm(next: Milliseconds): void {
    const clock = this.#world.clock;
    if (this.#timer !== null) {
      if (this.#timerAt === next) return;
      clock.clearTimeout(this.#timer);
      this.#timer = null;
    }
    if (!Number.isFinite(next)) return;
    this.#timerAt = next;
    this.#timer = clock.setTimeout(() => {
      this.#timer = null;
      this.#update();
    }, next - clock.now());
  }
}
