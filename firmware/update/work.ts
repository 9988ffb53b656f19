import { daysFromCivil, instantOf } from '../../behaviours/hours/civil.ts';
import { hoursAt } from '../../behaviours/hours/schedule.ts';
import type { DeviceConfig } from '../../config/schema.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { WallTime } from '../../hal/ports/clock.ts';
import type { DeviceApp } from '../device-app.ts';
import { hoursSettings } from '../settings.ts';

/*
 * Whether a device may be taken from the people before it: asked by whatever restarts it, answered by the device itself.
 */

/** Nothing is begun that near to the opening: an update and its return take some minutes on the slowest board. */
export const clearBeforeOpeningMin = 30;

/** What a device is busy with, as it says itself. */
export interface Work {
  readonly lifecycle: string;
  readonly clockTrusted: boolean;
  /** By the timetable; `untrusted` where the clock is not believed. */
  readonly hours: string;
  /** Whole minutes until the place opens next; null: it is open, or nobody knows. */
  readonly opensInMin: number | null;
  /** Tickets of today that wait to be called, in the whole hall as this device knows it. */
  readonly waiting: number;
  /** Tickets that are called or being served at a counter. */
  readonly atCounters: number;
  /** Somebody is midway at the machine, or a slip is on its way. */
  readonly atMachine: boolean;
}

/** What a device that does not answer is busy with, as far as the timetable tells. */
export type Silence = Pick<Work, 'clockTrusted' | 'hours' | 'opensInMin'>;

/** Why not now. */
export type Obstacle =
  | { readonly kind: 'starting'; readonly lifecycle: string }
  | { readonly kind: 'clock' }
  | { readonly kind: 'open'; readonly hours: string }
  | { readonly kind: 'opens-soon'; readonly minutes: number }
  | { readonly kind: 'waiting'; readonly count: number }
  | { readonly kind: 'at-counters'; readonly count: number }
  | { readonly kind: 'at-machine' }
  /** The device does not answer, so nobody knows. */
  | { readonly kind: 'silent' };

/** What the site's timetable says of this moment, whoever is asked. */
export const timetable = (config: DeviceConfig, wall: WallTime): Silence => {
  const settings = hoursSettings(config);
  const { opens, state } = hoursAt(settings, wall, false);
  const opensAt = opens === null ? null : instantOf(daysFromCivil(opens.on), opens.minute, settings.zoneOffsetMin);
  const opensInMin = opensAt === null ? null : Math.floor((opensAt - wall.instant) / 60_000);
  return { clockTrusted: wall.trusted, hours: state, opensInMin };
};

/** A machine's state in which nobody stands midway. */
const isAtRest = ({ tags, value }: { readonly tags: readonly string[]; readonly value: string }): boolean =>
  !tags.includes('busy') && !tags.includes('busy-with-slip') && !value.includes('visiting');

export function workOf(config: DeviceConfig, app: Pick<DeviceApp, 'face' | 'machines' | 'status'>): Work {
  const hall = app.face.ready() ? app.face.hall() : null;
  const figures = hall?.picture().figures;
  const { lifecycle } = app.status();
  return {
    lifecycle: typeof lifecycle === 'string' ? lifecycle : 'unknown',
    ...timetable(config, app.face.wallTime()),
    waiting: figures?.waiting ?? 0,
    atCounters: (figures?.called ?? 0) + (figures?.serving ?? 0),
    atMachine: app.machines().some((each) => !isAtRest(each)),
  };
}

export const workWord = (work: Work): JsonObject => ({ ...work });

/**
 * Everything that speaks against taking the device away now, the weightiest first; none: nobody would notice. A device that is silent
 * out of hours serves nobody, and a newer release may be what mends it.
 */
export function obstaclesIn(found: Work | Silence): readonly Obstacle[] {
  const work: Work =
    'lifecycle' in found ? found : { ...found, lifecycle: 'running', waiting: 0, atCounters: 0, atMachine: false };
  const { atCounters, atMachine, clockTrusted, hours, lifecycle, opensInMin, waiting } = work;
  const silent = !('lifecycle' in found);
  const against: (Obstacle | null)[] = [
    atMachine ? { kind: 'at-machine' } : null,
    waiting > 0 ? { kind: 'waiting', count: waiting } : null,
    atCounters > 0 ? { kind: 'at-counters', count: atCounters } : null,
    clockTrusted ? null : { kind: 'clock' },
    // A break at noon is too short for the update and its way back.
    hours === 'open' || hours === 'break' ? { kind: 'open', hours } : null,
    clockTrusted && hours !== 'open' && hours !== 'break' && opensInMin !== null && opensInMin < clearBeforeOpeningMin
      ? { kind: 'opens-soon', minutes: opensInMin }
      : null,
    lifecycle === 'running' ? null : { kind: 'starting', lifecycle },
  ];
  const real = against.filter((each) => each !== null);
  return silent && real.length > 0 ? [{ kind: 'silent' }, ...real] : real;
}
