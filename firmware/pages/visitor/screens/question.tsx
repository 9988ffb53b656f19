import { useEffect, useState } from 'preact/hooks';
import type { Body, Face } from '../../../../behaviours/reception/views.ts';
import { RobotFace } from '../face.tsx';
import { Figures } from '../figures.tsx';
import { Pictogram } from '../icon.tsx';
import { usePanel } from '../panel-context.ts';
import { SiteMark } from './calm.tsx';
import { TileGrid } from '../tiles.tsx';

type Question = Extract<Body, { screen: 'invite' | 'services' | 'priority' | 'help' | 'time' | 'language' | 'closed' }>;

/** One question and at most six answers. */
export function QuestionScreen({ body, face }: { body: Question; face: Face }) {
  const text = 'text' in body ? body.text : '';
  return (
    <div class={`question ${body.screen}`}>
      <div class="ask">
        {body.screen === 'time' ? <Countdown seconds={body.seconds} /> : null}
        {body.screen === 'invite' ? face === null ? <SiteMark /> : <RobotFace face={face} small={false} /> : null}
        {body.screen === 'closed' ? <Pictogram name="time" class="large" /> : null}
        <div class="ask-words">
          <h1>{body.title}</h1>
          {text === '' ? null : <p class="text">{text}</p>}
        </div>
      </div>
      <div class="answers">
        <TileGrid tiles={body.tiles} />
      </div>
    </div>
  );
}

/** Seconds left, in one place, with a ring that empties in steps. */
function Countdown({ seconds }: { seconds: number }) {
  const { words } = usePanel();
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const end = performance.now() + seconds * 1000;
    setLeft(seconds);
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((end - performance.now()) / 1000))), 250);
    return () => clearInterval(timer);
  }, [seconds]);
  const share = seconds === 0 ? 0 : left / seconds;
  const around = 2 * Math.PI * 44;
  return (
    <div class="countdown" role="timer" aria-label={`${left} ${words.seconds}`}>
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle class="track" cx="50" cy="50" r="44" />
        <circle
          class="left"
          cx="50"
          cy="50"
          r="44"
          stroke-dasharray={`${around * share} ${around}`}
          transform="rotate(-90 50 50)"
        />
      </svg>
      <span class="countdown-number" aria-hidden="true">
        <Figures text={String(left)} />
      </span>
    </div>
  );
}
