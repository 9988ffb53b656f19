import './style/repair.css';
import { render } from 'preact';
import { useState } from 'preact/hooks';
import { repairWords } from '../../../config/languages/messages/repair.ts';
import { pageData } from '../shared/data.ts';
import { QrCode } from '../visitor/qr.tsx';
import {
  statePath,
  takesOver,
  wishPath,
  type Both,
  type RepairFault,
  type RepairPart,
  type RepairState,
  type RepairWish,
} from './protocol.ts';

const data = pageData() as RepairState & { readonly version: string }; // written by repair-page.ts of this build
let state: RepairState = data;
let told: Both | null = null;
let touching = false;

const askMs = 700;

/** Vietnamese first, English below it. */
function Words({ text, values = {} }: { text: Both; values?: Record<string, string | number> }) {
  const fill = (words: string): string =>
    words.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
  return (
    <>
      <span lang="vi">{fill(text.vi)}</span>
      <span lang="en" class="also">
        {fill(text.en)}
      </span>
    </>
  );
}

const ask = async (wish: RepairWish): Promise<void> => {
  const answer = await fetch(wishPath, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wish),
  });
  const said = (await answer.json()) as RepairState & { readonly told: Both | null }; // our own server's
  if ('device' in said) state = said;
  told = said.told;
  draw();
};

/** `folded`: the code for the phone is shown when it is asked for, so that a list of faults stays a list. */
function Fault({ fault, folded }: { fault: RepairFault; folded: boolean }) {
  const code = <QrCode data={fault.qr} label={repairWords.scan.vi} />;
  return (
    <section class={`fault ${fault.serious ? 'serious' : 'warning'} ${folded ? 'folded' : ''}`}>
      {folded ? (
        <details>
          <summary>QR</summary>
          {code}
        </details>
      ) : (
        code
      )}
      <div>
        <p class="code">
          <Words text={repairWords.faultCode} /> <strong>{fault.code}</strong>
        </p>
        <p>
          <Words text={fault.needs} />
        </p>
        <p class="remedy">
          <Words text={fault.repair} />
        </p>
      </div>
    </section>
  );
}

function Pin({ done }: { done: () => void }) {
  const [pin, setPin] = useState('');
  const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
  return (
    <div class="pin" role="dialog" aria-label={repairWords.pin.vi}>
      <p>
        <Words text={repairWords.pin} />
      </p>
      <output>{'•'.repeat(pin.length)}</output>
      {told !== null && (
        <p class="told" role="alert">
          <Words text={told} />
        </p>
      )}
      <div class="keys">
        {keys.map((key) => (
          <button type="button" key={key} onClick={() => setPin((pin + key).slice(0, 12))}>
            {key}
          </button>
        ))}
        <button type="button" onClick={() => setPin('')}>
          <Words text={repairWords.erase} />
        </button>
        <button type="button" onClick={() => setPin(`${pin}0`.slice(0, 12))}>
          0
        </button>
        <button
          type="button"
          class="main"
          disabled={pin === ''}
          onClick={() => (setPin(''), void ask({ what: 'open', pin }))}
        >
          <Words text={repairWords.enter} />
        </button>
      </div>
      <button type="button" onClick={done}>
        <Words text={repairWords.back} />
      </button>
    </div>
  );
}

/** A stick that opens nothing says why for as long as it is plugged in. */
function StickRefused() {
  if (state.notice === null) return null;
  return (
    <p class="refused" role="alert">
      <strong>
        <Words text={repairWords.stickRefused} />
      </strong>
      <span>
        <Words text={state.notice} />
      </span>
    </p>
  );
}

/** What stands on the glass while nobody repairs: kind words for visitors, the fault for whoever is fetched. */
function Resting() {
  const [asked, setAsked] = useState(false);
  if (asked) return <Pin done={() => setAsked(false)} />;
  return (
    <main class="resting">
      <header>
        <h1>
          <Words text={repairWords.resting} />
        </h1>
        <p>
          <Words text={repairWords.elsewhere} />
        </p>
      </header>
      <StickRefused />
      <footer>
        <Fault fault={state.why} folded={false} />
        {state.againMin !== null && (
          <p class="again">
            <Words text={repairWords.triesAgain} values={{ minutes: state.againMin }} />
          </p>
        )}
        {state.watches && (
          <p class="again">
            <Words text={repairWords.watches} />
          </p>
        )}
        <button type="button" onClick={() => setAsked(true)}>
          <Words text={repairWords.open} />
        </button>
      </footer>
    </main>
  );
}

