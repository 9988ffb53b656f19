import { z } from 'zod';
import type { JsonValue } from '../hal/json.ts';
import { slug } from './text.ts';

const whole = z.int().min(1).max(99_999);

const fleetDevice = z.strictObject({
  device: slug(),
  numbers: z.strictObject({ from: whole, to: whole }).nullable(),
});

const fleet = z.array(fleetDevice).max(1000);

/** A device of a site as the others must know it. */
export type FleetDevice = {
  readonly device: string;
  readonly numbers: { readonly from: number; readonly to: number } | null;
};

/** In order of their names, which is the same on every device of the site. */
export const inFleetOrder = (devices: readonly FleetDevice[]): readonly FleetDevice[] =>
  [...devices].sort((a, b) => (a.device < b.device ? -1 : 1));

/** The fleet as a trace keeps it; `otherwise` where it was written before devices knew of each other. */
export const readFleet = (value: JsonValue | undefined, otherwise: readonly FleetDevice[]): readonly FleetDevice[] => {
  const read = fleet.safeParse(value);
  return read.success ? inFleetOrder(read.data) : otherwise;
};
