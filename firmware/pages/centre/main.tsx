import './style/centre.css';
import { render } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DayReport } from '../../../behaviours/hall/day-report.ts';
import { Bands } from './bands.tsx';
import { ArrivalsPlot, WaitsPlot, type Hours } from './plots.tsx';
import { mediaText } from '../../../config/languages/messages/hall-media.ts';
import type { ArchiveTrouble, CentreDay } from './protocol.ts';
import { SignIn } from './sign-in.tsx';
import { colourOf, data, state } from './state.ts';
import { RolesTable, ServicesTable } from './tables.tsx';
import { Tiles } from './tiles.tsx';
import { besideDay, clockText, dayText, keepLanguage, nameOf, say, type Language } from './text.ts';

/** A day under way is asked for so often; a day that is over does not change. */
const askEveryMs = 15_000;

const redraw = (): void => {
  document.documentElement.lang = state.language;
  document.title = `${say(state.language, 'title')} – ${nameOf(state.language, data.siteName, '')}`;
  render(<CentrePage />, document.body);
};

let asking = 0;
const ask = async (): Promise<void> => {
  const mine = (asking += 1);
  const { asked } = state;
  const answer = await fetch(`${data.path}/day/${asked}.json`).catch(() => null);
  const body = answer?.ok === true ? ((await answer.json().catch(() => null)) as CentreDay | null) : null; // as centre-page.ts of this build answers
  // Whoever has turned to another day meanwhile does not want this one.
  if (mine !== asking) return;
  state.signedOut = answer?.status === 401 || answer?.status === 403;
  const gone = answer?.status === 410 ? ((await answer.json().catch(() => null)) as ArchiveTrouble | null) : null; // as above
  state.archive = gone === null ? null : { ...gone, day: asked };
  if (gone !== null) {
    state.lostSince = null;
    redraw();
    return;
  }
  if (body === null) {
    const now = new Date();
    if (!state.signedOut) state.lostSince ??= clockText(now.getHours() * 60 + now.getMinutes());
  } else {
    state.shown = body;
    state.lostSince = null;
  }
  redraw();
};

const turnTo = (day: string): void => {
  state.asked = state.shown !== null && day === state.shown.today ? 'today' : day;
  location.hash = state.asked === 'today' ? '' : state.asked;
  void ask();
};

const speak = (language: Language): void => {
  state.language = language;
  keepLanguage(language);
  redraw();
};

const signOut = async (): Promise<void> => {
  await fetch(`${data.staffPath}/sign-out`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  }).catch(() => null);
  state.shown = null;
  void ask();
};

/** The hours that are drawn: all in which anything was, whole, and five at the least. */
const hoursOf = ({ arrivals, counters, untilMinute, waits }: DayReport): Hours => {
  const minutes = [
    ...arrivals.map(({ minute }) => minute),
    ...waits.map(({ minute }) => minute),
    ...counters.flatMap(({ bands }) => bands.flatMap(({ from, to }) => [from, to])),
    untilMinute,
  ].filter((minute) => minute > 0);
  const from = minutes.length === 0 ? 8 * 60 : Math.min(...minutes);
  const to = minutes.length === 0 ? 17 * 60 : Math.max(...minutes);
  const begin = Math.floor(from / 60) * 60;
  return { from: begin, to: Math.max(begin + 300, Math.ceil((to + 1) / 60) * 60) };
};

/** Why there is nothing to be drawn of a day. */
const noneText = (language: Language, { firstDay, report, today }: CentreDay): string => {
  const { day } = report;
  if (day > today) return say(language, 'notYet', { day: dayText(language, day) });
  if (day === today || firstDay === null) return say(language, day === today ? 'nothing' : 'noDays');
  if (day < firstDay) return say(language, 'beforeFirst', { first: dayText(language, firstDay) });
  return say(language, 'nobodyThen', { day: dayText(language, day) });
};

