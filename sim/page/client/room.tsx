import { useMemo } from 'preact/hooks';
import type { Point } from '../../../hal/units.ts';
import type { FloorPlan } from '../protocol.ts';
import { ahead, at, centreOf, down, line, turned, type Sheet } from './geometry.ts';

const wall = 0.22;
const partition = 0.12;

/** What stands still: floor, walls with their thickness, doors with their swings, seats, desks, scale and axis. */
export function Room({ plan, sheet, axis }: { plan: FloorPlan; sheet: Sheet; axis: string }) {
  return useMemo(() => {
    const middle = centreOf(plan.outline);
    return (
      <g class="room">
        <path class="floor" d={`${line(plan.outline)}Z`} />
        <MetreGrid sheet={sheet} />
        {plan.waiting.map(({ id, area }) => (
          <path key={id} class="waiting" d={`${line(area)}Z`} />
        ))}
        {plan.keepOut.map(({ id, area }) =>
          id.includes('plant') ? (
            <Plant key={id} area={area} />
          ) : id.includes('seat') ? (
            <Seats key={id} area={area} />
          ) : (
            <path key={id} class="solid" d={`${line(area)}Z`} />
          ),
        )}
        <path class="wall" d={`${line(plan.outline)}Z`} stroke-width={wall} />
        {plan.walls.map(({ from, to }, index) => (
          <path key={index} class="wall" d={line([from, to])} stroke-width={partition} />
        ))}
        {plan.doors.map((door) => (
          <Swing key={door.id} door={door} inside={middle} />
        ))}
        {plan.counters.map(({ id, at: place }) => (
          <g key={id} class="desk">
            <g transform={`translate(${at(place)}) rotate(${turned(place.headingRad)})`}>
              <circle class="chair" cx="-0.5" cy="0" r="0.22" />
              <rect x="-0.3" y="-1.3" width="0.6" height="2.6" rx="0.06" />
            </g>
          </g>
        ))}
        <Scale sheet={sheet} />
        <Axis sheet={sheet} label={axis} />
      </g>
    );
  }, [plan, sheet, axis]);
}

function MetreGrid({ sheet }: { sheet: Sheet }) {
  const dots: string[] = [];
  for (let x = Math.ceil(sheet.left); x < sheet.left + sheet.width; x += 1)
    for (let y = Math.ceil(sheet.top); y < sheet.top + sheet.height; y += 1) dots.push(`M${x} ${y}h0`);
  return <path class="grid" d={dots.join('')} />;
}

/** A gap in the wall, and leaves that stand open into the hall: two where one would be too wide. */
function Swing({ door, inside }: { door: FloorPlan['doors'][number]; inside: Point }) {
  const { from, to } = door;
  const width = Math.sqrt((to.x - from.x) ** 2 + (to.y - from.y) ** 2);
  const along = Math.atan2(to.y - from.y, to.x - from.x);
  const left = ahead(from, along + Math.PI / 2, 1);
  const nearer =
    (left.x - inside.x) ** 2 + (left.y - inside.y) ** 2 < (from.x - inside.x) ** 2 + (from.y - inside.y) ** 2;
  const open = along + (nearer ? Math.PI / 2 : -Math.PI / 2);
  const double = width > 1.3;
  const leaf = double ? width / 2 : width;
  const middle = ahead(from, along, leaf);
  const one = ahead(from, open, leaf);
  const other = ahead(to, open, leaf);
  const sweep = nearer ? 1 : 0;
  return (
    <g class="door">
      <path class="gap" d={line([from, to])} stroke-width={wall + 0.04} />
      <path class="leaf" d={line([from, one])} />
      <path class="arc" d={`M${at(one)}A${leaf} ${leaf} 0 0 ${sweep} ${at(middle)}`} />
      {double ? <path class="leaf" d={line([to, other])} /> : null}
      {double ? <path class="arc" d={`M${at(other)}A${leaf} ${leaf} 0 0 ${1 - sweep} ${at(middle)}`} /> : null}
    </g>
  );
}

const bounds = (area: readonly Point[]): { x: number; y: number; width: number; height: number } => {
  const xs = area.map(({ x }) => x);
  const ys = area.map(({ y }) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
};

/** Rows of chairs, back to back where there is room for two. */
function Seats({ area }: { area: readonly Point[] }) {
  const { x, y, width, height } = bounds(area);
  const columns = Math.max(1, Math.floor(width / 0.58));
  const rows = Math.max(1, Math.floor(height / 0.75));
  const seats = Array.from({ length: rows * columns }, (_, index) => ({
    x: x + (width / columns) * ((index % columns) + 0.5),
    y: y + (height / rows) * (Math.floor(index / columns) + 0.5),
  }));
  return (
    <g class="seats">
      {seats.map((seat, index) => (
        <rect key={index} x={seat.x - 0.21} y={down(seat.y) - 0.21} width="0.42" height="0.42" rx="0.09" />
      ))}
    </g>
  );
}

function Plant({ area }: { area: readonly Point[] }) {
  const { x, y, width, height } = bounds(area);
  const radius = Math.min(width, height) / 2;
  const centre = { x: x + width / 2, y: y + height / 2 };
  const leaves = Array.from({ length: 8 }, (_, index) => ahead(centre, (index * Math.PI) / 4, radius * 0.8));
  return (
    <g class="plant">
      <circle cx={centre.x} cy={down(centre.y)} r={radius * 0.85} />
      {leaves.map((leaf, index) => (
        <path key={index} d={line([centre, leaf])} />
      ))}
    </g>
  );
}

/** Five metres, by halves of black and white. */
function Scale({ sheet }: { sheet: Sheet }) {
  const x = sheet.left + 0.5;
  const y = sheet.top + sheet.height - 0.42;
  return (
    <g class="scale">
      {[0, 1, 2, 3, 4].map((metre) => (
        <rect key={metre} class={metre % 2 === 0 ? 'dark' : 'light'} x={x + metre} y={y} width="1" height="0.1" />
      ))}
      {[0, 1, 5].map((metre) => (
        <text key={metre} x={x + metre} y={y - 0.1} text-anchor="middle">
          {metre === 5 ? '5 m' : metre}
        </text>
      ))}
    </g>
  );
}

/** Which way up the plan is: sites say no north, so the drawing's own axis is named. */
function Axis({ sheet, label }: { sheet: Sheet; label: string }) {
  const x = sheet.left + sheet.width - 0.6;
  const y = sheet.top + sheet.height - 0.4;
  return (
    <g class="axis">
      <path d={`M${x} ${y}v-0.75M${x - 0.14} ${y - 0.52}l0.14-0.23l0.14 0.23`} />
      <text x={x - 0.2} y={y - 0.1} text-anchor="end">
        {label}
      </text>
    </g>
  );
}
