import { quantity, readQuantity, type Bounds, type QuantityKind } from './quantity.ts';

/** Angles, counter-clockwise from x, read into radians. */
export const angle: QuantityKind = {
  what: { vi: 'một góc', en: 'an angle' },
  example: '270deg',
  units: {
    deg: { times: Math.PI, over: 180 },
    rad: { times: 1, over: 1 },
  },
  mistaken: {
    '°': 'deg',
    degree: 'deg',
    degrees: 'deg',
    degs: 'deg',
    độ: 'deg',
    do: 'deg',
    radian: 'rad',
    radians: 'rad',
  },
  likely: (bare) => `${bare}deg`,
  whole: false,
};

const turn = 2 * Math.PI;
const facing: Bounds = { least: -turn, most: turn, written: '-360deg … 360deg' };

/** Which way something looks: 0 along x, 90deg along y. */
export const heading = () => quantity(angle, facing);

/** How wide a sensor sees. */
export const fieldOfView = () => quantity(angle, { least: Math.PI / 180, most: turn, written: '1deg … 360deg' });

/** How far a sensor looks up from level; -90deg looks straight down. */
export const tilt = () => quantity(angle, { least: -Math.PI / 2, most: Math.PI / 2, written: '-90deg … 90deg' });

/** From one beam of a scanner to the next. */
export const angleStep = () =>
  quantity(angle, { least: Math.PI / 1800, most: Math.PI / 18, written: '0.1deg … 10deg' });

/** `270deg`, `1.57rad` into radians, up to one turn either way. */
export const readAngle = (input: unknown) => readQuantity(angle, facing, input);

/** How far to either side of a direction. */
export const halfAngle = () => quantity(angle, { least: Math.PI / 36, most: Math.PI, written: '5deg … 180deg' });
