import type { Device, Fault } from '../device.ts';

/** What a lamp says; how it looks (a ring, one colour, a lit frame) is the driver's. Nothing flashes. */
export type LampState = 'off' | 'notice' | 'invite' | 'attend' | 'call' | 'fault';

/** `set` is told, not awaited; the newest state wins and is set again after a reopening. */
export interface Lamp extends Device<Fault> {
  set(state: LampState): void;
}
