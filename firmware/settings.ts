import type { AssistanceSettings } from '../behaviours/assistance/settings.ts';
import type { CallingSettings } from '../behaviours/calling/settings.ts';
import type { GreetingSettings } from '../behaviours/greeting/settings.ts';
import type { GuidanceSettings } from '../behaviours/guidance/settings.ts';
import { wayTo } from '../behaviours/guidance/way.ts';
import { plainTogether, type HallRules, type HallSettings } from '../behaviours/hall/settings.ts';
import type { HoursSettings } from '../behaviours/hours/settings.ts';
import type { PresenceSettings, SensorPlace } from '../behaviours/presence/settings.ts';
import type { ReceptionSettings } from '../behaviours/reception/settings.ts';
import type { TicketingSettings } from '../behaviours/ticketing/settings.ts';
import type { LanguageFile } from '../config/languages.ts';
import type { DeviceConfig, DeviceOf, PluggedDevice } from '../config/schema.ts';
import type { PortName } from '../hal/hal.ts';
import { sensorPorts } from '../hal/ports/sensors.ts';
import { direction } from '../hal/trigonometry.ts';
import type { Metres, Point, Pose, Radians } from '../hal/units.ts';
import { chimeMs } from '../hal/drivers/chime.ts';
import { solidWalls } from './plan.ts';

/*
 * Where the config meets the behaviours: each function gives one behaviour the plain facts that it declared, so that TypeScript
 * checks the fit of the two storeys that do not know each other.
 */

export const devicesOf = <Port extends PluggedDevice['port']>(
  config: DeviceConfig,
  port: Port,
): readonly { readonly name: string; readonly entry: DeviceOf<Port> }[] =>
  Object.entries(config.devices)
    .filter((named): named is [string, DeviceOf<Port>] => named[1].port === port)
    .map(([name, entry]) => ({ name, entry }));

/** Of the configured sensors those that this device `has`: nobody waits for the word of a part that was left out. */
export const presenceSettings = (
  config: DeviceConfig,
  has: (port: PortName, name: string) => boolean,
): PresenceSettings => {
  const sensors = sensorPorts.flatMap((port) =>
    devicesOf(config, port)
      .filter(({ name }) => has(port, name))
      .map(({ name, entry }): SensorPlace => ({
        sensorId: name,
        port,
        x: entry.at.x,
        y: entry.at.y,
        headingRad: entry.at.headingRad,
        heightM: 'heightM' in entry.at ? entry.at.heightM : 0,
        tiltRad: 'tiltRad' in entry.at ? entry.at.tiltRad : 0,
        rangeM: entry.rangeM,
        fieldOfViewRad: entry.fieldOfViewRad,
        ...('most' in entry ? { most: entry.most } : {}),
        periodMs: entry.periodMs,
      })),
  );
  return { ...config.behaviours.presence, sensors };
};

/** The distances are presence's, so that both mean the same by near; counters as they lie around this device. */
export const greetingSettings = ({ behaviours, site, place }: DeviceConfig): GreetingSettings => {
  const { noticeM, nearM, engageM, hysteresisM, dwellMs, holdMs } = behaviours.presence;
  const distances = { noticeM, nearM, engageM, hysteresisM, dwellMs, holdMs };
  const counters = place === null ? [] : site.counters.map(({ at }) => seenFrom(place, servedAt(at)));
  return {
    ...behaviours.greeting,
    ...distances,
    counters,
    centerName: site.name,
    zoneOffsetMin: site.zoneOffsetMin,
  };
};

/** Buttons that only staff reach and that mute the greetings, by name. */
export const muteKeysOf = (config: DeviceConfig): readonly string[] =>
  devicesOf(config, 'button').flatMap(({ name, entry }) => (entry.press === 'mute-greetings' ? [name] : []));

/** Where somebody stands who is served at a counter: this far in front of it. */
const beforeCounter: Metres = 0.6;

const servedAt = ({ x, y, headingRad }: Pose): Point => {
  const ahead = direction(headingRad);
  return { x: x + beforeCounter * ahead.x, y: y + beforeCounter * ahead.y };
};

/** A point of the plan in the frame of a device: x ahead of its screen, y to its left. */
const seenFrom = (device: Pose, point: Point): Point => {
  const ahead = direction(device.headingRad);
  const [dx, dy] = [point.x - device.x, point.y - device.y];
  return { x: dx * ahead.x + dy * ahead.y, y: dy * ahead.x - dx * ahead.y };
};

/** Config lists each field's services; the hall asks for the field of a service. */
const fieldsByService = (fields: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).flatMap(([field, services]) => services.map((id) => [id, field])));

