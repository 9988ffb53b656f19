import type { GateEcho, PresenceWord } from '../../../hal/ports/sensors.ts';
import type { Metres } from '../../../hal/units.ts';
import type { SensorPlace } from '../settings.ts';
import type { Detection, Garbled, RangeDetection } from './detection.ts';

/*
 * PIR and LD2410. A PIR says that something warm moves, anywhere in its cone. An LD2410 says as well how far its strongest moving and
 * its strongest still echo are, to about a gate of 0.75 m (Hi-Link, serial protocol V1.00); to which side they are it cannot know.
 */

/** Weaker echoes, in percent, are curtains and fans as likely as people. */
const leastEnergy = 15;
/** One standard deviation of a distance that is known to a gate. */
const gateSigmaM: Metres = 0.3;
/** Two echoes nearer together than this are one person, who breathes and moves. */
const oneM: Metres = 0.75;

const isEcho = (echo: unknown): echo is GateEcho | null | undefined =>
  echo === null ||
  echo === undefined ||
  (typeof echo === 'object' &&
    'distanceM' in echo &&
    'energy' in echo &&
    typeof echo.distanceM === 'number' &&
    typeof echo.energy === 'number' &&
    Number.isFinite(echo.distanceM) &&
    Number.isFinite(echo.energy) &&
    echo.distanceM >= 0);

export const presenceDetections = (place: SensorPlace, word: PresenceWord): readonly Detection[] | Garbled => {
  const { present, moving, still } = word;
  if (typeof present !== 'boolean' || !isEcho(moving) || !isEcho(still)) return 'garbled';
  if (!present) return [];
  const echoes = [moving, still].filter(
    (echo): echo is GateEcho =>
      echo !== null && echo !== undefined && echo.energy >= leastEnergy && echo.distanceM <= place.rangeM,
  );
  const [first, second] = echoes;
  if (first === undefined) return [{ kind: 'presence' }];
  const told = second === undefined || Math.abs(second.distanceM - first.distanceM) < oneM ? [first] : [first, second];
  return told.map(({ distanceM }): RangeDetection => ({
    kind: 'range',
    x: place.x,
    y: place.y,
    headingRad: place.headingRad,
    halfAngleRad: place.fieldOfViewRad / 2,
    distanceM,
    sigmaM: place.noise?.rangeM ?? gateSigmaM,
  }));
};
