import type { DeviceFile } from './device.ts';
import type { FleetDevice } from './fleet.ts';
import type { JsonObject } from '../hal/json.ts';
import type { SiteFile } from './site.ts';

export { deviceFile, pluggedDevice } from './device.ts';
export { siteFile } from './site.ts';
export type { Text } from './text.ts';
export type { Span } from './hours.ts';

/** A site with every default in place; a mobile site's hours follow from its timetable. */
export type SiteConfig = Omit<SiteFile, 'timeZone'> & {
  readonly timeZone: string;
  /** Offset of the zone from UTC in minutes. */
  readonly zoneOffsetMin: number;
  /** Name of the ward or commune with its kind, "Phường Ba Đình". */
  readonly unitName: string;
};

/** One device with every default of its profile and of the schema in place, and the site that it stands in. */
export type DeviceConfig = Omit<DeviceFile, 'behaviours'> & {
  readonly behaviours: Omit<DeviceFile['behaviours'], 'calling'> & {
    /** `languages` is never empty; `lastCall` is the site's `hall.callsBeforeNoShow`. */
    readonly calling: DeviceFile['behaviours']['calling'] & { readonly lastCall: number };
  };
  readonly site: SiteConfig;
  /** All devices of the site, this one included, in order of their names. */
  readonly fleet: readonly FleetDevice[];
  /** The device's file over its profile, its site's file and what it must know of its neighbours, as they were written: enough to parse the same config again. */
  readonly content: EffectiveContent;
};

export interface EffectiveContent extends JsonObject {
  readonly device: JsonObject;
  readonly site: JsonObject;
  readonly fleet: readonly JsonObject[];
}

/** One plugged device of a port. */
export type DeviceOf<Port extends PluggedDevice['port']> = Extract<PluggedDevice, { port: Port }>;
export type PluggedDevice = DeviceFile['devices'][string];
