import type { Clock } from '../hal/ports/clock.ts';
import type { Milliseconds } from '../hal/units.ts';
import type { Behaviours } from './behaviours.ts';

/** How long an orderly stop waits for whoever is between asking for a number and its slip. */
const lastSlipMs: Milliseconds = 20_000;

/** Waits until nobody stands between asking for a number and its slip, but not for ever. */
export const slipInHand = async (behaviours: Behaviours, clock: Clock): Promise<void> => {
  const busy = (): boolean => behaviours.ticketing?.state().tags.includes('busy-with-slip') ?? false;
  const deadline = clock.now() + lastSlipMs;
  while (busy() && clock.now() < deadline)
    await new Promise<void>((resolve) => {
      clock.setTimeout(resolve, 100);
    });
};
