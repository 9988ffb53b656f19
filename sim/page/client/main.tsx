import './style/sim-page.css';
import { render } from 'preact';
import { pageData } from '../../../firmware/pages/shared/data.ts';
import type { FromServer } from '../protocol.ts';
import { DevicesView } from './devices-view.tsx';
import { PlanView } from './plan-view.tsx';
import { RecordingBar } from './recording-bar.tsx';
import { ServerLink } from './server-link.ts';
import { SidePanel } from './side-panel.tsx';
import { Sounds } from './sounds.ts';
import { firstState, hear, type Door, type Hello, type State } from './state.ts';
import { StoryBar } from './story-bar.tsx';
import { say } from './text.ts';
import { Timeline } from './timeline.tsx';
import { TopBar } from './top-bar.tsx';

const served = pageData() as { readonly token: string }; // written by this build's server
const keptLanguage = 'letan.language';
const state: State = firstState(localStorage.getItem(keptLanguage) === 'en' ? 'en' : 'vi');
const sounds = new Sounds();

let drawing = false;
/** Once a frame at the most, however much comes. */
const redraw = (): void => {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    document.documentElement.lang = state.language;
    render(<SimPage door={door} />, document.body);
  });
};

const heard = (message: FromServer): void => {
  hear(state, message);
  if (message.type === 'sound' && state.soundOn && (state.frame?.time.speed ?? 1) <= 2) sounds.play(message.sound);
  if (message.type === 'hello') {
    link.send({ do: 'watch', device: state.device });
    link.send({ do: 'listen', on: state.soundOn });
  }
  redraw();
};

const link = new ServerLink(served.token, heard, (linked) => {
  state.linked = linked;
  redraw();
});

const door: Door = {
  state,
  ask: (request) => link.send(request),
  set: (change) => {
    Object.assign(state, change);
    if (change.language !== undefined) localStorage.setItem(keptLanguage, change.language);
    if (change.device !== undefined) link.send({ do: 'watch', device: change.device });
    if (change.soundOn !== undefined) link.send({ do: 'listen', on: change.soundOn });
    if (change.soundOn === false) sounds.silence();
    redraw();
  },
};

function SimPage({ door: given }: { door: Door }) {
  const { hello, failed, linked } = given.state;
  return (
    <>
      <TopBar door={given} pages={hello?.pages ?? {}} />
      {failed === null ? null : (
        <div class="trouble" role="alert">
          <strong>{say(given.state, 'failed')}</strong>
          <pre>{failed}</pre>
        </div>
      )}
      {hello === null || hello.recording === null ? null : <RecordingBar door={given} recording={hello.recording} />}
      {linked || hello === null ? null : (
        <div class="trouble" role="alert">
          {say(given.state, 'lost')}
        </div>
      )}
      {hello === null ? <p class="waiting">{say(given.state, 'waiting')}</p> : <Hall door={given} hello={hello} />}
    </>
  );
}

function Hall({ door: given, hello }: { door: Door; hello: Hello }) {
  return (
    <>
      <StoryBar door={given} />
      <main>
        <section class="plan">
          <Legend door={given} />
          <PlanView door={given} hello={hello} />
        </section>
        <DevicesView door={given} hello={hello} board={hello.pages['board'] ?? null} />
        <SidePanel door={given} hello={hello} />
      </main>
      <Timeline door={given} hello={hello} />
    </>
  );
}

function Legend({ door: { state: shown, set } }: { door: Door }) {
  const counts = shown.frame?.counts;
  return (
    <div class="legend">
      <button
        type="button"
        class={shown.tool === 'drop' ? 'on' : ''}
        onClick={() => set({ tool: shown.tool === 'drop' ? 'look' : 'drop', tab: 'visitor', person: null })}
      >
        {say(shown, 'drop')}
      </button>
      <label class="check">
        <input
          type="checkbox"
          checked={shown.beliefsShown}
          onChange={(event) => set({ beliefsShown: event.currentTarget.checked })}
        />
        {say(shown, 'showBeliefs')}
      </label>
      <span class="key visitor">{say(shown, 'legendPerson')}</span>
      <span class="key passer">{say(shown, 'legendPasser')}</span>
      <span class="key cone">{say(shown, 'legendCone')}</span>
      <dl class="counts">
        <Count label={say(shown, 'people')} value={shown.frame?.people.length ?? 0} />
        <Count label={say(shown, 'countGreeted')} value={counts?.greeted ?? 0} />
        <Count label={say(shown, 'countTickets')} value={counts?.tickets ?? 0} />
        <Count label={say(shown, 'countPrinted')} value={counts?.printed ?? 0} />
        <Count label={say(shown, 'countFinished')} value={counts?.finished ?? 0} />
      </dl>
    </div>
  );
}

function Count({ label, value }: { label: string; value: number }) {
  return (
    <div>
      <dd>{value}</dd>
      <dt>{label}</dt>
    </div>
  );
}

document.addEventListener('keydown', (event) => {
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
  if (event.key === ' ' && !(event.target instanceof HTMLButtonElement)) {
    event.preventDefault();
    door.ask(state.frame?.time.playing === true ? { do: 'pause' } : { do: 'play' });
  }
  if (event.key === '.') door.ask({ do: 'step', ms: 1000 });
  if (event.key === 'Escape') door.set({ tool: 'look', person: null, selectedMark: null });
});
redraw();
