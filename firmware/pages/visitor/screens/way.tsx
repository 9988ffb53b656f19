import type { Body } from '../../../../behaviours/reception/views.ts';
import { usePanel } from '../panel-context.ts';
import { PlanMap } from '../plan-map.tsx';
import { TileGrid } from '../tiles.tsx';

/** An arrow as seen by somebody who faces the screen: up is straight ahead, left is left. */
export function Arrow({ directionRad }: { directionRad: number }) {
  const turned = (-directionRad * 180) / Math.PI;
  return (
    <svg class="arrow" viewBox="0 0 100 100" aria-hidden="true">
      <circle cx="50" cy="50" r="48" />
      <path d="M50 82V24M26 46l24-24 24 24" transform={`rotate(${turned.toFixed(1)} 50 50)`} />
    </svg>
  );
}

/** Where to go: the arrow, the counter, the distance, and the way on the plan. */
export function WayScreen({ body }: { body: Extract<Body, { screen: 'way' }> }) {
  const { data, words } = usePanel();
  return (
    <div class="way-screen">
      <div class="way-head">
        <Arrow directionRad={body.way.directionRad} />
        <div class="way-words">
          <p class="way-number">
            {body.number} <span>{body.way.distanceText}</span>
          </p>
          <h1>{body.title}</h1>
          <p class="text">{body.way.words}</p>
        </div>
      </div>
      {data.plan === null ? (
        <div class="plan-place" />
      ) : (
        <div class="plan-place">
          <PlanMap plan={data.plan} way={body.way} here={words.here} />
        </div>
      )}
      <div class="answers">
        <TileGrid tiles={body.tiles} low />
      </div>
    </div>
  );
}
