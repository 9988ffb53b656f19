import type { Door } from './door.ts';
import { say } from './text.ts';

/** What is typed for a counter: its own number, or its place in the list where it has none. */
export const codeOf = (id: string, index: number): string => (/^\d+$/.test(id) ? id : String(index + 1));

/** Which counter this is: once a day, or once for ever on a clerk's own computer. Digits and Enter, or a mouse. */
export function Choose({ door, typed }: { door: Door; typed: string }) {
  const { state } = door;
  const { language, data, picture } = state;
  return (
    <main class="choose">
      <h2>
        {say(language, 'chooseCounter')} <output>{typed}</output>
      </h2>
      <ul>
        {data.desk.counters.map(({ id }, index) => {
          const now = picture?.counters.find((counter) => counter.id === id);
          return (
            <li key={id}>
              <button
                type="button"
                class={codeOf(id, index) === typed ? 'on' : ''}
                onClick={() => door.sit({ at: 'counter', id })}
              >
                <strong>{id}</strong>
                {codeOf(id, index) === id ? null : <kbd>{codeOf(id, index)}</kbd>}
                <span>{now === undefined ? '' : say(language, now.state)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <button type="button" class="quiet" onClick={() => door.sit({ at: 'none' })}>
        {say(language, 'noCounter')}
      </button>
    </main>
  );
}