function Top({ shown, language }: { shown: CentreDay | null; language: Language }) {
  const day = state.archive?.day ?? shown?.report.day ?? '';
  return (
    <header class="top">
      <div>
        <p class="quiet">{nameOf(language, data.siteName, '')}</p>
        <h1>{say(language, 'title')}</h1>
      </div>
      {shown === null ? null : (
        <nav aria-label={say(language, 'day')}>
          <button type="button" aria-label={say(language, 'dayBefore')} onClick={() => turnTo(besideDay(day, -1))}>
            ‹
          </button>
          <label class="date">
            <span>{dayText(language, day)}</span>
            <input
              type="date"
              aria-label={say(language, 'day')}
              value={day}
              max={shown.today}
              onChange={(event) => event.currentTarget.value !== '' && turnTo(event.currentTarget.value)}
            />
          </label>
          <button
            type="button"
            aria-label={say(language, 'dayAfter')}
            disabled={day >= shown.today}
            onClick={() => turnTo(besideDay(day, 1))}
          >
            ›
          </button>
          <button type="button" class={day === shown.today ? 'on' : ''} onClick={() => turnTo(shown.today)}>
            {say(language, 'today')}
          </button>
        </nav>
      )}
      <div class="doing">
        {shown === null || state.archive !== null || shown.report.figures.issued === 0 ? null : (
          <>
            <a class="button" href={`${data.path}/day/${day}.csv`} download>
              {say(language, 'csv')}
            </a>
            <a class="button" href={`${data.path}/day/${day}.json`} download={`${day}.json`}>
              {say(language, 'json')}
            </a>
          </>
        )}
        <button type="button" onClick={() => speak(language === 'vi' ? 'en' : 'vi')}>
          {say(language, 'otherLanguage')}
        </button>
        <button type="button" onClick={() => void signOut()}>
          {say(language, 'signOut')}
        </button>
      </div>
    </header>
  );
}

/** A card whose drawing is as wide as the card is. */
function CountersCard({ report, hours, language }: { report: DayReport; hours: Hours; language: Language }) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useLayoutEffect(() => {
    const at = box.current;
    if (at === null) return undefined;
    const measure = (): void => setWidth(at.clientWidth);
    measure();
    const watching = new ResizeObserver(measure);
    watching.observe(at);
    return () => watching.disconnect();
  }, []);
  return (
    <section class="card">
      <h2>{say(language, 'counters')}</h2>
      <p class="legend">
        {(['busy', 'idle', 'paused', 'closed'] as const).map((state) => (
          <span key={state}>
            <i class={`band ${state}`} />
            {say(language, state)}
          </span>
        ))}
      </p>
      <div ref={box}>
        <Bands counters={report.counters} hours={hours} language={language} width={width} />
      </div>
    </section>
  );
}

