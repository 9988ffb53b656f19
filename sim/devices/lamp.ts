import type { Lamp, LampState } from '../../hal/ports/lamp.ts';
import { SeenPart } from './seen-part.ts';

/** The twin of a lamp. */
export class SimLamp extends SeenPart<LampState> implements Lamp {
  constructor(where: string) {
    super('lamp', where, 'off');
  }

  set(state: LampState): void {
    this.want(state);
  }
}
