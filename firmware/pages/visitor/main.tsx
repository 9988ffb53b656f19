import './style/visitor.css';
import { render } from 'preact';
import { touchAnywhere, type ScreenName, type View } from '../../../behaviours/reception/views.ts';
import { pageData } from '../shared/data.ts';
import { PanelLink, type LinkState } from '../shared/panel-link.ts';
import { Controls, Head, Notes, type Strip } from './chrome.tsx';
import { layOut, type Layout } from './layout.ts';
import type { ServedData, VisitorPageData } from './page-data.ts';
import { paletteOf } from './palette.ts';
import { PanelProvider, type Panel } from './panel-context.ts';
import { AsleepScreen, AwayScreen, MessageScreen, TilePattern } from './screens/calm.tsx';
import { QuestionScreen } from './screens/question.tsx';
import { TicketScreen } from './screens/ticket.tsx';
import { CodeScreen } from './screens/code.tsx';
import { WayScreen } from './screens/way.tsx';
import { StaffCard, StaffCorner, StickNotice } from './staff.tsx';
import { ownWords } from './words.ts';

/** A link that comes back sooner is not worth a word. */
const quietMs = 1500;
/** After this somebody else stands here, to whom the last visitor's screen is nothing but wrong. */
const forgottenMs = 120_000;

const data = pageData() as VisitorPageData & ServedData; // written by visitor-page.ts of this build
const asked = new URLSearchParams(location.search).get('contrast');
const moreContrast = window.matchMedia('(prefers-contrast: more)').matches;
const highContrast = asked === 'high' || (asked === null && (data.contrast === 'high' || moreContrast));

const link = new PanelLink<View>(
  {
    socketPath: `${data.path === '/' ? '' : data.path}/socket`,
    pagePath: data.path,
    version: data.version,
    token: data.token,
  },
  () => draw(),
);

const staff = data.staffWord === null ? null : new StaffCorner(data.staffWord, () => draw());

/** Whether anything is said about the link: nothing while it is only a blink. */
const awayFor = (state: LinkState<View>): number =>
  state.lostAt === null ? 0 : Math.max(0, performance.now() - state.lostAt);

function stripOf(state: LinkState<View>, view: View): Strip {
  const words = ownWords(view.chrome.language);
  if (state.refused) return { kind: 'refused', text: words.notNow };
  if (awayFor(state) > quietMs) return { kind: 'away', text: view.chrome.awayText || words.away };
  if (view.banner !== null) return { kind: 'banner', banner: view.banner };
  if (view.caption !== '') return { kind: 'caption', text: view.caption };
  return { kind: 'none' };
}

function Middle({ view }: { view: View }) {
  const { body, face } = view;
  switch (body.screen) {
    case 'asleep':
      return <AsleepScreen face={face} />;
    case 'notice':
    case 'wait':
    case 'paused':
    case 'out-of-order':
    case 'thanks':
      return <MessageScreen body={body} face={face} />;
    case 'ticket':
      return <TicketScreen body={body} />;
    case 'way':
      return <WayScreen body={body} />;
    case 'code':
      return <CodeScreen body={body} />;
    case 'invite':
    case 'services':
    case 'priority':
    case 'help':
    case 'time':
    case 'language':
    case 'closed':
      return <QuestionScreen body={body} face={face} />;
  }
}

/** The sensors are named where somebody decides whether to come nearer. */
const namesSensors = (view: View): boolean => view.body.screen === 'asleep' || view.body.screen === 'invite';

/** Nothing is asked of anybody here, so the ground may have a pattern. */
const calm: readonly ScreenName[] = ['asleep', 'notice', 'invite', 'thanks'];

