import type { DeviceConfig } from '../../config/schema.ts';
import type { HallPicture } from '../../behaviours/hall/picture.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { OpenHelp } from './help-desk.ts';
import { hallSettings } from '../settings.ts';
import type { PadDesk } from './pad-state.ts';

/** What does not change while a desk is served. */
export interface DeskSite {
  readonly services: readonly { readonly id: string; readonly series: string }[];
  readonly counters: readonly { readonly id: string; readonly services: readonly string[] }[];
  readonly classes: readonly string[];
  readonly digits: number;
  /** Letter of the contingency strip; null: the site has none. */
  readonly strip: string | null;
  /** Within this after a call `next` is a slip of the finger. */
  readonly handGuardMs: Milliseconds;
  /** How long one key mutes the greetings. */
  readonly muteMin: number;
  /** Whether the site takes bookings. */
  readonly bookings: boolean;
}

/** Within this after a call `next` and `finish` are taken for a slip of the finger: nobody is served in less. */
const handGuardMs: Milliseconds = 3_000;

/** What the desks of a device are served by. */
export const deskSiteOf = (config: DeviceConfig): DeskSite => {
  const { services, counters, digits, rules } = hallSettings(config);
  return {
    services: services.map(({ id, series }) => ({ id, series })),
    counters: counters.map(({ id, services: served }) => ({ id, services: served })),
    classes: rules.priority.classes,
    digits,
    strip: rules.strip?.series ?? null,
    handGuardMs,
    muteMin: Math.round(config.behaviours.greeting.muteMs / 60_000),
    bookings: rules.bookings !== null,
  };
};

/** The counter as a number pad sees it; null: config knows none of that name. */
export function padDeskOf(
  site: DeskSite,
  picture: HallPicture,
  helps: readonly Pick<OpenHelp, 'requestId' | 'by'>[],
  counter: string,
  muted: boolean,
): PadDesk | null {
  const now = picture.counters.find(({ id }) => id === counter);
  if (now === undefined) return null;
  const configured = site.counters.find(({ id }) => id === counter)?.services ?? [];
  const series = [...new Set(site.services.map((service) => service.series))];
  return {
    counter,
    state: now.state,
    services: site.services.map(({ id }) => id),
    ownServices: now.services.length > 0 ? now.services : configured,
    currentService: now.current?.service ?? null,
    counters: site.counters.map(({ id }) => id),
    classes: site.classes,
    series: site.strip === null ? series : [...series, site.strip],
    digits: site.digits,
    helps: helps.filter(({ by }) => by === null).map(({ requestId }) => requestId),
    numbers: picture.tickets.map(({ number }) => number),
    muted,
  };
}
