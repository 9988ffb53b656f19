import type { Clock, TimerId } from '../hal/ports/clock.ts';
import type { Milliseconds } from '../hal/units.ts';

/** While the hub answers it is asked this often whether it still does. */
const beatMs: Milliseconds = 20_000;
/** While it does not, this often. */
export const probeMs: Milliseconds = 3_000;

export interface HubBeatPorts {
  readonly clock: Clock;
  /** Who is to be asked now; null: nobody, since this device decides, has no link, or the broker knows the hub to be away. */
  readonly whom: () => string | null;
  readonly isSilent: (hub: string) => boolean;
  readonly ask: (hub: string, signal: AbortSignal) => Promise<unknown>;
}

/** Asks the hub now and then whether it is there: a broker notices late that somebody is gone, and never that they have stopped thinking. */
export class HubBeat {
  readonly #ports: HubBeatPorts;
  #timer: TimerId | null = null;

  constructor(ports: HubBeatPorts) {
    this.#ports = ports;
  }

  in(ms: Milliseconds): void {
    this.end();
    this.#timer = this.#ports.clock.setTimeout(() => {
      this.#timer = null;
      this.#ask();
    }, ms);
  }

  end(): void {
    if (this.#timer !== null) this.#ports.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #ask(): void {
    const { ask, clock, isSilent, whom } = this.#ports;
    const hub = whom();
    if (hub === null) {
      this.in(beatMs);
      return;
    }
    const limit = new AbortController();
    const timer = clock.setTimeout(() => limit.abort(), probeMs - 1);
    void ask(hub, limit.signal).then(() => clock.clearTimeout(timer));
    this.in(isSilent(hub) ? probeMs : beatMs);
  }
}
