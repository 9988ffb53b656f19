import type { SiteConfig } from '../../config/schema.ts';
import { civilAt, dayKey } from '../../behaviours/hours/civil.ts';
import type { Epoch } from '../../hal/units.ts';
import type { SimCitySystem } from '../devices/city-system.ts';
import type { SeededRandom } from '../random.ts';

/** One event of the centre as the city has it. */
export interface CityHears {
  readonly id: string;
  readonly kind: string;
  /** Of the site, as it stands in the event: `2026-08-03T08:05:00+07:00`. */
  readonly at: string;
  readonly number: string;
  readonly counter: string;
  readonly booking: string;
  readonly dossier: string;
}

/** A booking that somebody made with the city, for today. */
export interface CityBooking {
  readonly code: string;
  readonly service: string;
  /** `08:30`, of the site. */
  readonly time: string;
}

export interface CitySnapshot {
  /** Nobody there answers. */
  readonly away: boolean;
  /** Events taken so far, each once. */
  readonly taken: number;
  /** The newest of them, newest first. */
  readonly newest: readonly CityHears[];
  readonly bookings: readonly CityBooking[];
}

/** No letter or digit that is taken for another when it is read aloud or typed. */
const letters = 'ABCDEFGHKLMNPQRTUVXY3467';
const shown = 14;
/** Bookings are for full steps of so many minutes. */
const stepMin = 10;

const wordIn = (event: Readonly<Record<string, unknown>>, name: string): string => {
  const value = event[name];
  return typeof value === 'string' ? value : '';
};

/**
 * The simulated city at the other end of the centre's adapter: people book there, and whatever the centre tells it is on its screen. All
 * devices of the site speak with the one city, whichever of them decides. Everything in it comes from its own stream of chance.
 */
export class CityOffice {
  readonly #lines: readonly SimCitySystem[];
  readonly #site: SiteConfig;
  readonly #wall: () => Epoch;
  readonly #random: SeededRandom;
  readonly #bookings: (CityBooking & { readonly day: string })[] = [];

  constructor(lines: readonly SimCitySystem[], site: SiteConfig, wall: () => Epoch, random: SeededRandom) {
    this.#lines = lines;
    this.#site = site;
    this.#wall = wall;
    this.#random = random;
  }

  /** Whether there is a city, and a centre that takes its bookings. */
  get books(): boolean {
    return this.#lines.length > 0 && this.#site.bookings !== null;
  }

  /** Somebody books for a time that is still to come, soon enough to check in for it at once or a little later; gives the booking. */
  book(aheadMin: number): CityBooking {
    const { services, zoneOffsetMin } = this.#site;
    const wall = this.#wall();
    const minute = Math.ceil((civilAt(wall, zoneOffsetMin).minuteOfDay + aheadMin) / stepMin) * stepMin;
    const service = this.#random.pick(services.map(({ id }) => id));
    const code = Array.from({ length: 8 }, () => letters[this.#random.below(letters.length)] ?? 'A').join('');
    const time = `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    const booking = { code, service, time, day: dayKey(wall, zoneOffsetMin) };
    this.#bookings.push(booking);
    this.#lay();
    return booking;
  }

  snapshot(): CitySnapshot {
    const events = new Map<string, CityHears>();
    for (const line of this.#lines)
      for (const { body, id, kind } of line.taken) {
        if (events.has(id)) continue;
        // Our own firmware's body, with the fields' own names: the shipped site renames none.
        const event = JSON.parse(body) as Readonly<Record<string, unknown>>;
        const [at, number, counter, booking, dossier] = (
          ['at', 'number', 'counter', 'booking', 'dossier'] as const
        ).map((name) => wordIn(event, name));
        events.set(id, {
          id,
          kind,
          at: at ?? '',
          number: number ?? '',
          counter: counter ?? '',
          booking: booking ?? '',
          dossier: dossier ?? '',
        });
      }
    return {
      away: this.#lines.some(({ away }) => away),
      taken: events.size,
      newest: [...events.values()]
        .toSorted((a, b) => (a.at < b.at ? -1 : 1))
        .slice(-shown)
        .toReversed(),
      bookings: this.#bookings
        .map(({ code, service, time }) => ({ code, service, time }))
        .toSorted((a, b) => (a.time < b.time ? -1 : 1)),
    };
  }

  /** The whole list, as the city hands it over each time. */
  #lay(): void {
    const text = JSON.stringify(this.#bookings);
    for (const line of this.#lines) line.lay('bookings.json', 'json', text);
  }
}
