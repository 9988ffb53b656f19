import { vi } from 'vitest';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import { clockContract } from './clock.contract.ts';

clockContract('of the kernel', () => {
  const clock = new NodeClock(() => true);
  return {
    clock,
    pass: async (ms) => {
      const until = clock.now() + ms;
      while (clock.now() < until) await new Promise((resolve) => setTimeout(resolve, 1));
    },
    stepWall: (byMs) => {
      const before = Date.now;
      const spy = vi.spyOn(Date, 'now').mockImplementation(() => before.call(Date) + byMs);
      setTimeout(() => spy.mockRestore(), 0);
    },
    pending: () => clock.pending,
  };
});
