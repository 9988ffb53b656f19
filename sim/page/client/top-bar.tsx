import { SitePagesBar } from './site-pages-bar.tsx';
import type { Door } from './state.ts';
import { clockText, dayText, nameOf, say } from './text.ts';

const speeds = [1, 2, 5, 10, 30, 60, 300, 1000] as const;

/** What this is, what time it is there, and how fast it goes. */
export function TopBar({ door, pages }: { door: Door; pages: Readonly<Record<string, string>> }) {
  const { state, ask, set } = door;
  const { hello, frame } = state;
  const time = frame?.time;
  const lags = time !== undefined && time.playing && time.reached < time.speed * 0.9;
  return (
    <header class="top">
      <div class="brand">
        <h1>letan</h1>
        <span>{hello === null ? '' : nameOf(state, hello.site.name)}</span>
        <SitePagesBar door={door} pages={pages} />
      </div>
      <p class="tagline">{say(state, 'tagline')}</p>
      <div class="transport">
        <button
          type="button"
          class="play"
          onClick={() => ask(time?.playing === true ? { do: 'pause' } : { do: 'play' })}
          aria-label={say(state, time?.playing === true ? 'pause' : 'play')}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            {time?.playing === true ? <path d="M6 4h4v16H6zM14 4h4v16h-4z" /> : <path d="M6 3.500v17L20 12z" />}
          </svg>
          {say(state, time?.playing === true ? 'pause' : 'play')}
        </button>
        <button type="button" onClick={() => ask({ do: 'step', ms: 1000 })}>
          {say(state, 'step')}
        </button>
        <div class="speeds" role="group" aria-label={say(state, 'speed')}>
          {speeds.map((speed) => (
            <button
              key={speed}
              type="button"
              class={time?.speed === speed ? 'on' : ''}
              aria-pressed={time?.speed === speed}
              onClick={() => ask({ do: 'speed', speed })}
            >
              {speed}×
            </button>
          ))}
        </div>
        <div class="clock" title={say(state, 'clockHint')}>
          <strong>
            {time === undefined || hello === null ? '--:--:--' : clockText(time.wall, hello.zoneOffsetMin)}
          </strong>
          <span>
            {time === undefined || hello === null ? '' : dayText(time.wall, hello.zoneOffsetMin)}
            {lags ? ` · ${say(state, 'reached', { speed: time.reached.toFixed(time.reached < 10 ? 1 : 0) })}` : ''}
          </span>
        </div>
        <button
          type="button"
          class={state.soundOn ? 'on' : ''}
          title={say(state, 'soundFast')}
          onClick={() => set({ soundOn: !state.soundOn })}
        >
          {say(state, state.soundOn ? 'soundOff' : 'soundOn')}
        </button>
        <button type="button" class="tongue" onClick={() => set({ language: state.language === 'vi' ? 'en' : 'vi' })}>
          {say(state, 'otherLanguage')}
        </button>
      </div>
    </header>
  );
}
