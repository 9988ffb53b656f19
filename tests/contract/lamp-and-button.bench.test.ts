import type { LampState } from '../../hal/ports/lamp.ts';
import { hands, onBench, person, wait } from '../support/bench.ts';
import { buttonContract, lampContract } from './lamp-and-button.contract.ts';

const states: readonly LampState[] = ['off', 'notice', 'invite', 'attend', 'call', 'fault'];

/** What a person sees; a plain lamp shows several states alike, so they are asked about the one that was told. */
const seen = (name: string): LampState => {
  const read = person(
    `đèn ${name} đang báo gì? (${states.join(', ')})`,
    `what does ${name} show? (${states.join(', ')})`,
  );
  return states.find((state) => state === read) ?? 'off';
};

onBench('lamp', ({ name, make }) => {
  lampContract(`${name} `, () => {
    const { device, clock } = make();
    return {
      lamp: device,
      seen: () => seen(name),
      settle: () => wait(200),
      unplug: () => hands(`rút dây đèn ${name}`, `pull the plug of ${name}`),
      plug: () => hands(`cắm lại đèn ${name}`, `put the plug of ${name} back`),
      held: () => clock.pending,
    };
  });
});

onBench('button', ({ name, entry, make }) => {
  buttonContract(`${name} `, () => {
    const { device, clock, tidy } = make();
    return {
      button: device,
      press: () => hands(`bấm nút ${name} một lần`, `press ${name} once`),
      wait,
      now: () => clock.now(),
      debounceMs: entry.debounceMs,
      unplug: () => hands(`rút dây nút ${name}`, `pull the plug of ${name}`),
      plug: () => hands(`cắm lại nút ${name}`, `put the plug of ${name} back`),
      end: () => {
        tidy();
        if (clock.pending > 0) throw new Error(`${clock.pending} timers are still armed`);
      },
    };
  });
});
