import { useMemo, useRef } from 'preact/hooks';
import type { SignShows } from '../../../hal/ports/counter-sign.ts';
import type { Point, Pose } from '../../../hal/units.ts';
import { isOff, type PersonSnapshot } from '../protocol.ts';
import type { PageDevice, PageSensor } from '../protocol.ts';
import { Beliefs } from './beliefs.tsx';
import { ahead, at, down, line, sector, sheetOf, turned } from './geometry.ts';
import { Room } from './room.tsx';
import type { Door, Hello } from './state.ts';
import { nameOf, say, sayDoing } from './text.ts';

/** The hall from above, the hero of the page: click somebody, something, or the floor. */
export function PlanView({ door, hello }: { door: Door; hello: Hello }) {
  const { state, ask, set } = door;
  const svg = useRef<SVGSVGElement>(null);
  const { plan } = hello.site;
  const sheet = useMemo(() => sheetOf(plan.outline, 0.95), [plan]);
  const followed = hello.story?.person ?? null;
  const clicked = (event: MouseEvent): void => {
    const place = metres(svg.current, event);
    if (place === null) return;
    if (state.tool === 'drop') ask({ do: 'drop', at: place, service: state.dropService, language: state.dropLanguage });
    else if (state.person !== null) ask({ do: 'move', id: state.person, to: place });
  };
  return (
    <svg
      ref={svg}
      class={`hall ${state.tool === 'drop' ? 'dropping' : state.person === null ? '' : 'walking'}`}
      viewBox={`${sheet.left} ${sheet.top} ${sheet.width} ${sheet.height}`}
      onClick={clicked}
      role="img"
      aria-label={`${say(state, 'plan')}: ${nameOf(state, hello.site.name)}`}
    >
      <clipPath id="hall-floor">
        <path d={`${line(plan.outline)}Z`} />
      </clipPath>
      <Room plan={plan} sheet={sheet} axis={say(state, 'northless')} />
      <Cones sensors={hello.sensors} firing={state.frame?.firing ?? []} chosen={state.device} />
      <Counters door={door} hello={hello} />
      {hello.devices.map((device) => (
        <DeviceMark key={device.id} door={door} device={device} />
      ))}
      {(state.frame?.people ?? []).map((person) => (
        <Person
          key={person.id}
          person={person}
          followed={person.id === followed}
          chosen={person.id === state.person}
          title={`${person.id}: ${sayDoing(state, person.intention)}; ${sayDoing(state, person.doing)}`}
          choose={() => {
            set({ person: person.id, tool: 'look', tab: 'visitor' });
            ask({ do: 'follow', id: person.id });
          }}
        />
      ))}
      {state.beliefsShown ? <Beliefs state={state} /> : null}
    </svg>
  );
}

const metres = (svg: SVGSVGElement | null, event: MouseEvent): Point | null => {
  const matrix = svg?.getScreenCTM();
  if (svg === null || matrix === null || matrix === undefined) return null;
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
  return { x: point.x, y: down(point.y) };
};

function Cones({
  sensors,
  firing,
  chosen,
}: {
  sensors: readonly PageSensor[];
  firing: readonly boolean[];
  chosen: string;
}) {
  return (
    <g class="cones" clip-path="url(#hall-floor)">
      {sensors.map((sensor, index) => (
        <path
          key={`${sensor.device}.${sensor.name}`}
          class={`cone ${sensor.port} ${(firing[index] ?? false) ? 'firing' : ''} ${sensor.device === chosen ? 'chosen' : ''}`}
          d={sector(sensor, sensor.headingRad, sensor.fieldOfViewRad, sensor.rangeM)}
        >
          <title>{`${sensor.device}.${sensor.name}, ${sensor.rangeM} m`}</title>
        </path>
      ))}
    </g>
  );
}

