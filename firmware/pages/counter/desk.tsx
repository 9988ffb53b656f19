import type { PictureTicket } from '../../../behaviours/hall/picture.ts';
import type { PadKey } from '../../../hal/ports/keypad.ts';
import type { StaffAct } from '../../staff-roles.ts';
import { CodeField } from './code-field.tsx';
import type { Door } from './door.ts';
import { capOf, padPanel, serviceName, type PadOption, type PadPanel } from './pad-options.ts';
import { ownCounter, waitingFor, wallNow } from './state.ts';
import { say, sayWord, spanText, type TextKey } from './text.ts';

/** A button that is also a key. */
export function KeyButton({ door, option, class: style = '' }: { door: Door; option: PadOption; class?: string }) {
  return (
    <button
      type="button"
      class={`key ${style} ${option.chosen ? 'on' : ''}`}
      disabled={!option.enabled}
      aria-keyshortcuts={option.cap}
      onClick={() => door.press(option.key)}
    >
      <kbd>{option.cap}</kbd>
      <span>{option.label}</span>
    </button>
  );
}

/** Whom this counter has before it, what may be done, and what came of the last key. */
export function Desk({ door }: { door: Door }) {
  const { state } = door;
  const panel = padPanel(state);
  return (
    <section class="desk">
      <Current door={door} />
      <Dossier door={door} />
      {panel === null ? <Keys door={door} /> : <Panel door={door} panel={panel} />}
      <NoticeLine door={door} />
    </section>
  );
}

export function NoticeLine({ door: { state, link } }: { door: Door }) {
  const { notice, language } = state;
  const text = link.sending ? say(language, 'sending') : (notice?.text[language] ?? '');
  return (
    <p class={`notice ${link.sending ? 'busy' : (notice?.tone ?? '')}`} role="status" aria-live="polite">
      {text}
    </p>
  );
}

function Current({ door: { state } }: { door: Door }) {
  const { language } = state;
  const counter = ownCounter(state);
  const current = counter?.current ?? null;
  const label =
    counter === null || counter.state === 'open'
      ? say(language, current === null ? 'nobody' : current.phase === 'serving' ? 'serving' : 'called')
      : `${say(language, counter.state)}${counter.reason === '' ? '' : ` – ${sayWord(language, counter.reason)}`}`;
  return (
    <div class={`current ${current?.phase ?? 'nobody'}`}>
      <p class="label">{label}</p>
      <p class="number">{current?.number ?? '–'}</p>
      <p class="service">{current === null ? '' : serviceName(state, current.service)}</p>
      <p class="facts">{current === null ? '' : factsOf(state, current)}</p>
      <p class="count">
        <strong>{waitingFor(state)}</strong> {say(language, 'waitingFor')}
      </p>
    </div>
  );
}

/** Ties papers to whoever is at the counter; the code goes to the city and stays in no book of the hall. */
function Dossier({ door }: { door: Door }) {
  const { state } = door;
  const { language, may } = state;
  const current = ownCounter(state)?.current ?? null;
  if (current === null || !may.has('dossier')) return null;
  const { dossier, number } = current;
  return (
    <div class="dossier">
      <CodeField
        key={number}
        class="wide"
        label={say(language, 'dossierCode')}
        hint={say(language, 'dossierHint')}
        longest={60}
        button={say(language, 'dossierTie')}
        send={(code, done) => door.wish({ name: 'dossier', number, code }, done)}
      />
      {dossier ? <em>✓ {say(language, 'dossierTied')}</em> : null}
    </div>
  );
}

function factsOf(state: Door['state'], ticket: PictureTicket): string {
  const { language } = state;
  const wall = wallNow(state);
  const facts: string[] = [];
  if (ticket.priority !== null)
    facts.push(
      ticket.confirmed
        ? sayWord(language, ticket.priority)
        : `${sayWord(language, ticket.priority)} (${say(language, 'unconfirmed')})`,
    );
  if (ticket.phase === 'called') facts.push(say(language, 'callsMade', { count: ticket.calls }));
  if (ticket.arrivedWall !== null && ticket.phase === 'serving')
    facts.push(say(language, 'sinceArrived', { time: spanText(wall - ticket.arrivedWall) }));
  else if (ticket.calledWall !== null)
    facts.push(say(language, 'sinceCalled', { time: spanText(wall - ticket.calledWall) }));
  if (ticket.further.length > 0) facts.push(say(language, 'further', { count: ticket.further.length }));
  if (ticket.apart) facts.push(say(language, 'apart'));
  return facts.join(' · ');
}

const homeKeys: readonly (readonly [PadKey, TextKey, StaffAct])[] = [
  ['enter', 'next', 'next'],
  ['plus', 'recall', 'recall'],
  ['times', 'arrived', 'arrived'],
  ['minus', 'noShow', 'no-show'],
  ['point', 'finish', 'finish'],
];

function Keys({ door }: { door: Door }) {
  const { language, may } = door.state;
  return (
    <div class="keys">
      {homeKeys.map(([key, text, act]) => (
        <KeyButton
          key={key}
          door={door}
          class={key === 'enter' ? 'primary' : ''}
          option={{ key, cap: capOf(key), label: say(language, text), enabled: may.has(act), chosen: false }}
        />
      ))}
      <KeyButton
        door={door}
        option={{ key: 'divide', cap: '/', label: say(language, 'menu'), enabled: true, chosen: false }}
      />
      <p class="hint">
        <kbd>0–9</kbd> {say(language, 'digits')}
      </p>
    </div>
  );
}

function Panel({ door, panel }: { door: Door; panel: PadPanel }) {
  return (
    <div class="panel" role="group" aria-label={panel.title}>
      <h2 aria-live="polite">
        {panel.title}
        {panel.typed === null ? null : <output>{panel.typed === '' ? '_' : panel.typed}</output>}
      </h2>
      <div class="foot">
        {panel.foot.map((option) => (
          <KeyButton key={option.key} door={door} option={option} class="quiet" />
        ))}
      </div>
      <div class={`options ${panel.options.length > 5 ? 'two' : ''}`}>
        {panel.options.map((option) => (
          <KeyButton key={option.key} door={door} option={option} />
        ))}
      </div>
    </div>
  );
}