const tries = { print: repairWords.print, sound: repairWords.sound, light: repairWords.light, sign: repairWords.sign };

function Part({ part }: { part: RepairPart }) {
  return (
    <li class={part.state}>
      <code>{part.name}</code>
      {part.what !== 'listen' && (
        <button
          type="button"
          disabled={part.state === 'running'}
          onClick={() => void ask({ what: 'try', name: part.name })}
        >
          <Words text={tries[part.what]} />
        </button>
      )}
      <p aria-live="polite">
        {part.said !== null && part.said.vi === part.said.en ? (
          part.said.vi
        ) : (
          <Words text={part.said ?? { vi: '', en: '' }} />
        )}
        {part.said === null && part.what === 'listen' && <Words text={repairWords.nothingYet} />}
      </p>
    </li>
  );
}

/** Squares over the whole glass, each of which must feel a finger. */
function TouchGrid({ done }: { done: () => void }) {
  const [felt, setFelt] = useState<ReadonlySet<number>>(new Set());
  const count = 8 * 12;
  return (
    <div class="touch">
      <div class="grid">
        {Array.from({ length: count }, (_, at) => (
          <button
            type="button"
            key={at}
            aria-label={`${at + 1}`}
            class={felt.has(at) ? 'felt' : ''}
            onPointerDown={() => setFelt(new Set([...felt, at]))}
          />
        ))}
      </div>
      <p>
        <Words text={repairWords.touchHint} /> {felt.size}/{count}
      </p>
      <button type="button" onClick={done}>
        <Words text={repairWords.back} />
      </button>
    </div>
  );
}

function Menu() {
  if (touching) return <TouchGrid done={() => ((touching = false), draw())} />;
  const tried = state.parts.filter(({ what }) => what !== 'listen');
  const heard = state.parts.filter(({ what }) => what === 'listen');
  return (
    <main class="menu">
      <header>
        <h1>
          <Words text={repairWords.title} />
        </h1>
        <p>
          {state.device} · {state.site} · {state.at} · {state.version}
        </p>
      </header>
      <StickRefused />
      {told !== null && (
        <p class="told" role="alert">
          <Words text={told} />
        </p>
      )}
      <nav>
        <button type="button" disabled={state.looking} onClick={() => void ask({ what: 'look' })}>
          <Words text={state.looking ? repairWords.looking : repairWords.look} />
        </button>
        <button type="button" onClick={() => ((touching = true), draw())}>
          <Words text={repairWords.touch} />
        </button>
        <button type="button" onClick={() => void ask({ what: 'logs' })}>
          <Words text={repairWords.logs} />
        </button>
        <button type="button" class="main" disabled={state.restarting} onClick={() => void ask({ what: 'restart' })}>
          <Words text={state.restarting ? repairWords.restarting : repairWords.restart} />
        </button>
      </nav>
      {state.logsAsked && (
        <p class="told" role="status">
          <Words text={repairWords.logsAsked} />
        </p>
      )}
      <div class="columns">
        <section>
          <Fault fault={state.why} folded={true} />
          {state.faults.map((fault) => (
            <Fault key={`${fault.code} ${fault.needs.en}`} fault={fault} folded={true} />
          ))}
          {!state.looking && state.faults.length === 0 && (
            <p class="well">
              <Words text={repairWords.allWell} />
            </p>
          )}
        </section>
        <section>
          <ul>
            {tried.map((part) => (
              <Part key={part.name} part={part} />
            ))}
          </ul>
          {heard.length > 0 && (
            <h2>
              <Words text={repairWords.sensors} />
            </h2>
          )}
          <ul>
            {heard.map((part) => (
              <Part key={part.name} part={part} />
            ))}
          </ul>
        </section>
      </div>
    </main>
  );
}

function draw(): void {
  render(state.open ? <Menu /> : <Resting />, document.body);
}

/** Asks how things are; when the firmware that answers has another page here, it is the visitors' again. */
const follow = async (): Promise<void> => {
  try {
    const token = (await (await fetch('/token', { cache: 'no-store' })).json()) as {
      readonly pages: Record<string, string>;
    };
    if (!(token.pages['/'] ?? '').startsWith(takesOver)) return location.reload();
    state = (await (await fetch(statePath, { cache: 'no-store' })).json()) as RepairState; // our own server's
    if (state.home !== null) return location.replace(state.home);
    draw();
  } catch {
    // It is being started anew: asked again below.
  }
};
draw();
setInterval(() => void follow(), askMs);
