import type { PhoneShell, PhoneWay, PhoneWords } from '../../phone/view.ts';
import type { Point } from '../../../hal/units.ts';

type Plan = PhoneShell['plan'];

const wall = 0.22;

/** The hall from above as its plan is drawn, the counters that matter filled, and the way there from the entrance. */
export function PlanDrawing({ plan, way, words }: { plan: Plan; way: PhoneWay; words: PhoneWords }) {
  const xs = plan.outline.map(({ x }) => x);
  const ys = plan.outline.map(({ y }) => y);
  const margin = Math.max(...xs, ...ys) * 0.06 + 0.6;
  const left = Math.min(...xs) - margin;
  const bottom = Math.min(...ys) - margin * 1.6;
  const top = Math.max(...ys) + margin;
  const width = Math.max(...xs) + margin - left;
  const height = top - bottom;
  // Upwards on the plan is upwards on the screen.
  const at = ({ x, y }: Point): string => `${(x - left).toFixed(2)} ${(top - y).toFixed(2)}`;
  const path = (points: readonly Point[]): string =>
    points.map((point, index) => `${index === 0 ? 'M' : 'L'}${at(point)}`).join('');
  const unit = Math.max(width, height) / 18;
  const goal = way.route.at(-1);
  const share = (length: number, whole: number): string => `${((length / whole) * 100).toFixed(2)}%`;
  const spot = ({ x, y }: Point) => ({ left: share(x - left, width), top: share(top - y, height) });
  return (
    <div
      class="plan"
      role="img"
      aria-label={`${words.plan}. ${way.words}`}
      style={{ '--ratio': (width / height).toFixed(4) }}
    >
      <svg viewBox={`0 0 ${width.toFixed(2)} ${height.toFixed(2)}`} aria-hidden="true">
        <path class="floor" d={`${path(plan.outline)}Z`} stroke-width={wall} />
        {plan.walls.map(({ from, to }, index) => (
          <path key={index} class="wall" d={path([from, to])} stroke-width={wall} />
        ))}
        {plan.doors.map(({ from, to }, index) => (
          <path key={index} class="door" d={path([from, to])} stroke-width={wall * 1.8} />
        ))}
        {way.route.length > 1 ? <path class="route" d={path(way.route)} stroke-width={unit * 0.34} /> : null}
        {goal === undefined ? null : <circle class="goal" cx={goal.x - left} cy={top - goal.y} r={unit * 0.36} />}
        {plan.entrance === null ? null : (
          <path
            class="entrance"
            transform={`translate(${at(plan.entrance)})`}
            d={`M0 ${unit * 0.15}L${unit * 0.4} ${unit * 0.8}L${-unit * 0.4} ${unit * 0.8}Z`}
          />
        )}
      </svg>
      {plan.counters.map(({ id, at: place }) => (
        <span key={id} class={way.counters.includes(id) ? 'desk chosen' : 'desk'} style={spot(place)}>
          {id}
        </span>
      ))}
      {plan.entrance === null ? null : (
        <span class="in" style={spot({ x: plan.entrance.x, y: plan.entrance.y - unit * 1.55 })}>
          {words.entrance}
        </span>
      )}
    </div>
  );
}