function Counters({ door, hello }: { door: Door; hello: Hello }) {
  const doing = door.state.frame?.counters ?? [];
  return (
    <g class="counters">
      {hello.site.plan.counters.map(({ id, at: place }) => {
        const now = doing.find((each) => each.id === id);
        const clerk = ahead(place, place.headingRad, -0.5);
        const name = say(door.state, 'counterName', { counter: id });
        return (
          <g key={id} class={`counter ${now?.doing ?? 'away'}`}>
            {now === undefined || now.doing === 'away' ? null : (
              <circle class="clerk" cx={clerk.x} cy={down(clerk.y)} r="0.2" />
            )}
            <text
              class={`name ${(now?.number ?? null) === null || name.length < 8 ? '' : 'long'}`}
              x={place.x - ((now?.number ?? null) === null ? 0 : 0.62)}
              y={down(place.y) + 0.12}
              text-anchor="middle"
            >
              {name}
            </text>
            {now?.sign === undefined || now.sign === null ? null : <Sign sign={now.sign} place={place} />}
            {now === undefined || now.number === null ? null : (
              <g class="tag" transform={`translate(${at({ x: place.x + 0.64, y: place.y })})`}>
                <rect x="-0.48" y="-0.2" width="0.96" height="0.4" rx="0.08" />
                <text y="0.12" text-anchor="middle">
                  {now.number}
                </text>
              </g>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** The LED sign that hangs over a counter, as people in the hall read it; drawn beside whoever stands before the counter. */
function Sign({ sign, place }: { sign: SignShows; place: Pose }) {
  const front = ahead(ahead(place, place.headingRad, 0.72), place.headingRad + Math.PI / 2, 0.95);
  const shown = { number: sign.kind === 'number' ? sign.number : '', idle: '––', paused: '· · ·', dark: '' }[sign.kind];
  return (
    <g class={`sign ${sign.kind}`} transform={`translate(${at(front)})`}>
      <rect x="-0.62" y="-0.21" width="1.24" height="0.42" rx="0.05" />
      <text y="0.13" text-anchor="middle">
        {shown}
      </text>
    </g>
  );
}

function DeviceMark({ door, device }: { door: Door; device: PageDevice }) {
  const { state, set } = door;
  const lamp = state.frame?.lamps.find((each) => each.device === device.id)?.state ?? 'off';
  const robot = device.profile === 'robot';
  // Behind it: people stand before it.
  const name = ahead({ x: 0, y: 0 }, device.place.headingRad, -0.85);
  return (
    <g
      class={`device ${state.device === device.id ? 'chosen' : ''} ${state.hello !== null && isOff(state.hello.faults, device.id) ? 'off' : ''}`}
      transform={`translate(${at(device.place)})`}
      onClick={(event) => {
        event.stopPropagation();
        set({ device: device.id });
      }}
    >
      <title>{`${device.id}, ${nameOf(state, device.placeName)}`}</title>
      <circle class="halo" r="0.62" />
      <g transform={`rotate(${turned(device.place.headingRad)})`}>
        {robot ? (
          <circle class="body" r="0.3" />
        ) : (
          <rect class="body" x="-0.22" y="-0.34" width="0.4" height="0.68" rx="0.06" />
        )}
        {robot ? <path class="glass" d="M0.17 -0.2Q0.34 0 0.17 0.2" /> : <path class="glass" d="M0.2 -0.27V0.27" />}
      </g>
      <circle class={`lamp ${lamp}`} r="0.1" />
      <text x={name.x} y={down(name.y) + 0.11} text-anchor="middle">
        {device.id}
      </text>
    </g>
  );
}

interface PersonProps {
  readonly person: PersonSnapshot;
  readonly followed: boolean;
  readonly chosen: boolean;
  readonly title: string;
  readonly choose: () => void;
}

/** A disc with a nose, where they have come from behind it, and their number once they know it. */
function Person({ person, followed, chosen, title, choose }: PersonProps) {
  const { x, y, headingRad, radiusM, trail, number, intention, doing } = person;
  const kind = intention === 'passes by' ? 'passer' : 'visitor';
  // At a counter the desk says the number.
  const tag = doing.startsWith('at counter') ? null : number;
  return (
    <g
      class={`person ${kind} ${followed ? 'followed' : ''} ${chosen ? 'chosen' : ''}`}
      onClick={(event) => {
        event.stopPropagation();
        choose();
      }}
    >
      <title>{title}</title>
      {trail.length > 1 ? <path class="trail" d={line([...trail, { x, y }])} /> : null}
      <g class="mover" style={{ transform: `translate(${x}px, ${down(y)}px)` }}>
        <circle class="grasp" r="0.5" />
        {followed || chosen ? <circle class="ring" r={radiusM + 0.16} /> : null}
        <path
          class="nose"
          d={`M${radiusM + 0.14} 0L${radiusM * 0.7} ${radiusM * -0.6}V${radiusM * 0.6}Z`}
          transform={`rotate(${turned(headingRad)})`}
        />
        <circle class="disc" r={radiusM} />
        {tag === null ? null : (
          <g class="tag" transform={`translate(0 ${down(radiusM) - 0.36})`}>
            <rect x="-0.46" y="-0.2" width="0.92" height="0.4" rx="0.08" />
            <text y="0.12" text-anchor="middle">
              {tag}
            </text>
          </g>
        )}
      </g>
    </g>
  );
}
