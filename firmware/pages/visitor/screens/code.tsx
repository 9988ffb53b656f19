import type { Body } from '../../../../behaviours/reception/views.ts';
import { Figures } from '../figures.tsx';
import { Pictogram } from '../icon.tsx';
import { usePanel } from '../panel-context.ts';
import { TileGrid } from '../tiles.tsx';

type Code = Extract<Body, { screen: 'code' }>;

/** A code is asked for: typed on a pad, where it has digits, and as far as it has come in large figures above it. */
export function CodeScreen({ body }: { body: Code }) {
  return (
    <div class="code-screen">
      <div class="ask">
        <div class="ask-words">
          <h1>{body.title}</h1>
          <p class="text">{body.text}</p>
        </div>
      </div>
      {body.keys.length === 0 ? <Pictogram name="identity" class="huge" /> : <Pad body={body} />}
      {body.tiles.length === 0 ? null : (
        <div class="answers">
          <TileGrid tiles={body.tiles} low />
        </div>
      )}
    </div>
  );
}

function Pad({ body }: { body: Code }) {
  const { touch, pending } = usePanel();
  return (
    <div class="pad-place">
      <output class="typed" aria-live="polite">
        {body.typed === '' ? <span class="nothing" aria-hidden="true" /> : <Figures text={body.typed} />}
      </output>
      <div class="pad">
        {body.keys.map(({ action, emphasis, icon, label }) => {
          const figure = /^\d$/.test(label);
          return (
            <button
              type="button"
              key={action}
              class={`pad-key ${figure ? 'digit' : 'word'} ${emphasis} ${pending === action ? 'pressed' : ''}`}
              data-action={action}
              aria-label={label}
              onClick={() => touch(action)}
            >
              {figure ? null : <Pictogram name={icon} />}
              <span class={figure ? 'pad-digit' : 'pad-word'}>{label}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}
