import type { HallPicture } from '../behaviours/hall/picture.ts';
import type { DeviceConfig } from '../config/schema.ts';
import type { Named } from '../hal/hal.ts';
import type { CounterSign, SignShows } from '../hal/ports/counter-sign.ts';
import { devicesOf } from './settings.ts';

/** What stands over a counter while the hall is so. */
export function signOf(picture: HallPicture, counter: string): SignShows {
  const found = picture.counters.find(({ id }) => id === counter);
  if (found === undefined) return { kind: 'dark' };
  // Whoever is on their way or is served there has their number over it, whatever becomes of the counter after them.
  if (found.current !== null) return { kind: 'number', number: found.current.number };
  switch (found.state) {
    case 'open':
      return { kind: 'idle' };
    case 'paused':
      return { kind: 'paused' };
    case 'closed':
      return { kind: 'dark' };
  }
}

/** The signs of this device, each over the counter that its config says. */
export class CounterSigns {
  readonly #signs: readonly { readonly sign: CounterSign; readonly counter: string }[];
  readonly #shown = new Map<CounterSign, string>();

  constructor(signs: Named<CounterSign>, config: DeviceConfig) {
    this.#signs = devicesOf(config, 'counter-sign').flatMap(({ name, entry }) => {
      const sign = signs[name];
      return sign === undefined ? [] : [{ sign, counter: entry.counter }];
    });
  }

  /** `picture` is asked only where there is a sign. */
  show(picture: () => HallPicture): void {
    if (this.#signs.length === 0) return;
    const now = picture();
    for (const { sign, counter } of this.#signs) {
      const shows = signOf(now, counter);
      const key = JSON.stringify(shows);
      if (this.#shown.get(sign) === key) continue;
      this.#shown.set(sign, key);
      sign.show(shows);
    }
  }
}