function Screen({ state, layout }: { state: LinkState<View>; layout: Layout }) {
  const view = state.shown?.view ?? null;
  const language = view?.chrome.language ?? data.languages[0] ?? 'vi';
  const panel: Panel = {
    data,
    layout,
    easy: view?.chrome.easy ?? false,
    language,
    words: ownWords(language),
    pending: state.pending,
    touch: (action) => link.touch(action),
    keyOf: (action) => view?.keys.find((bound) => bound.action === action && /^\d$/.test(bound.key))?.key ?? null,
  };
  const gone = view === null ? awayFor(state) > quietMs : awayFor(state) > forgottenMs;
  if (view === null || gone)
    return (
      <PanelProvider value={panel}>
        <main class={`screen bare ${layout.orientation}`}>{gone ? <AwayScreen /> : null}</main>
      </PanelProvider>
    );
  const anywhere = (event: MouseEvent): void => {
    const button = event.target instanceof Element && event.target.closest('button') !== null;
    if (!button && view.actions.includes(touchAnywhere)) link.touch(touchAnywhere);
  };
  const classes = [
    'screen',
    layout.orientation,
    view.body.screen,
    view.chrome.easy ? 'easy' : 'usual',
    layout.compact ? 'compact' : 'roomy',
    layout.narrow ? 'narrow' : 'broad',
    layout.heightMm < data.panel.heightMm ? 'low' : 'full',
    state.connected ? 'linked' : 'unlinked',
  ];
  return (
    <PanelProvider value={panel}>
      <div class={classes.join(' ')} data-screen={view.body.screen} onClick={anywhere}>
        {calm.includes(view.body.screen) ? <TilePattern /> : null}
        <Head view={view} strip={stripOf(state, view)} />
        <main class="middle" key={view.body.screen}>
          <Middle view={view} />
        </main>
        <Notes
          staff={staff}
          notes={view.chrome.notes}
          sensors={namesSensors(view) ? (data.sensors[language] ?? data.sensors['en'] ?? '') : ''}
        />
        <Controls view={view} />
        {staff === null ? null : <StickNotice word={staff.word} />}
        {staff === null ? null : <StaffCard corner={staff} />}
      </div>
    </PanelProvider>
  );
}

function dress(layout: Layout, language: string): void {
  const root = document.documentElement;
  const set = (name: string, value: string): void => root.style.setProperty(name, value);
  const mm = (length: number): string => `${(length * layout.pxPerMm).toFixed(3)}px`;
  // One rem is one centimetre of glass.
  set('font-size', mm(10));
  set('--panel-width', mm(data.panel.widthMm));
  set('--panel-height', mm(layout.heightMm));
  set('--above', mm(data.panel.heightMm - layout.heightMm));
  set('--base', mm(layout.base));
  set('--title', mm(layout.title));
  set('--target', mm(layout.target));
  set('--beyond-reach', mm(layout.heightMm - layout.reachTop));
  set('--below-reach', mm(layout.reachBottom));
  const palette = paletteOf(data.theme, highContrast);
  for (const [name, colour] of Object.entries(palette)) set(`--${name.replace(/[A-Z]/g, '-$&').toLowerCase()}`, colour);
  root.classList.toggle('high', highContrast);
  root.classList.toggle('lowered', layout.heightMm < data.panel.heightMm);
  root.lang = language;
}

function draw(): void {
  const view = link.state.shown?.view ?? null;
  const size = { width: window.innerWidth, height: window.innerHeight };
  const layout = layOut(data.panel, size, view?.chrome.easy ?? false, view?.chrome.low ?? false);
  dress(layout, view?.chrome.language ?? data.languages[0] ?? 'vi');
  // A page of before an update is changed for the new one when nobody would see it.
  if (link.outdated && link.state.connected && view?.body.screen === 'asleep') location.reload();
  render(<Screen state={link.state} layout={layout} />, document.body);
}

window.addEventListener('resize', draw);
// Time alone changes what is said about a lost link.
window.setInterval(() => {
  if (link.state.lostAt !== null) draw();
}, 500);
document.addEventListener('contextmenu', (event) => event.preventDefault());
link.start();
staff?.start();
draw();
