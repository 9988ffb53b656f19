import type { Sensor } from '../../hal/ports/sensors.ts';
import type { SimClock } from '../../sim/clock.ts';

/** A driver on simulated time as the contract of sensors takes it: opening and closing walk the clock while they last. */
export const walked = <T>(sensor: Sensor<T>, clock: SimClock): Sensor<T> => ({
  periodMs: sensor.periodMs,
  open: (signal) => clock.walk(sensor.open(signal), 60_000),
  close: () => clock.walk(sensor.close(), 60_000),
  onFault: (listener) => sensor.onFault(listener),
  onMeasurement: (listener) => sensor.onMeasurement(listener),
});
