import { assert } from '../../hal/assert.ts';
import { Listeners, type Fault, type Unsubscribe } from '../../hal/device.ts';
import type { Measurement, Sensor, SensorFault } from '../../hal/ports/sensors.ts';
import { done, fail, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { Body } from '../world/body.ts';
import { ConeWatch } from '../world/cone-watch.ts';
import type { Sector } from '../world/sector.ts';
import type { World } from '../world/world.ts';

/**
 * What can happen to a sensor. `stuck` goes on saying what it said, `dead` says nothing, `garbled` says that it cannot be read; `cut`
 * says half of its frames, `bursting` each word many times, `disordered` an older word after a newer one.
 */
export type SensorBreak = 'stuck' | 'dead' | 'garbled' | 'unplugged' | 'cut' | 'bursting' | 'disordered';
export const sensorBreaks: readonly SensorBreak[] = [
  'stuck',
  'dead',
  'garbled',
  'unplugged',
  'cut',
  'bursting',
  'disordered',
];

/** So often a bursting one says each word. */
const burst = 40;

/** A frame of which the second half was lost: lists are half as long. What is no list stays, so that a pin's level stays a level. */
const cutShort = <T>(value: T): T =>
  // The point of it: what arrives is not what its type says.
  Object.fromEntries(
    Object.entries(value as Readonly<Record<string, unknown>>).map(([key, inner]) => [
      key,
      Array.isArray(inner) ? inner.slice(0, inner.length >> 1) : inner,
    ]),
  ) as T;

/** Millimetres and mm/s are all that leaves a sensor: what lies below is noise of arithmetic and means nothing. */
export const toThousandths = (value: number): number => Math.round(value * 1000) / 1000;

/**
 * What the twins of all sensors share: their words' numbering, opening and closing, and how they fail. A subclass says how it looks
 * at the world between `begin` and `end`. `seen` are the people who were truly inside its range, whatever it said of them.
 */
export abstract class SimSensor<T> implements Sensor<T> {
  readonly id: string;
  readonly periodMs: Milliseconds | null;
  readonly area: Sector;
  readonly #world: World;
  readonly #words = new Listeners<Measurement<T>>();
  readonly #faults = new Listeners<Fault>();
  readonly #seen = new Set<string>();
  #watch: ConeWatch | null = null;
  #seq = 0;
  #broken: SensorBreak | null = null;
  #last: Measurement<T> | null = null;
  /** Of a disordered one: the word that is said after the next. */
  #held: Measurement<T> | null = null;

  constructor(id: string, world: World, area: Sector, periodMs: Milliseconds | null) {
    this.id = id;
    this.#world = world;
    this.area = area;
    this.periodMs = periodMs;
  }

  protected abstract begin(): void;
  protected abstract end(): void;
  /** What a `stuck` one says from then on. */
  protected abstract frozen(): T;

  get broken(): SensorBreak | null {
    return this.#broken;
  }

  /** The newest word as it left. */
  get last(): Measurement<T> | null {
    return this.#last;
  }

  /** Ids of the people who were inside its range while it was open. */
  get seen(): ReadonlySet<string> {
    return this.#seen;
  }

  /** Whether it says now that somebody is there. */
  abstract get firing(): boolean;

  open(): Promise<Result<void, Fault>> {
    assert(this.#watch === null, `sensor ${this.id} opened twice`);
    if (this.#broken === 'unplugged') return Promise.resolve(fail({ kind: 'absent', where: this.id }));
    this.#seq = 0;
    this.#held = null;
    const watch = new ConeWatch(this.#world, this.area);
    this.#watch = watch;
    for (const body of watch.inside) this.#seen.add(body.id);
    watch.onEntered((body) => this.#seen.add(body.id));
    this.begin();
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    if (this.#watch !== null) {
      this.end();
      this.#watch.close();
      this.#watch = null;
    }
    return Promise.resolve();
  }

  onMeasurement(listener: (measurement: Measurement<T>) => void): Unsubscribe {
    return this.#words.add(listener);
  }

  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  breakWith(how: SensorBreak): void {
    this.#broken = how;
    if (this.#watch === null) return;
    if (how === 'unplugged') this.#faults.emit({ kind: 'absent', where: this.id });
    else this.broke();
  }

  mend(): void {
    this.#broken = null;
    if (this.#watch !== null) this.mended();
  }

  /** Told after a break that leaves it open, and after mending, so that a sensor that speaks on change says what is new. */
  protected broke(): void {
    // Sensors with a period say it at their next word.
  }
  protected mended(): void {
    // Likewise.
  }

  /** Who is inside its range now. */
  protected get inside(): ReadonlySet<Body> {
    return this.#watch?.inside ?? new Set();
  }

  protected get world(): World {
    return this.#world;
  }

  protected onInsideChanged(listener: () => void): Unsubscribe {
    assert(this.#watch !== null, `sensor ${this.id} is closed`);
    return this.#watch.onChange(listener);
  }

  /** Sends a word, or what its break makes of it. */
  protected speak(value: T): void {
    if (this.#broken === 'dead' || this.#broken === 'unplugged') return;
    switch (this.#broken) {
      case 'garbled':
        this.complain({ kind: 'garbled', reason: 'checksum' });
        break;
      case 'stuck':
        this.#send({ value: this.frozen() });
        break;
      case 'cut':
        this.#send({ value: cutShort(value) });
        break;
      case 'bursting':
        for (let word = 0; word < burst; word += 1) this.#send({ value });
        break;
      case 'disordered':
      case null:
        this.#send({ value });
        break;
    }
  }

  protected complain(fault: SensorFault): void {
    this.#send({ fault });
  }

  #send(what: { readonly value: T } | { readonly fault: SensorFault }): void {
    this.#seq += 1;
    const measurement: Measurement<T> = { sensorId: this.id, seq: this.#seq, at: this.#world.now, ...what };
    const held = this.#held;
    this.#held = null;
    if (this.#broken === 'disordered' && held === null) {
      this.#held = measurement;
      return;
    }
    this.#last = measurement;
    this.#words.emit(measurement);
    if (held !== null) this.#words.emit(held);
  }
}
