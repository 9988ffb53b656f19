import './style/phone.css';
import { render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { PhoneButton, PhoneNow, PhoneShell, PhoneView } from '../../phone/view.ts';
import { Alarm } from './alarm.ts';
import { HallLink } from './link.ts';
import { PlanDrawing } from './plan.tsx';
import { Rating } from './rating.tsx';

/* One ticket on its holder's phone. All words come from the hall; what is here is where they stand and when they are loud. */

type FirstNow = PhoneNow & { readonly view: PhoneView };

/** Written into the document by this build's server. */
const written = (id: string): unknown => JSON.parse(document.getElementById(id)?.textContent ?? 'null');
const shell = written('shell') as PhoneShell;
const first = written('now') as FirstNow;

const kept = { language: 'letan.phone.language', larger: 'letan.phone.larger' } as const;
/** A browser that keeps nothing (private windows of old phones) is as good. */
const remember = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Chosen again next time.
  }
};
const remembered = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

interface PageState {
  now: FirstNow;
  linked: boolean;
  larger: boolean;
  choosing: boolean;
  /** What is to be confirmed. */
  asked: PhoneButton | null;
  /** What the hall answered to the last ask. */
  said: string;
  sending: boolean;
  /** What it answered to an opinion. */
  rated: string;
}

const state: PageState = {
  now: first,
  linked: true,
  larger: remembered(kept.larger) === 'yes',
  choosing: false,
  asked: null,
  said: '',
  sending: false,
  rated: '',
};

const alarm = new Alarm();
const page = document.getElementById('page');

const redraw = (): void => {
  const { view } = state.now;
  const root = document.documentElement;
  root.lang = view.language;
  root.className = `${view.mood}${state.larger ? ' larger' : ''}`;
  document.title = `${view.mood === 'called' ? '\u25cf ' : ''}${view.number} – ${view.headline}`;
  if (page !== null) render(<Ticket />, page);
};

const link = new HallLink({
  now: ({ view, asOf, againMs }) => {
    const before = state.now.view;
    state.now = { view: view ?? before, asOf, againMs };
    // An answer of a while ago says nothing of a ticket that has moved on.
    if (state.now.view.headline !== before.headline) state.said = '';
    alarm.hear(state.now.view);
    redraw();
  },
  linked: (linked) => {
    if (linked === state.linked) return;
    state.linked = linked;
    redraw();
  },
  gone: () => location.reload(),
});

const wish = async (button: PhoneButton): Promise<void> => {
  state.asked = null;
  state.sending = true;
  state.said = '';
  redraw();
  const done = await link.wish({ ask: button.ask });
  state.sending = false;
  state.said = done?.said ?? state.now.view.words.refused;
  redraw();
};

const rate = async (level: number): Promise<void> => {
  state.sending = true;
  redraw();
  const done = await link.wish({ ask: 'rate', level });
  state.sending = false;
  state.rated = done?.said ?? state.now.view.words.refused;
  redraw();
};

const speak = (language: string): void => {
  remember(kept.language, language);
  state.choosing = false;
  link.speak(language);
  redraw();
};

