import { z } from 'zod';
import { angleOf, direction } from '../../hal/trigonometry.ts';
import { radians, type Metres, type Radians } from '../../hal/units.ts';
import { fail, ok, type Result } from '../../hal/result.ts';
import type { Spot } from './recording.ts';

/** A kiosk stood into a recorded scene: where its front is and which way it looks, in the scene's frame. */
export interface Kiosk {
  readonly id: string;
  readonly scene: string;
  readonly x: Metres;
  readonly y: Metres;
  readonly deg: number;
}

/** A place in a device's frame: x ahead of the screen, y to its left, with how far and in which direction that is. */
export interface Ahead {
  readonly x: Metres;
  readonly y: Metres;
  readonly distanceM: Metres;
  readonly bearingRad: Radians;
}

const file = z.array(
  z.object({
    id: z.string().min(1),
    // The name of a file beside the kiosks', without its ending.
    scene: z.string().regex(/^[\w.-]+$/),
    x: z.number(),
    y: z.number(),
    deg: z.number(),
  }),
);

export const parseKiosks = (text: string): Result<readonly Kiosk[], string> => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fail(error instanceof Error ? error.message : 'not JSON');
  }
  const read = file.safeParse(json);
  if (!read.success)
    return fail(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  const ids = new Set(read.data.map(({ id }) => id));
  return ids.size === read.data.length ? ok(read.data) : fail('two kiosks have one id');
};

/** From the scene's frame into a kiosk's. */
export const frameOf = (kiosk: Kiosk): ((spot: Spot) => Ahead) => {
  const axis = direction(radians(kiosk.deg));
  return ({ x, y }) => {
    const dx = x - kiosk.x;
    const dy = y - kiosk.y;
    const ahead = dx * axis.x + dy * axis.y;
    const left = dy * axis.x - dx * axis.y;
    return { x: ahead, y: left, distanceM: Math.sqrt(dx * dx + dy * dy), bearingRad: angleOf(ahead, left) };
  };
};
