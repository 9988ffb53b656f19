import type { TargetsWord } from '../../../hal/ports/sensors.ts';
import { direction } from '../../../hal/trigonometry.ts';
import { radians, type Metres, type Radians } from '../../../hal/units.ts';
import type { SensorPlace } from '../settings.ts';
import { polarCovariance, type Detection, type Garbled } from './detection.ts';

/** A frame with more targets than any sensor has is garbled, and work a frame stays bounded. */
const most = 64;
/**
 * The spread of an LD2450's targets about a walker's trunk: a few centimetres along the line of sight, some degrees across (its
 * manual promises ±0.15 m of range; its antenna spacing gives the angle).
 */
const usual: { readonly rangeM: Metres; readonly bearingRad: Radians } = { rangeM: 0.05, bearingRad: radians(3) };
/** What a point cannot be known better than: people are half a metre wide and sway. */
const bodyM: Metres = 0.02;

/** Each target within the sensor's range where it says that it is, with the spread of range and bearing at that distance. */
export const targetDetections = (place: SensorPlace, { targets }: TargetsWord): readonly Detection[] | Garbled => {
  if (!Array.isArray(targets) || targets.length > most) return 'garbled';
  const axis = direction(place.headingRad);
  const noise = place.noise ?? usual;
  const found: Detection[] = [];
  for (const target of targets) {
    // A driver's word is typed; a cut frame is not.
    if (typeof target !== 'object' || target === null) return 'garbled';
    const { x: ahead, y: left } = target;
    if (!Number.isFinite(ahead) || !Number.isFinite(left)) return 'garbled';
    const distanceM = Math.sqrt(ahead * ahead + left * left);
    if (distanceM > place.rangeM) continue;
    const dx = ahead * axis.x - left * axis.y;
    const dy = ahead * axis.y + left * axis.x;
    const bearing = distanceM === 0 ? axis : { x: dx / distanceM, y: dy / distanceM };
    const arcM = distanceM * noise.bearingRad;
    const along = Math.sqrt(noise.rangeM * noise.rangeM + bodyM * bodyM);
    const across = Math.sqrt(arcM * arcM + bodyM * bodyM);
    found.push({
      kind: 'position',
      x: place.x + dx,
      y: place.y + dy,
      covariance: polarCovariance(bearing, along, across),
    });
  }
  return found;
};
