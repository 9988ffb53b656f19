import { sensorBreaks } from './devices/sensor.ts';
import type { DeviceRig } from './device-rig.ts';
import type { Random } from '../hal/ports/random.ts';
import { weatherKinds, weatherOf, type WeatherKind } from './network-weather.ts';
import type { SiteBroker } from './site-broker.ts';
import { cityClient } from './world/city-ears.ts';

/** Something that can be broken and mended while the world runs. */
export interface FaultSwitch {
  /** `kiosk-1.slip.paper-out`, `broker.gone`, `kiosk-1.clock.untrusted`. */
  readonly id: string;
  readonly device: string | null;
  readonly name: string;
  readonly kind: string;
  readonly on: boolean;
}

interface Switch {
  readonly device: string | null;
  readonly name: string;
  readonly kind: string;
  readonly turn: (on: boolean) => void;
}

/** By how much `clock.stepped` moves the wall clock: an hour back, as after a wrong time server. */
const wallStepMs = 3_600_000;
/** From a morning over midnight into the next, and back. */
const overMidnightMs = 16 * 3_600_000;
/** As far ahead as a clock may be that others still go by. */
const aheadMs = 7 * 60_000;

/** What is pulled out of its socket and put back. */
interface Pluggable {
  readonly name: string;
  readonly twin: { unplug(): void; mend(): void };
}

const switchesOf = (rig: DeviceRig): Switch[] => {
  const { id, twins } = rig;
  const { clock, storage } = twins;
  const one = (name: string, kind: string, turn: (on: boolean) => void): Switch => ({ device: id, name, kind, turn });
  const pulled = ({ name, twin }: Pluggable): Switch =>
    one(name, 'unplugged', (on) => (on ? twin.unplug() : twin.mend()));
  const disk = (kind: 'full' | 'read-only'): Switch =>
    one('disk', kind, (on) => {
      for (const { name, twin } of twins.ledgers)
        if (on) twin.breakWith({ kind, where: `${id}.${name}` });
        else twin.mend();
      if (on) storage.breakWith({ kind });
      else storage.mend();
    });
  const stepped = (kind: string, byMs: number): Switch =>
    one('clock', kind, (on) => clock.stepWall(on ? byMs : 0 - byMs));
  return [
    ...twins.sensors.flatMap(({ name, twin }) =>
      sensorBreaks.map((kind) => one(name, kind, (on) => (on ? twin.breakWith(kind) : twin.mend()))),
    ),
    ...twins.printers.flatMap(({ name, twin }) =>
      twin.kinds.map((kind) => one(name, kind, (on) => (on ? twin.breakWith(kind) : twin.mend(kind)))),
    ),
    ...twins.speakers.map(({ name, twin }) =>
      one(name, 'unplugged', (on) => (on ? twin.breakWith({ kind: 'no-device', reason: 'unplugged' }) : twin.mend())),
    ),
    ...twins.voices.map(({ name, twin }) =>
      one(name, 'crashed', (on) => (on ? twin.breakWith({ kind: 'crashed', reason: 'signal SIGSEGV' }) : twin.mend())),
    ),
    ...twins.displays.map(({ name, twin }) => one(name, 'detached', (on) => twin.setPlugged(!on))),
    ...twins.signs.map(pulled),
    ...twins.cities.map(({ name, twin }) => one(name, 'away', (on) => twin.setAway(on))),
    ...twins.lamps.map(pulled),
    ...twins.buttons.map(pulled),
    ...twins.batteries.flatMap(({ name, twin }) => [
      one(name, 'mains-lost', (on) => twin.setMains(!on)),
      one(name, 'unplugged', (on) => (on ? twin.breakWith({ kind: 'absent', where: name }) : twin.mend())),
    ]),
    one('network', 'cut', (on) => rig.setNetwork(!on)),
    one('power', 'off', (on) => (on ? rig.switchOff() : rig.switchOn())),
    disk('full'),
    disk('read-only'),
    stepped('over-midnight', overMidnightMs),
    stepped('ahead', aheadMs),
    one('clock', 'untrusted', (on) => clock.setTrusted(!on)),
    stepped('stepped', 0 - wallStepMs),
  ];
};

/** All that can be broken in a centre, by name. Breaking twice is breaking once. */
export class Faults {
  readonly #switches = new Map<string, Switch>();
  readonly #on = new Set<string>();

  /** @param random draws what the network does to each packet while it is broken */
  constructor(rigs: readonly DeviceRig[], broker: SiteBroker, clocksTrusted: boolean, random: Random) {
    const { setWeather } = broker;
    const weather = new Set<WeatherKind>();
    const all: Switch[] = [
      ...rigs.flatMap(switchesOf),
      {
        device: null,
        name: 'broker',
        kind: 'gone',
        turn: (on) => (on ? broker.stop() : broker.start()),
      },
      ...(setWeather === null
        ? []
        : [
            {
              device: null,
              name: 'wan',
              kind: 'cut',
              turn: (on: boolean) => (on ? broker.cut(cityClient.clientId) : broker.restore(cityClient.clientId)),
            },
          ]),
      ...(setWeather === null ? [] : weatherKinds).map((kind): Switch => ({
        device: null,
        name: 'network',
        kind,
        turn: (on) => {
          if (on) weather.add(kind);
          else weather.delete(kind);
          setWeather?.(weatherOf(weather, random));
        },
      })),
    ];
    for (const each of all) {
      const id = idOf(each);
      this.#switches.set(id, each);
      if (each.name === 'clock' && each.kind === 'untrusted' && !clocksTrusted) this.#on.add(id);
    }
  }

  list(): readonly FaultSwitch[] {
    return [...this.#switches].map(([id, { device, name, kind }]) => ({
      id,
      device,
      name,
      kind,
      on: this.#on.has(id),
    }));
  }

  has(id: string): boolean {
    return this.#switches.has(id);
  }

  /** False when there is no such fault. */
  turn(id: string, on: boolean): boolean {
    const found = this.#switches.get(id);
    if (found === undefined) return false;
    if (this.#on.has(id) === on) return true;
    if (on) this.#on.add(id);
    else this.#on.delete(id);
    found.turn(on);
    return true;
  }

  mendAll(): void {
    for (const id of Array.from(this.#on)) this.turn(id, false);
  }
}

const idOf = ({ device, name, kind }: Switch): string => [...(device === null ? [] : [device]), name, kind].join('.');
