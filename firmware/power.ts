import type { Unsubscribe } from '../hal/device.ts';
import type { Named } from '../hal/hal.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Battery, PowerState } from '../hal/ports/battery.ts';
import { traced } from './trace.ts';

/** A battery with less is told as low, once, and again only after it was well above. */
const lowCharge = 0.2;
const recoveredCharge = 0.3;

export interface PowerPorts {
  /** An event for staff: `mains-lost`, `mains-back`, `battery-low`. */
  readonly tell: (name: string, data: JsonObject) => void;
  /** Something that status tells has changed. */
  readonly changed: () => void;
}

/**
 * Watches how the device is fed, and tells staff: the mains lost and back, a battery that runs low. It serves on as before meanwhile:
 * what is left in the battery is for visitors.
 */
export class PowerWatch {
  readonly #batteries: Named<Battery>;
  readonly #ports: PowerPorts;
  readonly #states = new Map<string, PowerState>();
  readonly #low = new Set<string>();

  constructor(batteries: Named<Battery>, ports: PowerPorts) {
    this.#batteries = batteries;
    this.#ports = ports;
  }

  connect(): Unsubscribe {
    const ends = Object.entries(this.#batteries).map(([name, battery]) =>
      battery.onPower((power) => this.#hear(name, power)),
    );
    return () => {
      for (const end of ends) end();
    };
  }

  /** Its gauge is gone: how the device is fed is not known any more. */
  lost(name: string): void {
    this.#states.delete(name);
    this.#low.delete(name);
  }

  status(): JsonObject {
    return Object.fromEntries(
      [...this.#states].map(([name, { charge, mains, milliAmperes, milliVolts }]) => [
        name,
        { milliVolts, milliAmperes, charge: traced(charge), mains },
      ]),
    );
  }

  #hear(name: string, power: PowerState): void {
    const before = this.#states.get(name)?.mains ?? null;
    this.#states.set(name, power);
    const { charge, mains } = power;
    const data = { battery: name, charge: traced(charge) };
    // Found without the mains at the start counts as lost as well: somebody should know.
    if (mains === false && before !== false) this.#ports.tell('mains-lost', data);
    if (mains === true && before === false) this.#ports.tell('mains-back', data);
    const wasLow = this.#low.has(name);
    if (mains === false && charge !== null && charge < lowCharge && !wasLow) {
      this.#low.add(name);
      this.#ports.tell('battery-low', data);
    }
    if (charge !== null && charge >= recoveredCharge) this.#low.delete(name);
    if (mains !== before || wasLow !== this.#low.has(name)) this.#ports.changed();
  }
}
