import './style/rate.css';
import { render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { pageData } from '../shared/data.ts';
import { PanelLink } from '../shared/panel-link.ts';
import { RatingFace } from '../shared/rating-face.tsx';
import { rateAction, type RatePageData, type RateView } from './protocol.ts';

const data = pageData() as RatePageData & { readonly path: string; readonly version: string; readonly token: string }; // written by rate-page.ts of this build

const link = new PanelLink<RateView>(
  { socketPath: `${data.path}/socket`, pagePath: data.path, version: data.version, token: data.token },
  () => draw(),
);

const nameIn = (language: string): string => data.siteName[language] ?? data.siteName['vi'] ?? '';

function Question({ view }: { view: RateView }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever hears the screen instead of seeing it hears the question, then its answers one by one.
  useEffect(() => heading.current?.focus(), []);
  return (
    <main class="asking">
      <h1 ref={heading} tabIndex={-1}>
        {view.title}
      </h1>
      <ul>
        {view.levels.map(({ level, label }) => (
          <li key={level}>
            <button
              type="button"
              class={`level-${level}`}
              disabled={link.state.pending !== null}
              onClick={() => link.touch(rateAction(level))}
            >
              <RatingFace level={level} />
              <span>{label}</span>
            </button>
          </li>
        ))}
      </ul>
      <p>{view.text}</p>
    </main>
  );
}

function Page({ view }: { view: RateView }) {
  switch (view.phase) {
    case 'asking':
      return <Question view={view} />;
    case 'thanks':
      return (
        <main class="thanks">
          <RatingFace level={4} />
          <div role="status">
            <h1>{view.title}</h1>
          </div>
        </main>
      );
    case 'idle':
      return (
        <main class="idle">
          <p class="site">{nameIn(view.language)}</p>
          <h1>{view.title}</h1>
          <p>{view.text}</p>
          <p class="also">{view.alsoText}</p>
        </main>
      );
  }
}

function Alone() {
  return (
    <main class="idle">
      <p class="site">{nameIn('vi')}</p>
      <h1>{data.counter}</h1>
    </main>
  );
}

function draw(): void {
  // A page of before an update gives way to the new one between two visitors.
  if (link.outdated && link.state.connected && link.state.shown?.view.phase !== 'asking') location.reload();
  const { connected, shown } = link.state;
  document.documentElement.lang = shown?.view.language ?? 'vi';
  // Without a link nobody's answer would be taken: nothing is asked.
  if (shown === null || !connected) render(<Alone />, document.body);
  else render(<Page view={shown.view} />, document.body);
}

for (const [name, colour] of Object.entries(data.colours))
  document.documentElement.style.setProperty(`--${name.replace(/[A-Z]/g, '-$&').toLowerCase()}`, colour);
link.start();
draw();
