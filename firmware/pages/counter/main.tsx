import './style/counter.css';
import { render } from 'preact';
import { counterTexts } from '../../../config/languages/messages/counter-page.ts';
import { refusalText } from '../../../config/languages/messages/counter-refusals.ts';
import { textWith, type StaffText } from '../../../config/languages/messages/wording.ts';
import type { PadKey } from '../../../hal/ports/keypad.ts';
import { padStep } from '../../desk/pad.ts';
import { hushWish, padHome } from '../../desk/pad-state.ts';
import { pageData } from '../shared/data.ts';
import { Choose, codeOf } from './choose.tsx';
import { CounterLink, type Outcome, type Wish } from './counter-link.ts';
import { Desk } from './desk.tsx';
import type { Door } from './door.ts';
import { hushKey, isTaken, padKeyOf } from './keys.ts';
import { List } from './list.tsx';
import { Mini } from './mini.tsx';
import type { CounterPageData } from './protocol.ts';
import { SignIn } from './sign-in.tsx';
import { openSmallWindow, type SmallWindow } from './small-window.ts';
import { firstState, keepSeat, ownCounter, padDesk, take, waitingFor, type Notice, type Seat } from './state.ts';
import { keepLanguage, say, type TextKey } from './text.ts';
import { Helps, Top, Warnings } from './top.tsx';

const data = pageData() as CounterPageData & { readonly path: string; readonly token: string }; // written by counter-page.ts of this build
const state = firstState(data);
/** Digits of the counter that is being chosen. */
let choosing = '';
let smallWindow: SmallWindow | null = null;

let drawing = false;
/** Once a frame at the most, however much comes. A page that nobody looks at is drawn all the same: its small window may be looked at. */
const redraw = (): void => {
  if (drawing) return;
  drawing = true;
  window.setTimeout(() => {
    drawing = false;
    document.documentElement.lang = state.language;
    document.title = titleNow();
    render(<CounterPage />, document.body);
    smallWindow?.draw(<Mini door={door} />);
  }, 0);
};

const titleNow = (): string => {
  if (link.phase === 'signed-out' || state.seat.at !== 'counter') return say(state.language, 'title');
  const number = ownCounter(state)?.current?.number ?? '–';
  return `${number} · ${waitingFor(state)} ${say(state.language, 'waiting').toLowerCase()} · ${say(state.language, 'counter', { id: state.seat.id })}`;
};

const link = new CounterLink(data.path, data.token, {
  heard: (message) => {
    if (!take(state, message, performance.now())) link.askPicture();
    redraw();
  },
  changed: redraw,
});

const notify = (tone: Notice['tone'], text: StaffText): void => {
  state.notice = { tone, text, at: performance.now() };
  redraw();
};

/** What a wish is called when it is done. */
const actTexts: Readonly<Partial<Record<Wish['name'], TextKey>>> = {
  next: 'next',
  recall: 'recall',
  arrived: 'arrived',
  'no-show': 'noShow',
  finish: 'finish',
  park: 'park',
  call: 'call',
  return: 'return',
  class: 'class',
  defer: 'defer',
  cancel: 'cancel',
  enter: 'enter',
  'walk-in': 'walkIn',
  'check-in': 'checkInDone',
  'cancel-booking': 'cancelBookingDone',
  dossier: 'dossierTied',
  'unmute-greetings': 'unmuteDone',
  extend: 'extend',
  open: 'openCounter',
  'pause-counter': 'pause',
  close: 'close',
  'close-day': 'closeDayDone',
  promote: 'promoteDone',
  'help-ask': 'help',
  'assistance-accept': 'accept',
  'assistance-done': 'helpDone',
};

/** `before`: who was at the counter when it was wished. */
const tell = (wish: Wish, outcome: Outcome, before: string | null): void => {
  switch (outcome.kind) {
    case 'done': {
      // Who was served is finished by it, and nobody came after them.
      if (wish.name === 'next' && outcome.number === before)
        return notify('good', textWith(counterTexts.finishedNobody, { number: outcome.number }));
      if (wish.name === 'mute-greetings')
        return notify('good', textWith(counterTexts.muteDone, { minutes: state.data.desk.muteMin }));
      const key =
        wish.name === 'transfer' ? (wish.to === null ? 'transferService' : 'transferCounter') : actTexts[wish.name];
      const act = counterTexts[key ?? 'done'];
      return notify(
        'good',
        outcome.number === '' ? act : textWith(counterTexts.doneNumber, { act, number: outcome.number }),
      );
    }
    case 'refused':
      return notify('bad', refusalText(outcome.refusal));
    case 'lost':
      return notify('bad', counterTexts.unknownOutcome);
    case 'unsent':
      return notify('bad', counterTexts.notSent);
  }
};

