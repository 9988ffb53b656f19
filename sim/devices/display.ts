import { assert } from '../../hal/assert.ts';
import { Listeners, type Fault, type Unsubscribe } from '../../hal/device.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import type { Display, Touch } from '../../hal/ports/display.ts';
import { done, fail, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** A view on the glass and since when. */
export interface ShownView<View extends JsonObject> {
  readonly at: Milliseconds;
  readonly revision: number;
  readonly view: View;
}

/** From the finger on the glass to the word at the port: a capacitive panel's scan and the browser's event. */
const touchMs: Milliseconds = 30;

/** How many views are kept for a look back; a day's run shows tens of thousands. */
const keptViews = 500;

/**
 * The twin of a panel with its page. Its human-side door is `touch`; `current` is what a person standing before it can read.
 * A broken or detached panel shows nothing and takes no touch.
 */
export class SimDisplay<View extends JsonObject = JsonObject> implements Display<View> {
  readonly #clock: Clock;
  readonly #touches = new Listeners<Touch>();
  readonly #attachments = new Listeners<boolean>();
  readonly #faults = new Listeners<Fault>();
  readonly #shows = new Listeners<ShownView<View>>();
  readonly #pending = new Set<TimerId>();
  readonly #history: ShownView<View>[] = [];
  #open = false;
  #plugged = true;
  #fault: Fault | null = null;
  #revision = 0;
  #newest: ShownView<View> | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get attached(): boolean {
    return this.#open && this.#plugged && this.#fault === null;
  }

  open(): Promise<Result<void, Fault>> {
    assert(!this.#open, 'display opened twice');
    if (this.#fault !== null) return Promise.resolve(fail(this.#fault));
    this.#open = true;
    if (this.attached) this.#attachments.emit(true);
    return Promise.resolve(done);
  }

  close(): Promise<void> {
    const was = this.attached;
    this.#open = false;
    this.#forgetTouches();
    if (was) this.#attachments.emit(false);
    return Promise.resolve();
  }

  onFault(listener: (fault: Fault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  onTouch(listener: (touch: Touch) => void): Unsubscribe {
    return this.#touches.add(listener);
  }

  onAttached(listener: (attached: boolean) => void): Unsubscribe {
    return this.#attachments.add(listener);
  }

  show(view: View): number {
    this.#revision += 1;
    this.#newest = { at: this.#clock.now(), revision: this.#revision, view };
    this.#history.push(this.#newest);
    if (this.#history.length > keptViews) this.#history.shift();
    this.#shows.emit(this.#newest);
    return this.#revision;
  }

  /** What a person sees: the newest view, null while the panel is dark. */
  current(): ShownView<View> | null {
    return this.attached ? this.#newest : null;
  }

  /** The last views, oldest first. */
  get shown(): readonly ShownView<View>[] {
    return this.#history;
  }

  /** Tells each view as it is shown. */
  onShown(listener: (shown: ShownView<View>) => void): Unsubscribe {
    return this.#shows.add(listener);
  }

  /**
   * A finger on the view with this revision (default: the one shown now). The word arrives `touchMs` later; false when the panel is
   * dark, so nothing was touched.
   */
  touch(action: string, revision?: number): boolean {
    const seen = this.current();
    if (seen === null) return false;
    const touch: Touch = { revision: revision ?? seen.revision, action };
    const timer = this.#clock.setTimeout(() => {
      this.#pending.delete(timer);
      this.#touches.emit(touch);
    }, touchMs);
    this.#pending.add(timer);
    return true;
  }

  /** Somebody pulls the panel's page away (`false`) or brings it back; the port stays open. */
  setPlugged(plugged: boolean): void {
    const was = this.attached;
    this.#plugged = plugged;
    if (!this.attached) this.#forgetTouches();
    if (was !== this.attached) this.#attachments.emit(this.attached);
  }

  /** The panel dies and tells so; `open` answers with the fault until `repair`. */
  breakWith(fault: Fault): void {
    const was = this.attached;
    this.#fault = fault;
    this.#forgetTouches();
    if (was) this.#attachments.emit(false);
    if (this.#open) this.#faults.emit(fault);
  }

  repair(): void {
    const was = this.attached;
    this.#fault = null;
    if (!was && this.attached) this.#attachments.emit(true);
  }

  /** Touches on their way; a rig that ends has none. */
  get pending(): number {
    return this.#pending.size;
  }

  #forgetTouches(): void {
    for (const timer of this.#pending) this.#clock.clearTimeout(timer);
    this.#pending.clear();
  }
}