/** Whoever says so on the screen has priority until staff take it away: nobody is asked for papers at a kiosk. */
const hallRules = ({ devices, site }: DeviceConfig): HallRules => {
  const { bookings, contingency, hall, priority, quotas } = site;
  return {
    bookings,
    dossiers: Object.values(devices).some(({ port }) => port === 'city-system'),
    quotas: quotas === null ? null : { ...quotas, fields: fieldsByService(quotas.fields) },
    hours: hoursSettingsOf(site),
    priority: { classes: priority.ask ? ['declared'] : [], overtakenAtMost: priority.overtakenAtMost },
    latecomers: hall.latecomers,
    parked: hall.parked,
    deferBehind: hall.deferBehind,
    strip: contingency === null ? null : { series: contingency.series, count: contingency.numbers },
    callsBeforeNoShow: hall.callsBeforeNoShow,
    recallGuardMs: hall.recallGuard,
  };
};

export const hoursSettingsOf = (site: DeviceConfig['site']): HoursSettings => ({
  ...site.hours,
  zoneOffsetMin: site.zoneOffsetMin,
});

export const hoursSettings = ({ site }: DeviceConfig): HoursSettings => hoursSettingsOf(site);

export const hallSettings = (config: DeviceConfig): HallSettings => ({
  device: config.device,
  host: config.site.hall.host,
  services: config.site.services,
  counters: config.site.counters,
  fleet: config.fleet,
  together: {
    patienceMs: config.site.hall.hubPatience,
    copyMs: plainTogether.copyMs,
    block: config.site.hall.lease.size,
    // More than one lease holds would be asked for without end.
    low: Math.min(config.site.hall.lease.low, config.site.hall.lease.size),
  },
  digits: config.site.numbers.digits,
  zoneOffsetMin: config.site.zoneOffsetMin,
  rules: hallRules(config),
});

export const ticketingSettings = (config: DeviceConfig, printer: boolean): TicketingSettings => ({
  ...config.behaviours.ticketing,
  centerName: config.site.name,
  services: config.site.services,
  counters: config.site.counters,
  directions: directionsOf(config),
  aloud: config.behaviours.greeting.aloud,
  askPriority: config.site.priority.ask,
  bookings: config.site.bookings !== null,
  askPerson: config.site.quotas?.askCode ?? false,
  reader: devicesOf(config, 'code-scanner').length > 0,
  printer,
  publicBase: config.site.publicBase,
});

/** How the way to each counter begins for somebody who faces the screen; none for a device without a place. */
const directionsOf = (config: DeviceConfig): Readonly<Record<string, Radians>> => {
  const guided = guidanceSettings(config);
  if (guided === null) return {};
  return Object.fromEntries(config.site.counters.map(({ id }) => [id, wayTo(guided, id)?.directionRad ?? 0]));
};

/** The room in which this device may be heard; without rooms each device speaks for itself, in no room with rooms it is silent. */
const roomOf = ({ device, site }: DeviceConfig): CallingSettings['room'] => {
  if (site.rooms.length === 0) return null;
  const room = site.rooms.find(({ speakers }) => speakers.includes(device));
  const all = site.counters.map(({ id }) => id);
  return room === undefined
    ? { speakers: [], counters: [] }
    : { speakers: room.speakers, counters: room.counters ?? all };
};

export const callingSettings = (config: DeviceConfig): CallingSettings => ({
  ...config.behaviours.calling,
  device: config.device,
  room: roomOf(config),
  chimeMs: chimeMs,
  recallGuardMs: config.site.hall.recallGuard,
  directions: directionsOf(config),
});

/** Null for a device without a place on the plan: nobody stands before it. */
export const guidanceSettings = (config: DeviceConfig): GuidanceSettings | null => {
  const { place, site, behaviours } = config;
  if (place === null) return null;
  return {
    ...behaviours.guidance,
    device: place,
    counters: site.counters,
    walls: solidWalls(site.plan),
    keepOut: site.plan.keepOut.map(({ area }) => area),
  };
};

export const assistanceSettings = (config: DeviceConfig): AssistanceSettings => ({
  ...config.behaviours.assistance,
  place: config.placeName.vi,
});

export const receptionSettings = (config: DeviceConfig, languages: readonly LanguageFile[]): ReceptionSettings => ({
  ...config.behaviours.reception,
  keypad: devicesOf(config, 'keypad').some(({ entry }) => !('counter' in entry) || entry.counter === null),
  speaks: devicesOf(config, 'speech').length > 0 && devicesOf(config, 'speaker').length > 0,
  languages: languages.map(({ tag, ownName, spoken }) => ({ tag, ownName, spoken })),
});
