import type { CounterBands } from '../../../behaviours/hall/day-bands.ts';
import type { Hours } from './plots.tsx';
import { clockText, say, type Language } from './text.ts';

const rowHeight = 30;
const barHeight = 20;
const left = 92;
const right = 26;

/** What each counter was at, one row each, along the hours of the day. Each state has its own pattern besides its colour. */
export function Bands({
  counters,
  hours,
  language,
  width,
}: {
  counters: readonly CounterBands[];
  hours: Hours;
  language: Language;
  width: number;
}) {
  const x = (minute: number): number =>
    left + ((minute - hours.from) / Math.max(1, hours.to - hours.from)) * (width - left - right);
  const height = counters.length * rowHeight + 26;
  const full: number[] = [];
  for (let hour = Math.ceil(hours.from / 60); hour * 60 <= hours.to; hour += 1) full.push(hour * 60);
  return (
    <svg class="bands" width={width} height={height} role="img" aria-label={say(language, 'counters')}>
      <defs>
        <pattern id="paused" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="7" height="7" class="ground-paused" />
          <line x1="0" y1="0" x2="0" y2="7" class="stroke-paused" />
        </pattern>
      </defs>
      {full.map((minute) => (
        <g key={minute}>
          <line class="grid" x1={x(minute)} y1={0} x2={x(minute)} y2={height - 22} />
          <text x={x(minute)} y={height - 6} text-anchor="middle">
            {clockText(minute)}
          </text>
        </g>
      ))}
      {counters.map(({ bands, id }, row) => (
        <g key={id} transform={`translate(0 ${row * rowHeight})`}>
          <text x={0} y={rowHeight / 2 + 5} class="name">
            {say(language, 'counter', { id })}
          </text>
          {bands.length === 0 ? (
            <text x={left} y={rowHeight / 2 + 5} class="none">
              {say(language, 'unheard')}
            </text>
          ) : null}
          {bands.map(({ from, state, to }) => (
            <rect
              key={from}
              class={state}
              x={x(from)}
              y={(rowHeight - barHeight) / 2 + (state === 'busy' ? 0 : state === 'idle' ? 7 : 0)}
              width={Math.max(1, x(to) - x(from))}
              height={state === 'idle' ? barHeight - 14 : barHeight}
            >
              <title>{`${say(language, state)} ${clockText(from)}–${clockText(to)}`}</title>
            </rect>
          ))}
        </g>
      ))}
    </svg>
  );
}
