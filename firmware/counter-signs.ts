import type { HallPicture, PictureTicket } from '../behaviours/hall/picture.ts';
import type { DeviceConfig } from '../config/schema.ts';
import type { Named } from '../hal/hal.ts';
import type { CounterSign, SignShows } from '../hal/ports/counter-sign.ts';
import type { Clock, TimerId } from '../hal/ports/clock.ts';
import { devicesOf } from './settings.ts';

/**
 * How long a sign of a device that no longer hears the hub keeps a number that it was told before. As long as a call is highlighted on the
 * boards: whoever was on their way has come by then, and the next call, which this sign cannot hear of, may be another's.
 */
const trustedApartMs = 60_000;

/** What stands over a counter while the hall is so. `cutOff`: this device has not heard the hub for so long that what it was told is old. */
export function signOf(picture: HallPicture, counter: string, cutOff = false): SignShows {
  const found = picture.counters.find(({ id }) => id === counter);
  if (found === undefined) return { kind: 'dark' };
  // Whoever is on their way or is served there has their number over it, whatever becomes of the counter after them.
  if (found.current !== null && !(cutOff && toldBefore(picture, found.current)))
    return { kind: 'number', number: found.current.number };
  switch (found.state) {
    case 'open':
      return { kind: 'idle' };
    case 'paused':
      return { kind: 'paused' };
    case 'closed':
      return { kind: 'dark' };
  }
}

/** Called by the hub while it was still heard; what this device calls alone is of now. */
const toldBefore = ({ apart }: HallPicture, { calledWall }: PictureTicket): boolean =>
  apart !== null && (calledWall === null || calledWall < apart.sinceWall);

/** The signs of this device, each over the counter that its config says. */
export class CounterSigns {
  readonly #clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>;
  readonly #signs: readonly { readonly sign: CounterSign; readonly counter: string }[];
  readonly #shown = new Map<CounterSign, string>();
  #waiting: TimerId | null = null;
  #cutOff = false;

  constructor(signs: Named<CounterSign>, config: DeviceConfig, clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>) {
    this.#clock = clock;
    this.#signs = devicesOf(config, 'counter-sign').flatMap(({ name, entry }) => {
      const sign = signs[name];
      return sign === undefined ? [] : [{ sign, counter: entry.counter }];
    });
  }

  /** `picture` is asked only where there is a sign. */
  show(picture: () => HallPicture): void {
    if (this.#signs.length === 0) return;
    const now = picture();
    this.#follow(now.apart !== null, picture);
    for (const { sign, counter } of this.#signs) {
      const shows = signOf(now, counter, this.#cutOff);
      const key = JSON.stringify(shows);
      if (this.#shown.get(sign) === key) continue;
      this.#shown.set(sign, key);
      sign.show(shows);
    }
  }

  /** No timer is left behind. */
  close(): void {
    if (this.#waiting !== null) this.#clock.clearTimeout(this.#waiting);
    this.#waiting = null;
  }

  #follow(apart: boolean, picture: () => HallPicture): void {
    if (!apart) {
      this.close();
      this.#cutOff = false;
    } else if (this.#waiting === null && !this.#cutOff)
      this.#waiting = this.#clock.setTimeout(() => {
        this.#waiting = null;
        this.#cutOff = true;
        this.show(picture);
      }, trustedApartMs);
  }
}