function Ticket() {
  const { view } = state.now;
  const { words } = view;
  const loud = view.mood === 'called';
  return (
    <>
      <TopBar />
      <main>
        <div class="number-line">
          <p class="label">{words.yourNumber}</p>
          <p class="number">{view.number}</p>
          {view.service === '' ? null : <p class="service">{view.service}</p>}
        </div>
        <section class="told" aria-live={loud ? 'assertive' : 'polite'} aria-atomic="true">
          <h1>{view.headline}</h1>
          {view.lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </section>
        {state.linked ? null : (
          <p class="lost" role="alert">
            {state.now.asOf === '' ? words.staleUnknown : words.stale.replace('{time}', state.now.asOf)}
          </p>
        )}
        <p class="said" role="status">
          {state.sending ? (state.linked ? '…' : words.unsent) : state.said}
        </p>
        {view.rating === null && state.rated === '' ? null : (
          <Rating rating={view.rating} said={state.rated} sending={state.sending} rate={(level) => void rate(level)} />
        )}
        {view.way === null ? null : (
          <section class="way">
            {view.way.words === '' ? null : <p>{view.way.words}</p>}
            <PlanDrawing plan={shell.plan} way={view.way} words={words} />
          </section>
        )}
        <Asks view={view} />
      </main>
      <footer>{state.now.asOf === '' ? '' : words.asOf.replace('{time}', state.now.asOf)}</footer>
      {state.asked === null ? null : <Confirm button={state.asked} />}
    </>
  );
}

function TopBar() {
  const { view } = state.now;
  const { words } = view;
  const own = shell.languages.find(({ tag }) => tag === view.language)?.ownName ?? view.language;
  return (
    <header>
      <p class="centre">{words.centre}</p>
      <div class="bar">
        <button
          type="button"
          class="language"
          aria-expanded={state.choosing}
          aria-label={`${words.language}: ${own}`}
          onClick={() => {
            state.choosing = !state.choosing;
            redraw();
          }}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <circle cx="12" cy="12" r="9" />
            <path d="M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18" />
          </svg>
          {own}
        </button>
        <button
          type="button"
          class="size"
          aria-pressed={state.larger}
          onClick={() => {
            state.larger = !state.larger;
            remember(kept.larger, state.larger ? 'yes' : 'no');
            redraw();
          }}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M2 19 7.5 6 13 19M4 15h7M14 19l4-9 4 9M15.3 16h5.4" />
          </svg>
          {state.larger ? words.smaller : words.larger}
        </button>
      </div>
      {state.choosing ? (
        <ul class="languages">
          {shell.languages.map(({ tag, ownName }) => (
            <li key={tag}>
              <button type="button" lang={tag} aria-pressed={tag === view.language} onClick={() => speak(tag)}>
                {ownName}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </header>
  );
}

function Asks({ view }: { view: PhoneView }) {
  const { words, mood, buttons } = view;
  const waits = mood === 'waiting' || mood === 'near' || mood === 'aside';
  return (
    <div class="asks">
      {waits && !alarm.on ? (
        <button
          type="button"
          class="alert"
          onClick={() => {
            void alarm.switchOn().then(redraw);
            redraw();
          }}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M12 3a6 6 0 0 0-6 6c0 6-2 7-2 8h16c0-1-2-2-2-8a6 6 0 0 0-6-6zM10 20a2 2 0 0 0 4 0" />
          </svg>
          {words.alert}
        </button>
      ) : null}
      {waits && alarm.on ? <p class="alert-is">{words.alertIs}</p> : null}
      {buttons.map((button) => (
        <button
          key={button.ask}
          type="button"
          class={button.ask}
          disabled={state.sending}
          onClick={() => {
            state.asked = button;
            redraw();
          }}
        >
          {button.label}
        </button>
      ))}
    </div>
  );
}

/** Nothing is done by one touch that fell on the wrong place. */
function Confirm({ button }: { button: PhoneButton }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = (): void => {
    state.asked = null;
    redraw();
  };
  return (
    <dialog ref={dialog} onCancel={close} aria-labelledby="question">
      <p id="question">{button.question}</p>
      <button type="button" class={`yes ${button.ask}`} onClick={() => void wish(button)}>
        {button.yes}
      </button>
      <button type="button" class="no" onClick={close}>
        {button.no}
      </button>
    </dialog>
  );
}

document.addEventListener('visibilitychange', () => void alarm.stayAwake());
link.start(first);
alarm.hear(first.view);
redraw();
const wanted = remembered(kept.language);
if (wanted !== null && wanted !== first.view.language && shell.languages.some(({ tag }) => tag === wanted))
  link.speak(wanted);
