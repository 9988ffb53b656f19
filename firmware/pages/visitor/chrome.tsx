import { repairWords } from '../../../config/languages/messages/repair.ts';
import type { Banner, ScreenName, View, Waiting } from '../../../behaviours/reception/views.ts';
import { RobotFace } from './face.tsx';
import type { PageIcon } from './icon-paths.ts';
import { Pictogram } from './icon.tsx';
import { usePanel } from './panel-context.ts';
import { SiteMark } from './screens/calm.tsx';
import { Arrow } from './screens/way.tsx';
import type { StaffCorner } from './staff.tsx';

/** What lies over the head of the page, the most urgent first; never more than one, so nothing below it moves. */
export type Strip =
  | { readonly kind: 'refused' | 'away'; readonly text: string }
  | { readonly kind: 'banner'; readonly banner: Banner }
  | { readonly kind: 'caption'; readonly text: string }
  | { readonly kind: 'none' };

/** Where the middle shows the face, the head does not repeat it. */
const hasLargeFace: readonly ScreenName[] = ['asleep', 'notice', 'invite', 'thanks'];

export function Head({ view, strip }: { view: View; strip: Strip }) {
  const { data, language } = usePanel();
  const name = data.siteName[language] ?? data.siteName['en'] ?? '';
  return (
    <header class={`head ${strip.kind} ${view.waiting === null ? '' : 'waits'}`}>
      {strip.kind !== 'none' || view.body.screen === 'asleep' ? null : (
        <div class="site">
          {view.face === null || hasLargeFace.includes(view.body.screen) ? (
            <SiteMark />
          ) : (
            <RobotFace face={view.face} small />
          )}
          <span>{name}</span>
        </div>
      )}
      <div class="live" role="status">
        {view.waiting === null ? null : <WaitingLine waiting={view.waiting} />}
        {strip.kind === 'caption' ? <StripLine icon="speaking" text={strip.text} /> : null}
        {strip.kind === 'away' ? <StripLine icon="away" text={strip.text} /> : null}
        {strip.kind === 'banner' ? <CallBanner banner={strip.banner} /> : null}
      </div>
      <div class="live" role="alert">
        {strip.kind === 'refused' ? <StripLine icon="no" text={strip.text} /> : null}
      </div>
    </header>
  );
}

function StripLine({ icon, text }: { icon: PageIcon; text: string }) {
  return (
    <p class="strip">
      <Pictogram name={icon} />
      <span>{text}</span>
    </p>
  );
}

/** A call of the hall: number, counter, and which way. */
function CallBanner({ banner }: { banner: Banner }) {
  return (
    <div class="strip call">
      <strong class="call-number">{banner.number}</strong>
      <span class="call-text">{banner.text}</span>
      <Arrow directionRad={banner.directionRad} />
    </div>
  );
}

/** What does not work now, in the visitor's terms. */
export function Notes({
  notes,
  sensors,
  staff,
}: {
  notes: readonly string[];
  sensors: string;
  staff: StaffCorner | null;
}) {
  const codes = staff?.word.faults.map(({ code }) => code) ?? [];
  if (notes.length === 0 && sensors === '' && codes.length === 0) return null;
  return (
    <aside class="notes">
      <ul>
        {notes.map((note) => (
          <li key={note}>
            <Pictogram name="note" />
            <span>{note}</span>
          </li>
        ))}
        {codes.length === 0 ? null : (
          <li class="codes">
            <button
              type="button"
              onClick={(event) => {
                event.stopPropagation();
                staff?.show(true);
              }}
            >
              {repairWords.faultCode.vi} · {repairWords.faultCode.en}: {[...new Set(codes)].join(', ')}
            </button>
          </li>
        )}
        {sensors === '' ? null : (
          <li class="sensors">
            <Pictogram name="eye-off" />
            <span>{sensors}</span>
          </li>
        )}
      </ul>
    </aside>
  );
}

/** For who stands behind the visitor: that they are seen, in large type at the top, where they look over the visitor's shoulder. */
function WaitingLine({ waiting }: { waiting: Waiting }) {
  return (
    <p class="waiting-line">
      <Pictogram name="people" />
      <span>
        {waiting.text}
        {waiting.count === '' ? null : <em> {waiting.count}</em>}
      </span>
    </p>
  );
}

/** The controls, always all their places: what is not offered leaves its place empty, so none ever moves. */
export function Controls({ view }: { view: View }) {
  const { chrome } = view;
  const { layout } = usePanel();
  const controls: readonly { action: string; label: string | null; icon: PageIcon; on?: boolean }[] = [
    { action: 'chrome.back', label: chrome.backButton, icon: 'back' },
    { action: 'chrome.language', label: chrome.languageButton, icon: 'language' },
    { action: 'chrome.larger', label: chrome.largerButton, icon: 'larger', on: chrome.easy },
    ...(layout.canLower
      ? [{ action: 'chrome.low', label: chrome.lowButton, icon: 'lower' as const, on: chrome.low }]
      : []),
    { action: 'chrome.listen', label: chrome.listenButton, icon: 'listen' },
    { action: 'chrome.help', label: chrome.helpButton, icon: 'help' },
  ];
  return (
    <nav class={`controls ${layout.canLower ? 'six' : ''}`} aria-label={chrome.languageButton}>
      {controls.map(({ action, label, icon, on }) =>
        label === null || !view.actions.includes(action) ? (
          <span key={action} class="no-control" />
        ) : (
          <Control key={action} action={action} label={label} icon={icon} {...(on === undefined ? {} : { on })} />
        ),
      )}
    </nav>
  );
}

function Control({ action, label, icon, on }: { action: string; label: string; icon: PageIcon; on?: boolean }) {
  const { touch, pending, keyOf } = usePanel();
  const key = keyOf(action);
  return (
    <button
      type="button"
      class={`control ${on === true ? 'on' : ''} ${pending === action ? 'pressed' : ''} ${key === null ? '' : 'keyed'}`}
      data-action={action}
      onClick={() => touch(action)}
      {...(on === undefined ? {} : { 'aria-pressed': on })}
    >
      <Pictogram name={icon} />
      <span>{label}</span>
      {key === null ? null : <kbd class="key">{key}</kbd>}
    </button>
  );
}
