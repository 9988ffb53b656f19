import type { DeviceConfig } from '../../config/schema.ts';
import type { Board } from '../../config/boards/board.ts';
import type { Checkup, Found } from '../../hal/ports/checkup.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { HostFacts } from '../../hal/ports/host-facts.ts';
import { examineMachine } from './examine.ts';

export interface MachineCheckupParts {
  readonly config: DeviceConfig;
  readonly board: Board | null;
  readonly models: readonly string[];
  readonly host: HostFacts;
  readonly clock: Pick<Clock, 'wallTime'>;
  readonly firmware: string;
}

/** The machine as its own files tell of it. */
export class MachineCheckup implements Checkup {
  readonly #parts: MachineCheckupParts;

  constructor(parts: MachineCheckupParts) {
    this.#parts = parts;
  }

  look(): Promise<readonly Found[]> {
    const { clock, ...rest } = this.#parts;
    return examineMachine({ ...rest, wall: clock.wallTime() });
  }
}
