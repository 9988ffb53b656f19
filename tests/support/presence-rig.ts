import { expect } from 'vitest';
import type { Behaviour } from '../../behaviours/behaviour.ts';
import type { Occupancy, PresenceConclusion, PresenceIn, PresenceOut } from '../../behaviours/presence/events.ts';
import { createPresence } from '../../behaviours/presence/index.ts';
import type { PresenceSettings, SensorPlace } from '../../behaviours/presence/settings.ts';
import { Listeners } from '../../hal/device.ts';
import { radians } from '../../hal/units.ts';
import { BehaviourRig } from './behaviours.ts';

export const radar: SensorPlace = {
  sensorId: 'radar',
  port: 'targets',
  x: 0,
  y: 0,
  headingRad: 0,
  heightM: 0,
  tiltRad: 0,
  rangeM: 6,
  fieldOfViewRad: radians(120),
  periodMs: 100,
};
export const pir: SensorPlace = { ...radar, sensorId: 'pir', port: 'presence', rangeM: 7, periodMs: null };
export const tof: SensorPlace = {
  ...radar,
  sensorId: 'tof',
  port: 'range',
  rangeM: 4,
  fieldOfViewRad: radians(27),
  periodMs: 50,
};

export const presenceSettings = (...sensors: SensorPlace[]): PresenceSettings => ({
  sensors,
  debounceMs: 200,
  dwellMs: 300,
  holdMs: 3_000,
  noticeM: 3.6,
  nearM: 2,
  engageM: 1.2,
  hysteresisM: 0.4,
  standingSpeed: 0.35,
  silentMs: 3_000,
  stuckMs: 900_000,
});

/** Presence with the sensors given, spoken to by hand. */
export class PresenceRig extends BehaviourRig {
  readonly presence: Behaviour<PresenceIn, PresenceOut>;
  /** Every frame of people that was told. */
  readonly people: Extract<PresenceOut, { type: 'people.changed' }>[] = [];
  readonly #conclusions = new Listeners<PresenceConclusion>();
  readonly #seq = new Map<string, number>();

  constructor(...sensors: SensorPlace[]) {
    super();
    this.presence = createPresence(presenceSettings(...sensors), this.ports);
    this.presence.on((event) => {
      if (event.type === 'people.changed') this.people.push(event);
      else this.#conclusions.emit(event);
    });
    this.hear({ on: (listener) => this.#conclusions.add(listener) });
    this.presence.start();
  }

  #envelope(sensorId: string): { sensorId: string; seq: number; at: number } {
    const seq = (this.#seq.get(sensorId) ?? 0) + 1;
    this.#seq.set(sensorId, seq);
    return { sensorId, seq, at: this.clock.now() };
  }
  pir(present: boolean, sensorId = 'pir'): void {
    const measurement = { ...this.#envelope(sensorId), value: { present } };
    this.presence.send({ type: 'sensor.measured', word: { port: 'presence', measurement } });
  }
  tof(distanceM: number | null): void {
    const measurement = { ...this.#envelope('tof'), value: { distanceM } };
    this.presence.send({ type: 'sensor.measured', word: { port: 'range', measurement } });
  }
  radar(...targets: readonly (readonly [x: number, y: number])[]): void {
    const value = { targets: targets.map(([x, y]) => ({ x, y, speed: 0 })) };
    const measurement = { ...this.#envelope('radar'), value };
    this.presence.send({ type: 'sensor.measured', word: { port: 'targets', measurement } });
  }
  /** Speaks every `every` ms until `ms` have passed; `say` is given the time since now, in ms. */
  async during(ms: number, every: number, say: (t: number) => void): Promise<void> {
    const from = this.clock.now();
    for (let t = 0; t < ms; t += every) {
      say(t);
      await this.time.advanceTo(from + t + every);
    }
  }
  words(): string[] {
    return this.takeWords((told) => {
      const event = told as PresenceConclusion;
      switch (event.type) {
        case 'occupancy.changed':
          return occupancyWords(event.occupancy);
        case 'sensor.distrusted':
          return `-${event.sensorId} ${event.reason}`;
        case 'sensor.trusted':
          return `+${event.sensorId}`;
      }
    });
  }
  close(): void {
    this.presence.stop();
    expect(this.time.pending).toBe(0);
  }
}

const occupancyWords = ({ nearness, distanceM, bearingRad, standingSince, person }: Occupancy): string =>
  [
    nearness,
    ...(distanceM === null ? [] : [`${distanceM} m`]),
    ...(bearingRad === null ? [] : [`${Math.round((bearingRad * 180) / Math.PI)}°`]),
    ...(standingSince === null ? [] : ['standing']),
    ...(person === null || person === 1 ? [] : [`#${person}`]),
  ].join(' ');
