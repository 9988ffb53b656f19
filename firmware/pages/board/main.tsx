import './style/board.css';
import { render } from 'preact';
import { pageData } from '../shared/data.ts';
import { PanelLink } from '../shared/panel-link.ts';
import { boardColours } from './colours.ts';
import { layOutBoard, type BoardLayout } from './layout.ts';
import {
  drawnAction,
  oldAfterMs,
  type BoardCall,
  type BoardPageData,
  type BoardView,
  type BoardWords,
} from './protocol.ts';

const data = pageData() as BoardPageData & { readonly path: string; readonly version: string; readonly token: string }; // written by board-page.ts of this build

/** When the newest view came, by `performance.now()`; null: none has come. */
let came: { readonly at: number; readonly revision: number } | null = null;

const link = new PanelLink<BoardView>(
  { socketPath: `${data.path}/socket`, pagePath: data.path, version: data.version, token: data.token },
  () => {
    const { shown } = link.state;
    if (shown !== null && shown.revision !== came?.revision) {
      came = { at: performance.now(), revision: shown.revision };
      draw();
      // After the paint: whoever cannot paint says nothing, and is missed.
      requestAnimationFrame(() => requestAnimationFrame(() => link.touch(drawnAction)));
      return;
    }
    draw();
  },
);

/** An arrow that points up, turned; beside the number of the counter and never instead of it. */
function Arrow({ eighth }: { eighth: number }) {
  return (
    <svg class="arrow" viewBox="0 0 48 48" aria-hidden="true" style={{ transform: `rotate(${eighth * 45}deg)` }}>
      <path d="M24 42V8M9 22L24 7L39 22" />
    </svg>
  );
}

function CallLine({ call, words, fresh }: { call: BoardCall; words: BoardWords; fresh: boolean }) {
  const classes = ['call', fresh ? 'fresh' : '', call.over ? 'over' : ''].filter(Boolean).join(' ');
  return (
    <li class={classes} data-number={call.number}>
      <span class="digits">{call.number}</span>
      <span class="again">{call.call > 1 ? words.again : ''}</span>
      <span class="way">{call.eighth === null ? null : <Arrow eighth={call.eighth} />}</span>
      <span class="digits counter">{call.counter}</span>
    </li>
  );
}

/** The one of several that has its turn now; nothing moves, one gives way to the other. */
const byTurn = <T,>(list: readonly T[], turn: number): T | undefined => list[turn % Math.max(1, list.length)];

/** As few pages as hold all, about alike. */
function pagesOf<T>(list: readonly T[], most: number): readonly (readonly T[])[] {
  const pages = Math.max(1, Math.ceil(list.length / most));
  const each = Math.ceil(list.length / pages);
  return Array.from({ length: pages }, (_, page) => list.slice(page * each, (page + 1) * each));
}

function Board({ view, layout, turn, old }: { view: BoardView; layout: BoardLayout; turn: number; old: boolean }) {
  const words = byTurn(view.languages, turn);
  if (words === undefined) return null;
  const age = came === null ? 0 : performance.now() - came.at;
  // What concerns everybody takes the place of the oldest call.
  const calls = view.calls.slice(0, layout.rows - (old || words.alert !== '' ? 1 : 0));
  // Each notice is read in each language before the next, and so is each page of services.
  const page = Math.floor(turn / Math.max(1, view.languages.length));
  const notice = byTurn([...words.notices, words.order], page);
  const services = byTurn(pagesOf(words.services, layout.services), page) ?? [];
  return (
    <div class={`board ${layout.orientation} ${old ? 'old' : 'current'}`} lang={words.tag}>
      <header>
        <h1>{data.siteName[words.tag] ?? data.siteName['en']}</h1>
        <p class="clock">{old ? '' : view.clock}</p>
      </header>
      {old ? (
        <p class="alarm" role="alert">
          {words.old}
        </p>
      ) : words.alert === '' ? null : (
        <p class="alarm">{words.alert}</p>
      )}
      <main>
        <section class="calls" aria-live="polite">
          <p class="columns">
            <span>{words.number}</span>
            <span />
            <span />
            <span class="counter">{words.counter}</span>
          </p>
          {calls.length === 0 ? <p class="none">{words.none}</p> : null}
          <ol>
            {calls.map((call) => (
              <CallLine
                key={`${call.number} ${call.counter}`}
                call={call}
                words={words}
                fresh={!old && !call.over && call.ageMs + age < view.highlightMs}
              />
            ))}
          </ol>
        </section>
        <section class="waiting">
          <h2>
            <span>{words.waiting}</span>
            <span>{words.wait}</span>
          </h2>
          <ul>
            {services.map(({ name, people, wait }) => (
              <li key={name}>
                <span class="service">{name}</span>
                <span class="people">{people}</span>
                <span class="wait">{wait}</span>
              </li>
            ))}
          </ul>
        </section>
      </main>
      <footer>
        <p class="notice">{notice}</p>
        <p class="day">{words.day}</p>
      </footer>
    </div>
  );
}

function dress(layout: BoardLayout, language: string): void {
  const root = document.documentElement;
  const set = (name: string, value: string): void => root.style.setProperty(name, value);
  const mm = (length: number): string => `${(length * layout.pxPerMm).toFixed(3)}px`;
  // One rem is one centimetre of glass.
  set('font-size', mm(10));
  set('--width', mm(data.panel.widthMm));
  set('--height', mm(data.panel.heightMm));
  for (const name of ['number', 'text', 'small', 'edge', 'row', 'service', 'head', 'columns', 'foot'] as const)
    set(`--${name}`, mm(layout[name]));
  for (const [name, colour] of Object.entries(boardColours(data)))
    set(`--${name.replace(/[A-Z]/g, '-$&').toLowerCase()}`, colour);
  root.classList.toggle('dark', data.theme === 'dark');
  root.lang = language;
}

function draw(): void {
  const view = link.state.shown?.view ?? null;
  const layout = layOutBoard(data.panel, { width: window.innerWidth, height: window.innerHeight });
  const turn = Math.floor(performance.now() / data.turnMs);
  dress(layout, byTurn(data.languages, turn) ?? 'vi');
  // A page of before an update gives way to the new one between two calls.
  if (link.outdated && link.state.connected) location.reload();
  if (view === null) render(<div class={`board bare ${layout.orientation}`} />, document.body);
  else {
    const old = !view.alive || came === null || performance.now() - came.at > oldAfterMs;
    render(<Board view={view} layout={layout} turn={turn} old={old} />, document.body);
  }
}

window.addEventListener('resize', draw);
// Time alone ends a highlight, gives the next language its turn, and makes news old.
window.setInterval(draw, 500);
link.start();
draw();
