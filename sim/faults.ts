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

const breakable = (
  device: string | null,
  name: string,
  kinds: readonly string[],
  breakWith: (kind: string) => void,
  mend: () => void,
): Switch[] => kinds.map((kind) => ({ device, name, kind, turn: (on) => (on ? breakWith(kind) : mend()) }));

const switchesOf = (rig: DeviceRig): Switch[] => {
  const { id, twins } = rig;
  const { clock, storage } = twins;
  return [
    ...twins.sensors.flatMap(({ name, twin }) =>
      sensorBreaks.map((kind): Switch => ({
        device: id,
        name,
        kind,
        turn: (on) => (on ? twin.breakWith(kind) : twin.mend()),
      })),
    ),
    ...twins.printers.flatMap(({ name, twin }) =>
      twin.kinds.map((kind): Switch => ({
        device: id,
        name,
        kind,
        turn: (on) => (on ? twin.breakWith(kind) : twin.mend(kind)),
      })),
    ),
    ...twins.speakers.flatMap(({ name, twin }) =>
      breakable(
        id,
        name,
        ['unplugged'],
        () => twin.breakWith({ kind: 'no-device', reason: 'unplugged' }),
        () => twin.mend(),
      ),
    ),
    ...twins.voices.flatMap(({ name, twin }) =>
      breakable(
        id,
        name,
        ['crashed'],
        () => twin.breakWith({ kind: 'crashed', reason: 'signal SIGSEGV' }),
        () => twin.mend(),
      ),
    ),
    ...twins.displays.flatMap(({ name, twin }) =>
      breakable(
        id,
        name,
        ['detached'],
        () => twin.setPlugged(false),
        () => twin.setPlugged(true),
      ),
    ),
    ...twins.signs.flatMap(({ name, twin }) =>
      breakable(
        id,
        name,
        ['unplugged'],
        () => twin.unplug(),
        () => twin.mend(),
      ),
    ),
    ...twins.cities.flatMap(({ name, twin }) =>
      breakable(
        id,
        name,
        ['away'],
        () => twin.setAway(true),
        () => twin.setAway(false),
      ),
    ),
    ...twins.lamps.flatMap(({ name, twin }) =>
      breakable(
        id,
        name,
        ['unplugged'],
        () => twin.unplug(),
        () => twin.mend(),
      ),
    ),
    ...twins.buttons.flatMap(({ name, twin }) =>
      breakable(
        id,
        name,
        ['unplugged'],
        () => twin.unplug(),
        () => twin.mend(),
      ),
    ),
    ...twins.batteries.flatMap(({ name, twin }) => [
      ...breakable(
        id,
        name,
        ['mains-lost'],
        () => twin.setMains(false),
        () => twin.setMains(true),
      ),
      ...breakable(
        id,
        name,
        ['unplugged'],
        () => twin.breakWith({ kind: 'absent', where: name }),
        () => twin.mend(),
      ),
    ]),
    ...breakable(
      id,
      'network',
      ['cut'],
      () => rig.setNetwork(false),
      () => rig.setNetwork(true),
    ),
    ...breakable(
      id,
      'power',
      ['off'],
      () => rig.switchOff(),
      () => rig.switchOn(),
    ),
    {
      device: id,
      name: 'disk',
      kind: 'full',
      turn: (on) => {
        for (const { name, twin } of twins.ledgers)
          if (on) twin.breakWith({ kind: 'full', where: `${id}.${name}` });
          else twin.mend();
        if (on) storage.breakWith({ kind: 'full' });
        else storage.mend();
      },
    },
    {
      device: id,
      name: 'disk',
      kind: 'read-only',
      turn: (on) => {
        for (const { name, twin } of twins.ledgers)
          if (on) twin.breakWith({ kind: 'read-only', where: `${id}.${name}` });
          else twin.mend();
        if (on) storage.breakWith({ kind: 'read-only' });
        else storage.mend();
      },
    },
    ...breakable(
      id,
      'clock',
      ['over-midnight'],
      () => clock.stepWall(overMidnightMs),
      () => clock.stepWall(0 - overMidnightMs),
    ),
    ...breakable(
      id,
      'clock',
      ['ahead'],
      () => clock.stepWall(aheadMs),
      () => clock.stepWall(0 - aheadMs),
    ),
    ...breakable(
      id,
      'clock',
      ['untrusted'],
      () => clock.setTrusted(false),
      () => clock.setTrusted(true),
    ),
    ...breakable(
      id,
      'clock',
      ['stepped'],
      () => clock.stepWall(0 - wallStepMs),
      () => clock.stepWall(wallStepMs),
    ),
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
        : breakable(
            null,
            'wan',
            ['cut'],
            () => broker.cut(cityClient.clientId),
            () => broker.restore(cityClient.clientId),
          )),
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
