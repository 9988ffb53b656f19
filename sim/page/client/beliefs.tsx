import type { Milliseconds } from '../../../hal/units.ts';
import type { BeliefSnapshot } from '../protocol.ts';
import { at, down, line } from './geometry.ts';
import { beliefKey, type State } from './state.ts';
import { rungTexts, say } from './text.ts';

const ruleTexts = { stop: 'whyStop', model: 'whyModel', hastened: 'whyHastened', patience: 'whyPatience' } as const;

/** How long it is said beside a person that they were just greeted. */
const freshMs: Milliseconds = 7_000;
/** The ring on which the intention is drawn, and where somebody will be if they go on. */
const ring = 0.5;
const aheadS = 0.8;

/** Why somebody was greeted: `đứng 0.7 s · ở 0.65 m · khả năng 83 %`. */
export const greetedWhy = (
  state: Pick<State, 'language'>,
  why: NonNullable<BeliefSnapshot['greeted']>['why'],
): string =>
  [
    say(state, ruleTexts[why.rule], { s: (why.stoodMs / 1000).toFixed(1) }),
    ...(why.distanceM === null ? [] : [say(state, 'whyAt', { m: why.distanceM.toFixed(2) })]),
    ...(why.intent === null ? [] : [say(state, 'whyIntent', { p: String(Math.round(why.intent * 100)) })]),
  ].join(' · ');

/** A part of a circle, clockwise from the top. */
const arc = (radius: number, share: number): string => {
  const turn = Math.min(0.9999, Math.max(0, share)) * 2 * Math.PI;
  const [x, y] = [Math.sin(turn) * radius, down(Math.cos(turn)) * radius];
  return `M0 ${down(radius)}A${radius} ${radius} 0 ${turn > Math.PI ? 1 : 0} 1 ${x.toFixed(3)} ${y.toFixed(3)}`;
};

/** What devices believe, over what is true: of the chosen device with its thoughts, of the others only where they see somebody. */
export function Beliefs({ state }: { state: State }) {
  const { frame, device, beliefTrails } = state;
  const now = frame?.time.now ?? 0;
  return (
    <g class="beliefs">
      {(frame?.beliefs ?? []).map((belief) => {
        const key = beliefKey(belief);
        const trail = [...(beliefTrails.get(key) ?? []), belief];
        const chosen = belief.device === device;
        return (
          <g
            key={key}
            class={`belief ${belief.rung ?? 'aware'} ${belief.seen ? '' : 'unseen'} ${chosen ? 'chosen' : ''}`}
          >
            {chosen && trail.length > 1 ? <path class="way" d={line(trail)} /> : null}
            <g class="mover" style={{ transform: `translate(${belief.x}px, ${down(belief.y)}px)` }}>
              <circle class="spread" r={Math.max(0.1, belief.sigmaM * 2)} />
              {chosen ? <Thought state={state} belief={belief} now={now} /> : null}
            </g>
          </g>
        );
      })}
    </g>
  );
}

function Thought({ state, belief, now }: { state: State; belief: BeliefSnapshot; now: Milliseconds }) {
  const { vx, vy, intent, rung, greeted, id } = belief;
  const speed = Math.sqrt(vx * vx + vy * vy);
  const label = `p${id}${rung === null ? '' : ` ${say(state, rungTexts[rung])}`}`;
  const fresh = greeted !== null && now - greeted.at < freshMs;
  return (
    <>
      {speed > 0.25 ? <path class="going" d={`M0 0L${at({ x: vx * aheadS, y: vy * aheadS })}`} /> : null}
      <circle class="ring" r={ring} />
      {intent === null ? null : <path class="intent" d={arc(ring, intent)} />}
      {rung === null || rung === 'aware' ? null : <Callout y={0.78} text={label} kind="label" />}
      {fresh ? (
        <Callout y={1.28} text={say(state, 'greetedNow', { why: greetedWhy(state, greeted.why) })} kind="because" />
      ) : null}
    </>
  );
}

/** Words on a ground of their own; so wide as their characters usually are. */
function Callout({ y, text, kind }: { y: number; text: string; kind: 'label' | 'because' }) {
  const size = kind === 'label' ? 0.27 : 0.3;
  const width = text.length * size * 0.54 + 0.3;
  return (
    <g class={`callout ${kind}`} transform={`translate(0 ${y})`}>
      <rect x={0 - width / 2} y={0 - size * 0.85} width={width} height={size * 1.7} rx={size * 0.4} />
      <text y={size * 0.36} text-anchor="middle" style={{ fontSize: `${size}px` }}>
        {text}
      </text>
    </g>
  );
}
