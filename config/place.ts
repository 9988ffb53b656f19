import { z } from 'zod';
import { heading } from './angle.ts';
import { coordinate } from './length.ts';

/** A place on the plan and which way something there looks. */
export const pose = () =>
  z
    .strictObject({ x: coordinate(), y: coordinate(), facing: heading() })
    .transform((it) => ({ x: it.x, y: it.y, headingRad: it.facing }));

/** A place on the plan, written `[x, y]`. */
export const point = () => z.tuple([coordinate(), coordinate()]).transform(([x, y]) => ({ x, y }));

/** A closed area by its corners, in order; the last joins the first. */
export const area = () => z.array(point()).min(3).max(200);
