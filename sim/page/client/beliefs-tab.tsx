import type { BeliefSnapshot, Rung } from '../protocol.ts';
import { greetedWhy } from './beliefs.tsx';
import type { Door, Hello } from './state.ts';
import { clockText, rungTexts, say, sayWhy } from './text.ts';

/** The ladder from below; who waits or was served stands beside it. */
const steps: readonly Rung[] = ['aware', 'noticed', 'invited', 'stopped', 'engaged'];
const height: Readonly<Record<Rung, number>> = {
  aware: 0,
  noticed: 1,
  invited: 2,
  stopped: 3,
  engaged: 4,
  waiting: 2,
  served: 4,
};

/** Whom the chosen device believes to be before it, how far up the ladder they are, and why. */
export function BeliefsTab({ door, hello }: { door: Door; hello: Hello }) {
  const { state } = door;
  const { frame, device } = state;
  const believed = (frame?.beliefs ?? []).filter((belief) => belief.device === device);
  const sorted = [...believed].sort((a, b) => a.distanceM - b.distanceM);
  const counts = frame?.counts;
  return (
    <>
      <p class="quiet">
        <b>{device}</b> {say(state, 'beliefsHint')}.
      </p>
      <dl class="score">
        <Score label={say(state, 'countGreeted')} value={counts?.greeted ?? 0} fault={false} />
        <Score label={say(state, 'scoreError')} value={counts?.greetedInError ?? 0} fault />
        <Score label={say(state, 'scoreTwice')} value={counts?.greetedTwice ?? 0} fault />
        <Score label={say(state, 'scoreUnseen')} value={counts?.leftUnseen ?? 0} fault />
      </dl>
      {sorted.length === 0 ? <p class="quiet">{say(state, 'nobodyBelieved')}</p> : null}
      {sorted.map((belief) => (
        <BeliefCard key={belief.id} door={door} hello={hello} belief={belief} />
      ))}
    </>
  );
}

function Score({ label, value, fault }: { label: string; value: number; fault: boolean }) {
  return (
    <div class={fault && value > 0 ? 'wrong' : ''}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function BeliefCard({ door, hello, belief }: { door: Door; hello: Hello; belief: BeliefSnapshot }) {
  const { state } = door;
  const { id, rung, why, intent, distanceM, sigmaM, vx, vy, seen, greeted } = belief;
  const stands = rung ?? 'aware';
  const start = state.frame === null ? 0 : state.frame.time.wall - state.frame.time.now;
  const facts = [
    `${say(state, 'distance')} ${distanceM.toFixed(2)} m`,
    `${say(state, 'speedNow')} ${Math.sqrt(vx * vx + vy * vy).toFixed(1)} m/s`,
    `${say(state, 'unsure')} ±${(sigmaM * 2).toFixed(2)} m`,
    ...(seen ? [] : [say(state, 'unseenNow')]),
  ];
  return (
    <article class={`belief-card ${stands}`}>
      <header>
        <strong>p{id}</strong>
        <span class="rung">{say(state, rungTexts[stands])}</span>
      </header>
      <ol class="ladder" aria-hidden="true">
        {steps.map((step, index) => (
          <li key={step} class={index <= height[stands] ? 'on' : ''} />
        ))}
      </ol>
      <div class="intent">
        <span>{say(state, 'intent')}</span>
        {intent === null ? (
          <em>{say(state, 'notJudged')}</em>
        ) : (
          <>
            <meter min={0} max={1} value={intent} aria-label={say(state, 'intent')} />
            <b>{Math.round(intent * 100)} %</b>
          </>
        )}
      </div>
      <p class="facts">{facts.join(' · ')}</p>
      {why === '' ? null : <p class="why">{sayWhy(state, why)}</p>}
      {greeted === null ? null : (
        <p class="greeted">
          {say(state, 'greetedBecause', {
            time: clockText(start + greeted.at, hello.zoneOffsetMin),
            why: greetedWhy(state, greeted.why),
          })}
        </p>
      )}
    </article>
  );
}
