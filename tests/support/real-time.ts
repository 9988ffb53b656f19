import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves once the condition holds. Only for tests against real processes and kernels; how long it takes is never asserted. */
export const untilReal = async (condition: () => boolean, withinMs = 60_000): Promise<void> => {
  const deadline = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms`);
    await sleep(3);
  }
};
