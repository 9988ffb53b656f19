/**
 * Units of measure as flavoured numbers: a plain number is accepted, another unit's number is not.
 * Lengths are metres, angles radians (counter-clockwise), spans milliseconds, instants milliseconds since 1970 UTC.
 */
type Flavoured<Unit extends string> = number & { readonly unit?: Unit };

/** A span of time, or a reading of the monotonic clock. */
export type Milliseconds = Flavoured<'ms'>;
/** An instant of civil time: milliseconds since 1970-01-01T00:00Z, without leap seconds. */
export type Epoch = Flavoured<'epoch'>;
/** A length, or a coordinate in the frame that the name says. */
export type Metres = Flavoured<'m'>;
export type MetresPerSecond = Flavoured<'m/s'>;
/** An angle, counter-clockwise; in the site frame 0 looks along x. */
export type Radians = Flavoured<'rad'>;

/** A place on the site's plan: x to the right, y up, metres. */
export interface Point {
  readonly x: Metres;
  readonly y: Metres;
}

/** A place and where it faces, in the site frame. */
export interface Pose extends Point {
  readonly headingRad: Radians;
}

export const radians = (degrees: number): Radians => (degrees * Math.PI) / 180;
export const degrees = (angle: Radians): number => (angle * 180) / Math.PI;

/** The same angle within (-pi, pi]. */
export const wrapAngle = (angle: Radians): Radians => {
  const turned = angle % (2 * Math.PI);
  if (turned > Math.PI) return turned - 2 * Math.PI;
  if (turned <= -Math.PI) return turned + 2 * Math.PI;
  return turned;
};