const wish = (made: Wish, done: () => void = () => undefined): void => {
  const before = ownCounter(state)?.current?.number ?? null;
  void link.wish(made).then((outcome) => {
    if (outcome.kind === 'done') done();
    tell(made, outcome, before);
  });
};

const hush = (): void => {
  if (state.may.has('mute-greetings') && !link.sending) wish(hushWish(state.mutedUntil !== null));
};

const press = (key: PadKey): void => {
  if (state.seat.at === 'unknown') return chooseBy(key);
  const desk = padDesk(state);
  if (desk === null) return;
  // Without a counter there is nobody to call: only numbers mean something.
  if (state.seat.at === 'none' && state.pad.at === 'home' && !/^\d$/.test(key)) return;
  const step = padStep(state.pad, key, desk);
  state.pad = step.state;
  state.notice = null;
  if (step.refused) notify('bad', refusalText({ kind: 'no-such-key' }));
  // One wish at a time: what the next key means depends on what came of the last.
  if (step.wish !== null && !link.sending) wish(step.wish);
  redraw();
};

const chooseBy = (key: PadKey): void => {
  const codes = data.desk.counters.map(({ id }, index) => codeOf(id, index));
  const chosen = data.desk.counters[codes.indexOf(choosing)];
  if (/^\d$/.test(key)) choosing = codes.some((code) => code.startsWith(choosing + key)) ? choosing + key : key;
  else if (key === 'enter' && chosen !== undefined) door.sit({ at: 'counter', id: chosen.id });
  else choosing = '';
  redraw();
};

const door: Door = {
  state,
  link,
  press,
  wish,
  hush,
  redraw,
  setPad: (pad) => {
    state.pad = pad;
    state.notice = null;
    redraw();
  },
  sit: (seat: Seat) => {
    state.seat = seat;
    state.pad = padHome;
    choosing = '';
    keepSeat(seat);
    redraw();
  },
  speak: (language) => {
    state.language = language;
    keepLanguage(language);
    redraw();
  },
  small: () =>
    void openSmallWindow(`${data.path}?small`, keyed, () => {
      smallWindow = null;
    }).then((opened) => {
      smallWindow = opened;
      redraw();
    }),
};

/** A number read aloud by letter, on keyboards that have letters. */
const lettered = (event: KeyboardEvent): boolean => {
  const letter = event.key.toUpperCase();
  const known = data.desk.services.some(({ series }) => series === letter) || data.desk.strip === letter;
  if (!known || event.ctrlKey || event.altKey || event.metaKey || state.pad.at !== 'home') return false;
  door.setPad({ at: 'number', typed: letter });
  return true;
};

const keyed = (event: KeyboardEvent): void => {
  if (link.phase === 'signed-out') return;
  if (event.key === hushKey && !event.repeat) {
    event.preventDefault();
    return hush();
  }
  if (isTaken(event)) return;
  const key = padKeyOf(event);
  if (event.key === 'Escape' && state.pad.at !== 'home') door.setPad(padHome);
  else if (key === null) {
    if (state.seat.at !== 'counter' || !lettered(event)) return;
  }
  // A key that is held down is one press.
  else if (!event.repeat) press(key);
  event.preventDefault();
};
window.addEventListener('keydown', keyed);
// A mouse leaves no focus behind, so that Enter stays the key that it is; who goes from button to button by Tab keeps theirs.
document.addEventListener('click', ({ detail }) => {
  const { activeElement } = document;
  if (detail > 0 && activeElement instanceof HTMLButtonElement) activeElement.blur();
});

const isSmall = (): boolean =>
  new URLSearchParams(location.search).has('small') || window.innerWidth <= 480 || window.innerHeight <= 320;
window.addEventListener('resize', redraw);

function CounterPage() {
  if (link.phase === 'signed-out') return <SignIn door={door} />;
  const { picture, seat, language } = state;
  if (picture === null)
    return (
      <main class="waiting">
        <p role="status">{say(language, link.phase === 'linked' ? 'notReady' : 'connecting')}</p>
      </main>
    );
  if (isSmall() && seat.at === 'counter') return <Mini door={door} />;
  return (
    <div class={`page ${link.phase}`}>
      <Top door={door} />
      <Warnings door={door} />
      <Helps door={door} />
      {seat.at === 'unknown' ? (
        <Choose door={door} typed={choosing} />
      ) : (
        <main class={seat.at === 'counter' ? 'hall' : 'hall alone'}>
          {seat.at === 'counter' || state.pad.at !== 'home' ? <Desk door={door} /> : null}
          <List door={door} picture={picture} />
        </main>
      )}
    </div>
  );
}

link.start();
redraw();
