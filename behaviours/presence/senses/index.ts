import type { SensorPlace } from '../settings.ts';
import type { Detection, Garbled, Sense } from './detection.ts';
import { presenceDetections } from './presence.ts';
import { RangeGridSense } from './range-grid.ts';
import { ScanSense } from './scan.ts';
import { targetDetections } from './targets.ts';
import { ThermalGridSense } from './thermal-grid.ts';

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

/** How the words of one kind of sensor are read; what is remembered between them is remembered here. */
const readerOf = (place: SensorPlace): Sense['read'] => {
  const grid = new RangeGridSense(place);
  const warm = new ThermalGridSense(place);
  const legs = new ScanSense(place);
  return (word, at) => {
    if ('fault' in word.measurement) return 'garbled';
    switch (word.port) {
      case 'presence':
        return presenceDetections(place, word.measurement.value);
      case 'range':
        return rangeDetections(place, word.measurement.value.distanceM);
      case 'range-grid':
        return grid.read(word.measurement.value, at);
      case 'thermal-grid':
        return warm.read(word.measurement.value, at);
      case 'targets':
        return targetDetections(place, word.measurement.value);
      case 'scan':
        return legs.read(word.measurement.value, at);
    }
  };
};

/** The sense of one sensor. A word of another port than the sensor's is garbled, as is one whose value is no object at all. */
export const senseOf = (place: SensorPlace): Sense => {
  const read = readerOf(place);
  return {
    read: (word, at) => {
      if (word.port !== place.port || 'fault' in word.measurement) return 'garbled';
      // Drivers' words are typed; what a broken one hands over need not be.
      const value: unknown = word.measurement.value;
      return typeof value === 'object' && value !== null ? read(word, at) : 'garbled';
    },
  };
};
