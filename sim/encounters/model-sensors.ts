import type { SensorWord } from '../../behaviours/presence/events.ts';
import type { SensorPlace } from '../../behaviours/presence/settings.ts';
import { direction } from '../../hal/trigonometry.ts';
import { radians, wrapAngle, type Milliseconds, type Radians } from '../../hal/units.ts';
import { LidarOptics } from '../devices/lidar-optics.ts';
import type { Silhouette } from '../devices/silhouette.ts';
import { ld2450, TrackingRadar } from '../devices/tracking-radar.ts';
import { Vl53l5cxOptics } from '../devices/vl53l5cx-optics.ts';
import { SeededRandom } from '../random.ts';
import { usualHeightM } from '../world/body.ts';
import type { EncounterSensor, Standing } from './ideal-sensor.ts';
import type { Ahead } from './kiosk.ts';

/*
 * Sensors that there are, before recorded people: the same models as the simulated hall's twins, each in the device's frame. A scene has
 * no walls that the recording tells of; the floor is there, and people hide one another.
 */

export const modelSensorNames = ['ld2450', 'vl53l5cx', 'lidar'] as const;
export type ModelSensorName = (typeof modelSensorNames)[number];

export const isModelSensor = (name: string): name is ModelSensorName =>
  (modelSensorNames as readonly string[]).includes(name);

/** A body as wide as in the simulated hall. */
const radiusM = 0.25;

/** People in the frame of a sensor on the device's front that looks `headingRad` to the left. */
const before = (people: readonly Standing[], headingRad: Radians): readonly Silhouette[] => {
  const axis = direction(headingRad);
  return people.map(({ track, x, y }) => ({
    id: String(track),
    radiusM,
    heightM: usualHeightM,
    x: x * axis.x + y * axis.y,
    y: y * axis.x - x * axis.y,
  }));
};

const placed = (place: Pick<SensorPlace, 'sensorId' | 'port' | 'rangeM' | 'fieldOfViewRad'>): SensorPlace => ({
  x: 0,
  y: 0,
  headingRad: 0,
  heightM: 0,
  tiltRad: 0,
  periodMs,
  ...place,
});

/** Ten frames a second, as each of them can. */
const periodMs: Milliseconds = 100;
/** Nobody farther away matters to any of them. */
const farthestM = 9;

const near = (people: readonly Standing[]): readonly Standing[] =>
  people.filter(({ distanceM }) => distanceM < farthestM);

const inSector = ({ distanceM, bearingRad }: Ahead, rangeM: number, halfRad: Radians): boolean =>
  distanceM <= rangeM && Math.abs(bearingRad) <= halfRad;

/** An LD2450 on the device's front. */
const radarSensor = (random: SeededRandom): EncounterSensor => {
  const radar = new TrackingRadar([], random);
  const halfRad = ld2450.fieldOfViewRad / 2;
  const sees = (at: Ahead): boolean => inSector(at, ld2450.rangeM, halfRad);
  let seq = 0;
  return {
    places: [{ ...placed({ sensorId: 'ld2450', port: 'targets', ...ld2450 }), most: ld2450.most }],
    periodMs,
    narrow: true,
    sees,
    frame: (people, at) => {
      seq += 1;
      const value = radar.frame(before(people.filter(sees), 0), at);
      return [{ port: 'targets', measurement: { sensorId: 'ld2450', seq, at, value } }];
    },
  };
};

/** Three VL53L5CX side by side at 1.1 m, turned by one field each: 135° together. */
const gridRow = (random: SeededRandom): EncounterSensor => {
  const fieldOfViewRad = radians(45);
  const rangeM = 4;
  /** A body farther away fills too little of a zone; this is where half of the frames show it. */
  const seesM = 3.4;
  const mount = { heightM: 1.1, tiltRad: 0 };
  const model = { rangeM, fieldOfViewRad, side: 8, periodMs, ambient: 1 } as const;
  const eyes = ([45, 0, -45] as const).map((degrees) => ({
    sensorId: `grid${degrees}`,
    headingRad: radians(degrees),
    optics: new Vl53l5cxOptics(mount, model, [], random.split(`grid ${degrees}`)),
  }));
  let seq = 0;
  return {
    places: eyes.map(({ sensorId, headingRad }) => ({
      ...placed({ sensorId, port: 'range-grid', rangeM, fieldOfViewRad }),
      ...mount,
      headingRad,
    })),
    periodMs,
    narrow: true,
    sees: (at) => inSector(at, seesM, 1.5 * fieldOfViewRad),
    frame: (people, at) => {
      seq += 1;
      const close = people.filter(({ distanceM }) => distanceM < 1.5 * rangeM);
      return eyes.map(({ sensorId, headingRad, optics }): SensorWord => {
        // Whose whole body lies outside the field cannot be met by any ray.
        const inField = close.filter(
          ({ bearingRad, distanceM }) =>
            Math.abs(wrapAngle(bearingRad - headingRad)) <
            fieldOfViewRad / 2 + radiusM / Math.max(radiusM, distanceM) + 0.1,
        );
        const { word: value } = optics.frame(before(inField, headingRad));
        return { port: 'range-grid', measurement: { sensorId, seq, at, value } };
      });
    },
  };
};

/** A 2-D lidar at the foot of the device, which hides what is behind it: 8 m, 240°. */
const lidarSensor = (random: SeededRandom): EncounterSensor => {
  const fieldOfViewRad = radians(240);
  const rangeM = 8;
  const heightM = 0.2;
  const lidar = new LidarOptics(heightM, { rangeM, fieldOfViewRad, stepRad: radians(0.5), periodMs }, [], random);
  let seq = 0;
  return {
    places: [{ ...placed({ sensorId: 'lidar', port: 'scan', rangeM, fieldOfViewRad }), heightM }],
    periodMs,
    narrow: false,
    sees: (at) => inSector(at, rangeM, fieldOfViewRad / 2),
    frame: (people, at) => {
      seq += 1;
      const { word: value } = lidar.turn(before(near(people), 0), at);
      return [{ port: 'scan', measurement: { sensorId: 'lidar', seq, at, value } }];
    },
  };
};

const makers: Readonly<Record<ModelSensorName, (random: SeededRandom) => EncounterSensor>> = {
  ld2450: radarSensor,
  vl53l5cx: gridRow,
  lidar: lidarSensor,
};

/** The sensor of that name on the kiosk of that name: its noise is drawn from the seed and the kiosk's name alone. */
export const modelSensor = (name: ModelSensorName, kiosk: string, seed: number): EncounterSensor =>
  makers[name](new SeededRandom(seed, `${name}/${kiosk}`));
