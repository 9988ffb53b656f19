import { SimClock } from '../../sim/clock.ts';
import { SimCounterSign } from '../../sim/devices/counter-sign.ts';
import { counterSignContract } from './counter-sign.contract.ts';

counterSignContract('the twin', () => {
  const time = new SimClock();
  const sign = new SimCounterSign('kiosk-1.sign', 5);
  let changes = 0;
  sign.onSeen(() => {
    changes += 1;
  });
  return {
    sign,
    seen: () => {
      const { seen } = sign;
      return seen.kind === 'number' ? seen.number : { idle: '—', paused: '||', dark: '' }[seen.kind];
    },
    changes: () => {
      const since = changes;
      changes = 0;
      return since;
    },
    settle: () => time.settle(),
    wait: (ms) => time.advance(ms),
    unplug: () => sign.unplug(),
    plug: () => sign.mend(),
    held: () => time.pending,
  };
});
