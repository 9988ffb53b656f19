import type { Point, Pose } from '../../hal/units.ts';

export interface Segment {
  readonly from: Point;
  readonly to: Point;
}

export interface Area {
  readonly id: string;
  readonly area: readonly Point[];
}

export interface Door extends Segment {
  readonly id: string;
}

export interface PlanCounter {
  readonly id: string;
  /** Where the clerk sits and the way they look: the visitor stands ahead of it. */
  readonly at: Pose;
  readonly services: readonly string[];
}

/** What a hall is made of, in metres of the site's frame: x right and y up on the plan. */
export interface FloorPlan {
  readonly outline: readonly Point[];
  readonly walls: readonly Segment[];
  readonly doors: readonly Door[];
  readonly waiting: readonly Area[];
  readonly keepOut: readonly Area[];
  readonly counters: readonly PlanCounter[];
}
