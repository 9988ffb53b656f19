import { direction } from '../../../hal/trigonometry.ts';
import { polarCovariance, type RangeDetection } from '../senses/detection.ts';
import type { Placed, Track } from './track.ts';

/* A distance without a bearing as a place: as sure along the line of sight as the sensor is, as unsure across as its cone is wide. */

/** Somebody at a distance, anywhere across the cone. */
export const onAxis = (range: RangeDetection): Placed => {
  const axis = direction(range.headingRad);
  const acrossM = Math.max(range.sigmaM, (range.distanceM * Math.min(1, range.halfAngleRad)) / 2);
  return {
    x: range.x + range.distanceM * axis.x,
    y: range.y + range.distanceM * axis.y,
    covariance: polarCovariance(axis, range.sigmaM, acrossM),
    fixSigmaM: range.sigmaM,
  };
};

/** At that distance in the direction in which they are believed to be; the bearing is as unknown as the cone is wide. */
export const onArc = (range: RangeDetection, { motion }: Track): Placed => {
  const dx = motion.x - range.x;
  const dy = motion.y - range.y;
  const far = Math.sqrt(dx * dx + dy * dy);
  const bearing = far < 1e-6 ? direction(range.headingRad) : { x: dx / far, y: dy / far };
  const acrossM = Math.max(range.sigmaM, (range.distanceM * Math.min(1, range.halfAngleRad)) / 2);
  return {
    x: range.x + range.distanceM * bearing.x,
    y: range.y + range.distanceM * bearing.y,
    covariance: polarCovariance(bearing, range.sigmaM, acrossM),
    fixSigmaM: range.sigmaM,
  };
};
