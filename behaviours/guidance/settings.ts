import type { Milliseconds, Point, Pose } from '../../hal/units.ts';

export interface GuidanceSettings {
  /** The device's pose on the plan; its facing is the way its screen looks. */
  readonly device: Pose;
  readonly counters: readonly { readonly id: string; readonly at: Pose }[];
  readonly walls: readonly { readonly from: Point; readonly to: Point }[];
  readonly keepOut: readonly (readonly Point[])[];
  /** Room that a walking person needs on each side of the route (default 0.3 m). */
  readonly clearanceM: number;
  /** How long the way stays on the screen (default 20 s). */
  readonly showMs: Milliseconds;
}
