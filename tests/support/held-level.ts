import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** The collector, which Node hides unless it is started with a flag. */
const collect = runInNewContext('gc') as () => void;

/** What this process holds after all garbage has gone. */
export interface Held {
  readonly descriptors: number;
  readonly heapBytes: number;
}

export const held = async (): Promise<Held> => {
  // Finalizers run a turn after their collection, and free more.
  for (let round = 0; round < 4; round += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { descriptors: readdirSync('/proc/self/fd').length, heapBytes: process.memoryUsage().heapUsed };
};

/**
 * What `times` of a thing have left behind, after as much of it as it takes to reach its level. Done twice: what leaks leaks both
 * times, what the engine learns on the way it learns once.
 */
export const leftBehind = async (times: number, once: () => Promise<void>): Promise<Held> => {
  for (let each = 0; each < Math.ceil(times / 5); each += 1) await once();
  const levels = [await held()];
  for (let round = 0; round < 2; round += 1) {
    for (let each = 0; each < times; each += 1) await once();
    levels.push(await held());
  }
  const grown = (of: (level: Held) => number): number =>
    Math.min(...levels.slice(1).map((level, index) => of(level) - of(levels[index] ?? level)));
  return { descriptors: grown(({ descriptors }) => descriptors), heapBytes: grown(({ heapBytes }) => heapBytes) };
};
