import type { Unsubscribe } from '../hal/device.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { MessageBus } from '../hal/ports/message-bus.ts';
import type { Milliseconds } from '../hal/units.ts';

/** A lost link matters to people only after this. */
const patienceMs: Milliseconds = 60_000;

/** How long this device has had no link, where it has a bus at all. */
export class LinkWatch {
  readonly #bus: MessageBus | null;
  readonly #clock: Clock;
  #unlinkedSince: Milliseconds | null = null;

  constructor(bus: MessageBus | null, clock: Clock) {
    this.#bus = bus;
    this.#clock = clock;
  }

  /** Nobody is linked at a start. */
  begin(): void {
    this.#unlinkedSince = this.#bus === null ? null : this.#clock.now();
  }

  connect(changed: () => void): Unsubscribe {
    if (this.#bus?.linked === true) this.#unlinkedSince = null;
    return (
      this.#bus?.onLink((linked) => {
        this.#unlinkedSince = linked ? null : (this.#unlinkedSince ?? this.#clock.now());
        changed();
      }) ?? (() => undefined)
    );
  }

  /** Lost for so long that people are told. */
  get lost(): boolean {
    return this.#unlinkedSince !== null && this.#clock.now() - this.#unlinkedSince >= patienceMs;
  }
}
