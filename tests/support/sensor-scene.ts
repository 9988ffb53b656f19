import type { Detection, PositionDetection } from '../../behaviours/presence/senses/detection.ts';
import { senseOf } from '../../behaviours/presence/senses/index.ts';
import type { SensorPlace } from '../../behaviours/presence/settings.ts';
import type { Sensor, SensorPort, SensorWord } from '../../hal/ports/sensors.ts';
import { direction } from '../../hal/trigonometry.ts';
import { radians, type Milliseconds, type Point } from '../../hal/units.ts';
import { SimClock } from '../../sim/clock.ts';
import { SimRangeGrid } from '../../sim/devices/range-grid.ts';
import { SimScan } from '../../sim/devices/scan.ts';
import { SimThermalGrid } from '../../sim/devices/thermal-grid.ts';
import { SimTrackingRadar } from '../../sim/devices/tracking-radar.ts';
import { SeededRandom } from '../../sim/random.ts';
import { Body, type Waypoint } from '../../sim/world/body.ts';
import { sector } from '../../sim/world/sector.ts';
import type { Wall } from '../../sim/world/sight.ts';
import { World } from '../../sim/world/world.ts';

export const placeOf = (port: SensorPort, rangeM: number, fieldDeg: number, heightM = 1.1): SensorPlace => ({
  sensorId: port,
  port,
  x: 0,
  y: 0,
  headingRad: 0,
  heightM,
  tiltRad: 0,
  rangeM,
  fieldOfViewRad: radians(fieldDeg),
  periodMs: 100,
});

/** A sensor of a kind on the device's front, and where the device's settings have it. */
export interface Placed {
  readonly place: SensorPlace;
  readonly twin: Sensor<unknown>;
}

/** Where the device stands in its hall: not at the corner that all coordinates begin from, nor along an axis. */
const stand = { x: 3, y: -2, headingRad: radians(250) };
const ahead = direction(stand.headingRad);
/** From the device's frame into the hall's, and back. */
const toHall = ({ x, y }: Point): Point => ({
  x: stand.x + x * ahead.x - y * ahead.y,
  y: stand.y + x * ahead.y + y * ahead.x,
});
const toDevice = ({ x, y }: Point): Point => ({
  x: (x - stand.x) * ahead.x + (y - stand.y) * ahead.y,
  y: (y - stand.y) * ahead.x - (x - stand.x) * ahead.y,
});

const eye = (heightM: number) => ({ ...stand, heightM, tiltRad: 0 });

export const makers = {
  'range-grid': (world: World): Placed => {
    const model = { rangeM: 4, fieldOfViewRad: radians(45), side: 8, periodMs: 67 } as const;
    const twin = new SimRangeGrid('range-grid', world, eye(1.1), model, new SeededRandom(1));
    return { place: placeOf('range-grid', 4, 45), twin };
  },
  'thermal-grid': (world: World): Placed => {
    const model = { rangeM: 7, fieldOfViewRad: radians(60), periodMs: 100 };
    const twin = new SimThermalGrid('thermal-grid', world, eye(1.1), model, new SeededRandom(1));
    return { place: placeOf('thermal-grid', 7, 60), twin };
  },
  targets: (world: World): Placed => {
    const area = sector(stand, 6, radians(120));
    const twin = new SimTrackingRadar('targets', world, area, 100, new SeededRandom(1));
    return { place: placeOf('targets', 6, 120), twin };
  },
  scan: (world: World): Placed => {
    const model = { rangeM: 8, fieldOfViewRad: radians(360), stepRad: radians(1), periodMs: 100 };
    const twin = new SimScan('scan', world, eye(0.2), model, new SeededRandom(1));
    return { place: placeOf('scan', 8, 360, 0.2), twin };
  },
};

/** What was seen at an instant, and who was really where. */
export interface Moment {
  readonly at: Milliseconds;
  readonly people: readonly { readonly id: string; readonly x: number; readonly y: number }[];
  readonly detections: readonly Detection[];
}

/**
 * A hall with one sensor in it, empty for so long, then walked through: everything that its sense makes of its words. Ways begin at 0
 * when the hall is opened; they and the walls stand in the device's frame.
 */
export const watched = async (
  make: (world: World) => Placed,
  ways: Readonly<Record<string, readonly Waypoint[]>>,
  lengthMs: Milliseconds,
  walls: readonly Wall[] = [],
  emptyMs: Milliseconds = 4_000,
): Promise<readonly Moment[]> => {
  const clock = new SimClock();
  const inHall = walls.map((wall) => ({ ...wall, from: toHall(wall.from), to: toHall(wall.to) }));
  const world = new World(clock, inHall);
  const { place, twin } = make(world);
  const sense = senseOf(place);
  const moments: Moment[] = [];
  twin.onMeasurement((measurement) => {
    // The twin says the words of its own port.
    const read = sense.read({ port: place.port, measurement } as SensorWord, measurement.at);
    const people = [...world.bodies()].map((body) => ({ id: body.id, ...toDevice(body) }));
    moments.push({ at: measurement.at, people, detections: read === 'garbled' ? [] : read });
  });
  await twin.open(new AbortController().signal);
  await clock.advance(emptyMs);
  for (const [id, way] of Object.entries(ways)) {
    const first = toHall(way[0] ?? { x: 0, y: 0 });
    world.appear(
      new Body(id, 'placed', first),
      way.map((point) => ({ ...toHall(point), t: point.t + emptyMs })),
    );
  }
  await clock.advance(lengthMs);
  await twin.close();
  return moments;
};

/** The nearest position that was told for somebody, within reach; null: none. */
export const nearestTold = (
  { detections }: Moment,
  at: { readonly x: number; readonly y: number },
  withinM: number,
): PositionDetection | null => {
  let best: PositionDetection | null = null;
  let least = withinM * withinM;
  for (const detection of detections) {
    if (detection.kind !== 'position') continue;
    const square = (detection.x - at.x) ** 2 + (detection.y - at.y) ** 2;
    if (square > least) continue;
    least = square;
    best = detection;
  }
  return best;
};
