import type { Kept } from '../behaviours/behaviour.ts';
import type { Behaviours } from './behaviours.ts';
import type { DeviceConfig } from '../config/schema.ts';
import type { JsonObject } from '../hal/json.ts';
import type { Clock } from '../hal/ports/clock.ts';
import type { Log } from '../hal/ports/log.ts';
import { HushDesk } from './desk/hush-desk.ts';
import { HallMedia } from './hall-media.ts';
import { SiteFaults, type SiteFaultsPorts } from './site-faults.ts';
import { faultsEvent, hushEvent, mediaEvent, voiceEvent } from './topics.ts';
import { Voices } from './voices.ts';

export interface SiteWordsPorts extends Pick<SiteFaultsPorts, 'reports' | 'printer' | 'ledger'> {
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: (name: string, data: JsonObject) => void;
  readonly keep: (kept: Kept) => void;
  /** To the other devices of the site, past the outbox. */
  readonly publish: (name: string, data: JsonObject) => void;
  /** Something that status tells has changed. */
  readonly changed: () => void;
}

/** What the devices of a site say to each other past the outbox: old in a minute, and never worth keeping. */
export interface SiteWords {
  readonly media: HallMedia;
  readonly hush: HushDesk;
  readonly voices: Voices;
  readonly faults: SiteFaults;
  /** Who hears which of the others' words. */
  readonly direct: Readonly<Record<string, (from: string, data: JsonObject) => void>>;
  /** Asked every few seconds. */
  look(): void;
}

export const createSiteWords = (config: DeviceConfig, behaviours: Behaviours, ports: SiteWordsPorts): SiteWords => {
  const { changed, clock, keep, ledger, log, printer, publish, reports, tell } = ports;
  const say =
    (name: string) =>
    (data: JsonObject): void =>
      publish(name, data);
  const media = new HallMedia(config.site, config.device, { clock, tell, keep, publish: say(mediaEvent), changed });
  const hush = new HushDesk({ clock, greeting: behaviours.greeting, publish: say(hushEvent) });
  const { calling } = behaviours;
  const voices = new Voices({ device: config.device, media, calling, log, publish: say(voiceEvent) });
  const faults = new SiteFaults(config.site.site, config.device, {
    clock,
    log,
    reports,
    printer,
    ledger,
    publish: say(faultsEvent),
  });
  return {
    media,
    hush,
    voices,
    faults,
    direct: {
      [voiceEvent]: (by, data) => voices.hear(by, data),
      [mediaEvent]: (by, data) => media.hear(by, data),
      [hushEvent]: (_by, data) => hush.hear(data),
      [faultsEvent]: (by, data) => faults.hear(by, data),
    },
    look: () => {
      media.look();
      faults.look();
    },
  };
};
