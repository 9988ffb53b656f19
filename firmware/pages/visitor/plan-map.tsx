import type { Way } from '../../../behaviours/reception/views.ts';
import type { Point } from '../../../hal/units.ts';
import { wallThickness, type PlanData } from './page-data.ts';

interface Drawn {
  readonly x: number;
  readonly y: number;
}

/** Turns site metres so that what lies ahead of somebody who faces the screen is up, as it is before their eyes. */
export const headsUp =
  (plan: PlanData) =>
  (at: Point): Drawn => {
    const facing = plan.device.headingRad + Math.PI;
    const dx = at.x - plan.device.x;
    const dy = at.y - plan.device.y;
    const ahead = dx * Math.cos(facing) + dy * Math.sin(facing);
    const left = -dx * Math.sin(facing) + dy * Math.cos(facing);
    return { x: -left, y: -ahead };
  };

const pathOf = (points: readonly Drawn[]): string =>
  points.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`).join('');

/** The room from above with the way to walk. */
export function PlanMap({ plan, way, here }: { plan: PlanData; way: Way; here: string }) {
  const turn = headsUp(plan);
  const outline = plan.outline.map(turn);
  const route = way.route.map(turn);
  const xs = [...outline, ...route].map(({ x }) => x);
  const ys = [...outline, ...route].map(({ y }) => y);
  const margin = 0.9;
  const left = Math.min(...xs) - margin;
  const top = Math.min(...ys) - margin;
  const width = Math.max(...xs) - left + margin;
  const height = Math.max(...ys) - top + margin;
  // Line widths are metres of the plan; a large hall needs thicker ones to stay readable.
  const unit = Math.max(width, height) / 14;
  const goal = route.at(-1);
  const share = (length: number, whole: number): string => `${((length / whole) * 100).toFixed(2)}%`;
  return (
    <div class="plan" style={{ '--ratio': (width / height).toFixed(4) }}>
      <svg viewBox={`${left} ${top} ${width} ${height}`} role="img" aria-label={way.words}>
        <path class="floor" d={`${pathOf(outline)}Z`} stroke-width={wallThickness * 1.6} />
        {plan.walls.map((wall, at) => (
          <path key={at} class="wall" d={pathOf([turn(wall.from), turn(wall.to)])} stroke-width={wallThickness * 1.6} />
        ))}
        {plan.doors.map((door, at) => (
          <path key={at} class="door" d={pathOf([turn(door.from), turn(door.to)])} stroke-width={wallThickness * 2.2} />
        ))}
        {route.length > 1 ? <path class="route-ground" d={pathOf(route)} stroke-width={unit * 0.52} /> : null}
        {route.length > 1 ? <path class="route" d={pathOf(route)} stroke-width={unit * 0.3} /> : null}
        {goal === undefined ? null : (
          <circle class="goal" cx={goal.x} cy={goal.y} r={unit * 0.34} stroke-width={unit * 0.16} />
        )}
        <g class="here">
          <title>{here}</title>
          <circle cx="0" cy="0" r={unit * 0.42} stroke-width={unit * 0.14} />
          <path d={`M0 ${-unit * 0.24}L${unit * 0.2} ${unit * 0.16}L0 ${unit * 0.05}L${-unit * 0.2} ${unit * 0.16}Z`} />
        </g>
      </svg>
      {plan.counters.map((counter) => {
        const { x, y } = turn(counter.at);
        return (
          <span
            key={counter.id}
            class={counter.id === way.counter ? 'counter chosen' : 'counter'}
            style={{ left: share(x - left, width), top: share(y - top, height) }}
          >
            {counter.id}
          </span>
        );
      })}
    </div>
  );
}
