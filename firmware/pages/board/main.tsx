import './style/board.css';
import { render } from 'preact';
import { pageData } from '../shared/data.ts';
import { PanelLink } from '../shared/panel-link.ts';
import { boardColours } from './colours.ts';
import { counterSize, divideLine, layOutBoard, textWidth, type BoardLayout } from './layout.ts';
import { drawnAction, oldAfterMs, type BoardCall, type BoardPageData, type BoardView } from './protocol.ts';

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

function CallLine({ call, again, column, fresh }: { call: BoardCall; again: string; column: number; fresh: boolean }) {
  const classes = ['call', fresh ? 'fresh' : '', call.over ? 'over' : ''].filter(Boolean).join(' ');
  return (
    <li class={classes} data-number={call.number}>
      <span class="digits">{call.number}</span>
      <span class="again">{call.call > 1 ? again : ''}</span>
      <span class="way">{call.eighth === null ? null : <Arrow eighth={call.eighth} />}</span>
      <span class="digits counter">
        <span style={{ fontSize: `${counterSize(call.counter, column)}em` }}>{call.counter}</span>
      </span>
    </li>
  );
}

/** A text in which no line ends within a part of the day: `13:00–16:00` is read as one. */
function Unbroken({ text }: { text: string }) {
  return (
    <>
      {text
        .split(/(\d\d?:\d\d\S\d\d?:\d\d)/u)
        .map((part, index) => (index % 2 === 0 ? part : <span class="unbroken">{part}</span>))}
    </>
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
  const calls = view.calls.slice(0, layout.rows);
  // Each notice is read in each language before the next, and so is each page of services.
  const page = Math.floor(turn / Math.max(1, view.languages.length));
  const notice = byTurn([...words.notices, words.order], page);
  const line = divideLine(
    layout.line,
    calls.map(({ number }) => number),
    calls.map(({ counter }) => counter),
    againWidth(words.again) * (layout.small / layout.number),
  );
  const services = layout.services === 0 ? [] : (byTurn(pagesOf(words.services, layout.services), page) ?? []);
  return (
    <div
      class={`board ${layout.orientation} ${old ? 'old' : 'current'} ${layout.abreast === 2 ? 'abreast' : ''} ${services.length === 0 ? 'calls-only' : ''}`}
      lang={words.tag}
    >
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
        <section
          class="calls"
          aria-live="polite"
          style={{
            '--arrow-column': `${line.arrow}em`,
            '--counter-column': `${line.counter}em`,
          }}
        >
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
                again={line.again ? words.again : ''}
                column={line.counter}
                fresh={!old && !call.over && call.ageMs + age < view.highlightMs}
              />
            ))}
          </ol>
        </section>
        {services.length === 0 ? null : (
          <section class="waiting">
            <h2>
              {/* Where services stand side by side each column has its headings. */}
              {services.slice(0, layout.abreast).map(({ name }, index) => (
                <span key={name} aria-hidden={index > 0}>
                  <span>{words.waiting}</span>
                  <span>{words.wait}</span>
                </span>
              ))}
            </h2>
            <ul>
              {services.map(({ name, people, wait }) => (
                <li key={name} class={isLong(people, wait, layout) ? 'long' : ''}>
                  <span class="service">{name}</span>
                  <span class="people">{people}</span>
                  <span class="wait">{wait}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </main>
      {layout.foot === 0 ? null : (
        <footer>
          <p class="notice">{notice}</p>
          <p class="day">
            <Unbroken text={words.day} />
          </p>
        </footer>
      )}
    </div>
  );
}

/** The longest word of "called again" with the space around it; a line may end after every second ideograph. */
const againWidth = (again: string): number =>
  1.2 + 1.1 * Math.max(...again.split(' ').map((word) => textWidth(word) / (/[\u3040-\u9fff]/u.test(word) ? 2 : 1)));

/** Whether the figures of a service need two lines where two services stand side by side. */
const isLong = (people: string, wait: string, { abreast, serviceWidth, small }: BoardLayout): boolean =>
  abreast === 2 && wait !== '' && (textWidth(people) + textWidth(wait) + 0.6) * small > serviceWidth;

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

/** How high what concerns everybody was when it was last drawn, with its margin, in millimetres. */
let alarmMm = 0;
const alarmHeight = (pxPerMm: number): number => {
  const alarm = document.querySelector<HTMLElement>('.alarm');
  if (alarm === null) return 0;
  return (alarm.offsetHeight + Number.parseFloat(getComputedStyle(alarm).marginBottom)) / pxPerMm;
};

function draw(): void {
  const view = link.state.shown?.view ?? null;
  const turn = Math.floor(performance.now() / data.turnMs);
  // A page of before an update gives way to the new one between two calls.
  if (link.outdated && link.state.connected) location.reload();
  const old = view === null || !view.alive || came === null || performance.now() - came.at > oldAfterMs;
  // By the longest of all languages, so that nothing jumps when the next has its turn.
  const notice = Math.max(
    0,
    ...(view?.languages ?? []).flatMap(({ notices, order }) => [...notices, order].map(textWidth)),
  );
  // How many lines an alarm takes is known once it is drawn; then there is room for less beside it, or for more again.
  for (let again = 0; again < 2; again += 1) {
    const glass = { width: window.innerWidth, height: window.innerHeight };
    const layout = layOutBoard(data.panel, glass, { alarm: alarmMm, notice });
    dress(layout, byTurn(data.languages, turn) ?? 'vi');
    if (view === null) render(<div class={`board bare ${layout.orientation}`} />, document.body);
    else render(<Board view={view} layout={layout} turn={turn} old={old} />, document.body);
    const now = alarmHeight(layout.pxPerMm);
    if (Math.abs(now - alarmMm) < 0.5) break;
    alarmMm = now;
  }
}

window.addEventListener('resize', draw);
// Time alone ends a highlight, gives the next language its turn, and makes news old.
window.setInterval(draw, 500);
link.start();
draw();
