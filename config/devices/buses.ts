import { z } from 'zod';
import { inputPin, outputPin } from './pin.ts';

/** The I2C buses of a device that need more than their number. */
export const i2cBuses = z
  .array(
    z.strictObject({
      bus: z.int().min(0).max(20),
      /**
       * The bus's own two lines as GPIOs: with them one that a chip holds low is clocked free (on a Raspberry Pi's bus 1: GPIO3 and GPIO2).
       * `scl` is active-low, so that active pulls it down. Works where the service may take the controller from its driver.
       */
      recovery: z.strictObject({ scl: outputPin, sda: inputPin }),
    }),
  )
  .max(8)
  .default([]);
export type I2cBusEntry = Readonly<z.output<typeof i2cBuses>[number]>;