function Day({ report, language }: { report: DayReport; language: Language }) {
  const hours = hoursOf(report);
  const active = data.services.filter(({ id }) => report.services.some((one) => one.id === id && one.issued > 0));
  const chosen = active.some(({ id }) => id === state.service) ? state.service : null;
  const points = report.waits.filter(({ service }) => chosen === null || service === chosen);
  const choose = (service: string | null): void => {
    state.service = service;
    redraw();
  };
  return (
    <main>
      <Tiles report={report} language={language} />
      <div class="plots">
        <section class="card">
          <h2>{say(language, 'arrivals', { minutes: report.stepMin })}</h2>
          <p class="legend">
            {active.map(({ id, name }) => (
              <span key={id}>
                <i style={{ background: colourOf(id) }} />
                {nameOf(language, name, id)}
              </span>
            ))}
          </p>
          <ArrivalsPlot
            arrivals={report.arrivals}
            services={active.map(({ id }) => ({ id, colour: colourOf(id) }))}
            stepMin={report.stepMin}
            hours={hours}
            unit={say(language, 'people')}
            label={say(language, 'arrivals', { minutes: report.stepMin })}
          />
        </section>
        <section class="card">
          <h2>{say(language, 'waits')}</h2>
          <div class="choice" role="group" aria-label={say(language, 'service')}>
            <button type="button" class={chosen === null ? 'on' : ''} onClick={() => choose(null)}>
              {say(language, 'allServices')}
            </button>
            {active.map(({ id, name, series }) => (
              <button
                key={id}
                type="button"
                class={chosen === id ? 'on' : ''}
                title={nameOf(language, name, id)}
                onClick={() => choose(id)}
              >
                <i style={{ background: colourOf(id) }} />
                {`${series} ${nameOf(language, name, id)}`}
              </button>
            ))}
          </div>
          <WaitsPlot
            points={points}
            colour={chosen === null ? '#7a2e1d' : colourOf(chosen)}
            band={chosen !== null}
            hours={hours}
            unit={say(language, 'minutes')}
            label={say(language, 'waits')}
          />
          <p class="quiet note">{say(language, chosen === null ? 'waitsHint' : 'bandHint')}</p>
        </section>
      </div>
      <CountersCard report={report} hours={hours} language={language} />
      <section class="card">
        <h2>{say(language, 'services')}</h2>
        <ServicesTable report={report} language={language} />
      </section>
      <section class="card">
        <h2>{say(language, 'roles')}</h2>
        <RolesTable report={report} language={language} />
        <p class="quiet note">{say(language, 'rolesHint')}</p>
      </section>
    </main>
  );
}

/** How the hall is told who is called, where something of it is wrong now. */
function Media({ shown, language }: { shown: CentreDay; language: Language }) {
  const text = mediaText(shown.troubles)?.[language] ?? null;
  return text === null ? null : (
    <p class="media" role="status">
      {text}
    </p>
  );
}

/** What is wrong with the machines of the site now: which, its code, and what to do. */
function Faults({ shown, language }: { shown: CentreDay; language: Language }) {
  return shown.faults.length === 0 ? null : (
    <ul class="faults" role="status">
      {shown.faults.map(({ code, device, needs, part, repair, state: how }) => (
        <li key={`${device} ${part} ${code}`} class={how}>
          <strong>{device}</strong> <code>{code}</code> {needs[language]} → {repair[language]}
        </li>
      ))}
    </ul>
  );
}

function CentrePage() {
  const { language, lostSince, shown, signedOut } = state;
  if (signedOut) return <SignIn language={language} done={() => void ask()} speak={speak} />;
  const { report } = shown ?? { report: null };
  return (
    <div class="page">
      <Top shown={shown} language={language} />
      {lostSince === null ? null : (
        <p class="warning" role="alert">
          {say(language, 'lost', { time: lostSince })}
        </p>
      )}
      {shown === null ? null : <Media shown={shown} language={language} />}
      {shown === null ? null : <Faults shown={shown} language={language} />}
      {state.archive !== null ? (
        <p class="waiting" role="alert">
          {say(language, state.archive.kind === 'absent' ? 'archiveAbsent' : 'archiveDamaged', {
            day: dayText(language, state.archive.day),
            file: state.archive.file,
          })}
        </p>
      ) : report === null || shown === null ? (
        <p class="waiting" role="status">
          {say(language, 'loading')}
        </p>
      ) : (
        <>
          {report.figures.issued === 0 ? null : (
            <p class="quiet asof">
              {say(language, 'asOf', { time: clockText(report.untilMinute) })}
              {report.closed ? ` · ${say(language, 'dayClosed')}` : ''}
            </p>
          )}
          {report.figures.issued === 0 ? (
            <p class="waiting" role="status">
              {noneText(language, shown)}
            </p>
          ) : (
            <Day report={report} language={language} />
          )}
        </>
      )}
    </div>
  );
}

window.setInterval(() => {
  if (!document.hidden && (state.asked === 'today' || state.shown === null)) void ask();
}, askEveryMs);
window.addEventListener('hashchange', () => {
  const day = location.hash.slice(1);
  if (/^\d{4}-\d{2}-\d{2}$/.test(day) && day !== state.asked) turnTo(day);
});
void ask();
redraw();
