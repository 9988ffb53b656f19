import type { SimClock } from '../../sim/clock.ts';

/** A call that needs more simulated time than this hangs. */
const patienceMs = 120_000;

/** Moves simulated time on until something has happened. */
export const simulated = (
  time: SimClock,
): {
  readonly finish: <T>(call: Promise<T>) => Promise<T>;
  readonly until: (condition: () => boolean) => Promise<void>;
} => {
  const until = async (condition: () => boolean): Promise<void> => {
    const deadline = time.now() + patienceMs;
    await time.settle();
    while (!condition()) {
      if (time.now() > deadline || !(await time.step())) throw new Error(`not within ${patienceMs} ms`);
    }
  };
  return {
    until,
    finish: async (call) => {
      let ended = false;
      const watched = call.finally(() => {
        ended = true;
      });
      // A rejection is the caller's to see, when it awaits the call.
      watched.catch(() => undefined);
      await until(() => ended);
      return await watched;
    },
  };
};
