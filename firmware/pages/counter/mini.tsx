import type { PadKey } from '../../../hal/ports/keypad.ts';
import type { Door } from './door.ts';
import { capOf, padPanel } from './pad-options.ts';
import { KeyButton, NoticeLine } from './desk.tsx';
import { ownCounter, waitingFor } from './state.ts';
import { say, type TextKey } from './text.ts';

/** What stays on top of another program: number, next, recall, who waits. All keys of the pad work here as well. */
export function Mini({ door }: { door: Door }) {
  const { state, link } = door;
  const { language, may, seat } = state;
  const current = ownCounter(state)?.current ?? null;
  const panel = padPanel(state);
  const key = (pad: PadKey, text: TextKey, enabled: boolean, style = '') => (
    <KeyButton
      door={door}
      class={style}
      option={{ key: pad, cap: capOf(pad), label: say(language, text), enabled, chosen: false }}
    />
  );
  return (
    <main class={`mini ${link.phase} ${panel === null ? '' : 'choosing'}`}>
      <div class="head">
        <h1>{seat.at === 'counter' ? say(language, 'counter', { id: seat.id }) : say(language, 'noCounter')}</h1>
        <span class="count">
          <strong>{waitingFor(state)}</strong> {say(language, 'waiting').toLowerCase()}
        </span>
      </div>
      {panel === null ? (
        <>
          <p class="number" aria-live="polite">
            {current?.number ?? '–'}
          </p>
          <div class="keys">
            {key('enter', 'next', may.has('next'), 'primary')}
            {key('plus', 'recall', may.has('recall'))}
          </div>
        </>
      ) : (
        <div class="panel">
          <h2>
            {panel.title} <output>{panel.typed ?? ''}</output>
          </h2>
          <ul>
            {[...panel.options, ...panel.foot].map((option) => (
              <li key={option.key}>
                <kbd>{option.cap}</kbd> {option.label}
              </li>
            ))}
          </ul>
        </div>
      )}
      <NoticeLine door={door} />
    </main>
  );
}
