import type { SensorPlace } from '../settings.ts';
import type { Detection, Garbled, Sense } from './detection.ts';
import { targetDetections } from './targets.ts';

/** A distance within the range, nothing within it, or nonsense. */
const rangeDetections = (place: SensorPlace, distanceM: unknown): readonly Detection[] | Garbled => {
  if (distanceM === null) return [];
  if (typeof distanceM !== 'number' || !Number.isFinite(distanceM) || distanceM < 0) return 'garbled';
  if (distanceM > place.rangeM) return [];
  return [
    {
      kind: 'range',
      x: place.x,
      y: place.y,
      headingRad: place.headingRad,
      halfAngleRad: place.fieldOfViewRad / 2,
      distanceM,
      sigmaM: place.noise?.rangeM ?? 0.03,
    },
  ];
};

/** The sense of one sensor. A word of another port than the sensor's is garbled. */
export const senseOf = (place: SensorPlace): Sense => ({
  read: (word) => {
    if (word.port !== place.port || 'fault' in word.measurement) return 'garbled';
    switch (word.port) {
      case 'presence': {
        const { present } = word.measurement.value;
        if (typeof present !== 'boolean') return 'garbled';
        return present ? [{ kind: 'presence' }] : [];
      }
      case 'range':
        return rangeDetections(place, word.measurement.value.distanceM);
      case 'targets':
        return targetDetections(place, word.measurement.value);
      case 'range-grid':
      case 'thermal-grid':
      case 'scan':
        return [];
    }
  },
});
