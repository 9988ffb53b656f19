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
  const bottom = Math.min(...ys) - margin * 1.5;
  const top = Math.max(...ys) + margin;
  const width = Math.max(...xs) + margin - left;
  const height = top - bottom;
  // Upwards on the plan is upwards on the screen.
  const at = ({ x, y }: Point): string => `${(x - left).toFixed(2)} ${(top - y).toFixed(2)}`;
  const path = (points: readonly Point[]): string =>
    points.map((point, index) => `${index === 0 ? 'M' : 'L'}${at(point)}`).join('');
  const unit = Math.max(width, height) / 18;
  const goal = way.route.at(-1);
  return (
    <svg
      class="plan"
      viewBox={`0 0 ${width.toFixed(2)} ${height.toFixed(2)}`}
      role="img"
      aria-label={`${words.plan}. ${way.words}`}
    >
      <path class="floor" d={`${path(plan.outline)}Z`} stroke-width={wall} />
      {plan.walls.map(({ from, to }, index) => (
        <path key={index} class="wall" d={path([from, to])} stroke-width={wall} />
      ))}
      {plan.doors.map(({ from, to }, index) => (
        <path key={index} class="door" d={path([from, to])} stroke-width={wall * 1.8} />
      ))}
      {way.route.length > 1 ? <path class="route" d={path(way.route)} stroke-width={unit * 0.34} /> : null}
      {goal === undefined ? null : <circle class="goal" cx={goal.x - left} cy={top - goal.y} r={unit * 0.36} />}
      {plan.counters.map(({ id, at: place }) => {
        const chosen = way.counters.includes(id);
        const size = unit * (chosen ? 0.85 : 0.6);
        return (
          <g key={id} class={chosen ? 'desk chosen' : 'desk'} transform={`translate(${at(place)})`}>
            <rect x={-size} y={-size * 0.8} width={size * 2} height={size * 1.6} rx={size * 0.3} />
            <text y={size * 0.42} font-size={size * 1.2}>
              {id}
            </text>
          </g>
        );
      })}
      {plan.entrance === null ? null : (
        <g class="entrance" transform={`translate(${at(plan.entrance)})`}>
          <path d={`M0 ${unit * 0.15}L${unit * 0.4} ${unit * 0.8}L${-unit * 0.4} ${unit * 0.8}Z`} />
          <text y={unit * 1.75} font-size={unit * 0.85}>
            {words.entrance}
          </text>
        </g>
      )}
    </svg>
  );
}
