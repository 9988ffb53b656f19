import type { Point } from '../../hal/units.ts';
import { areaOf, crossesItself, distanceTo, sidesOf, within } from '../geometry.ts';
import { refusal } from '../refusal.ts';
import type { SiteFile } from '../site.ts';
import type { Findings } from './findings.ts';

/** Plans are drawn by hand: what lies this near to a line, in metres, lies on it. */
const SLACK = 0.1;
/** Smaller than a phone box: the corners are not those of a hall. */
const LEAST_M2 = 1;

const at = ({ x, y }: Point): { readonly x: string; readonly y: string } => ({ x: `${x}m`, y: `${y}m` });

/** Whether the plan is one that people can walk in, with everything in its place. */
export const checkPlan = (site: Partial<SiteFile>, found: Findings): void => {
  if (site.plan === undefined) return;
  const { outline, walls, doors, waiting, keepOut } = site.plan;
  if (crossesItself(outline)) {
    found.refuse(['plan', 'outline'], refusal('plan.crossed', {}));
    return;
  }
  if (areaOf(outline) < LEAST_M2) {
    found.refuse(['plan', 'outline'], refusal('plan.small', {}));
    return;
  }
  // An outline with a refused corner would put everything outside.
  if (!found.whole('plan', 'outline')) return;
  for (const [index, { from, to }] of walls.entries())
    for (const [end, point] of [from, to].entries())
      if (!within(point, outline, SLACK))
        found.refuse(['plan', 'walls', index, end], refusal('plan.outside', at(point)));
  for (const [kind, zones] of Object.entries({ waiting, keepOut }))
    for (const [index, { area }] of zones.entries()) {
      if (crossesItself(area)) found.refuse(['plan', kind, index, 'area'], refusal('plan.crossed', {}));
      const outside = area.findIndex((point) => !within(point, outline, SLACK));
      const corner = area[outside];
      if (corner !== undefined)
        found.refuse(['plan', kind, index, 'area', outside], refusal('plan.outside', at(corner)));
    }
  if (found.whole('plan', 'walls'))
    for (const [index, { from, to }] of doors.entries()) {
      const sides = [...sidesOf(outline), ...walls];
      if (!sides.some((side) => distanceTo(from, side) <= SLACK && distanceTo(to, side) <= SLACK))
        found.refuse(['plan', 'doors', index], refusal('plan.doorNotInWall', {}));
    }
  for (const [index, counter] of (site.counters ?? []).entries()) {
    if (!within(counter.at, outline, SLACK))
      found.refuse(['counters', index, 'at'], refusal('counter.outside', at(counter.at)));
    const zone = keepOut.find(({ area }) => within(counter.at, area, 0));
    if (zone !== undefined) found.refuse(['counters', index, 'at'], refusal('counter.keptOut', { zone: zone.id }));
  }
};
