import { describe, expect, it } from 'vitest';
import type { CounterSign, SignShows } from '../../hal/ports/counter-sign.ts';

export interface SignRig {
  readonly sign: CounterSign;
  /** What a person reads: the number, `—` for a dash, `||` for two bars, '' for darkness. */
  readonly seen: () => string;
  /** How often what is lit has changed since the last asking. */
  readonly changes: () => number;
  /** Lets what was told arrive. */
  readonly settle: () => Promise<void>;
  /** Lets time go by. */
  readonly wait: (ms: number) => Promise<void>;
  readonly unplug: () => void;
  readonly plug: () => void;
  /** What it still holds: timers, handles. */
  readonly held: () => number;
}

const signal = (): AbortSignal => new AbortController().signal;
const number = (text: string): SignShows => ({ kind: 'number', number: text });

export function counterSignContract(name: string, makeRig: () => SignRig): void {
  describe(`counter sign: ${name}`, () => {
    it('shows the newest while it is open, and is dark when it is closed', async () => {
      const { sign, seen, settle, held } = makeRig();
      sign.show(number('A012'));
      await settle();
      expect(seen()).toBe('');
      await sign.open(signal());
      await settle();
      expect(seen()).toBe('A012');
      sign.show({ kind: 'idle' });
      sign.show(number('B007'));
      await settle();
      expect(seen()).toBe('B007');
      sign.show({ kind: 'paused' });
      await settle();
      expect(seen()).toBe('||');
      sign.show({ kind: 'idle' });
      await settle();
      expect(seen()).toBe('—');
      sign.show({ kind: 'dark' });
      await settle();
      expect(seen()).toBe('');
      sign.show(number('H045'));
      await settle();
      await sign.close();
      expect([seen(), held()]).toEqual(['', 0]);
    });

    it('shows it again after a reopening', async () => {
      const { sign, seen, settle } = makeRig();
      await sign.open(signal());
      sign.show(number('K999'));
      await settle();
      await sign.close();
      await sign.open(signal());
      await settle();
      expect(seen()).toBe('K999');
      await sign.close();
    });

    it('blinks not, scrolls not: what it shows stays', async () => {
      const { sign, changes, settle, wait } = makeRig();
      await sign.open(signal());
      sign.show(number('Z360'));
      await settle();
      changes();
      await wait(60_000);
      expect(changes()).toBe(0);
      await sign.close();
    });

    it('shows a number whole or not at all', async () => {
      const { sign, seen, settle } = makeRig();
      await sign.open(signal());
      sign.show(number('A'.repeat(sign.characters)));
      await settle();
      expect(seen()).toBe('A'.repeat(sign.characters));
      for (const text of ['A'.repeat(sign.characters + 1), 'Đ01', 'a12', '', '1/2']) {
        sign.show(number(text));
        await settle();
        expect(seen()).toBe('—');
      }
      await sign.close();
    });

    it('tells once when it is pulled, and opens again when it is back', async () => {
      const { sign, seen, settle, wait, unplug, plug, held } = makeRig();
      const faults: string[] = [];
      sign.onFault(({ kind }) => faults.push(kind));
      await sign.open(signal());
      sign.show(number('A012'));
      await settle();
      unplug();
      await wait(5_000);
      expect(seen()).toBe('');
      expect(faults).toHaveLength(1);
      await sign.close();
      expect((await sign.open(signal())).ok).toBe(false);
      plug();
      expect((await sign.open(signal())).ok).toBe(true);
      await settle();
      expect(seen()).toBe('A012');
      await sign.close();
      await sign.close();
      expect(held()).toBe(0);
    });
  });
}
