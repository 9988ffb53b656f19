import type { PadKey } from '../../../hal/ports/keypad.ts';
import type { Door, Hello } from './state.ts';
import { say } from './text.ts';

/** As they lie on a pad; Enter is as wide as its row. */
const keys: readonly (readonly [PadKey, string])[] = [
  ['divide', '/'],
  ['times', '*'],
  ['minus', '-'],
  ['7', '7'],
  ['8', '8'],
  ['9', '9'],
  ['4', '4'],
  ['5', '5'],
  ['6', '6'],
  ['1', '1'],
  ['2', '2'],
  ['3', '3'],
  ['0', '0'],
  ['point', '.'],
  ['plus', '+'],
  ['enter', 'Enter'],
];

/** The number pad that serves this counter, where one is plugged into a device: keys for a mouse. */
export function NumberPad({ door, hello, counter }: { door: Door; hello: Hello; counter: string }) {
  const found = hello.devices.flatMap((device) =>
    device.pads.filter((pad) => pad.counter === counter).map(({ name }) => ({ device: device.id, pad: name })),
  )[0];
  return found === undefined ? null : (
    <details class="number-pad">
      <summary>{say(door.state, 'numberPad')}</summary>
      <div>
        {keys.map(([key, cap]) => (
          <button key={key} type="button" class={key} onClick={() => door.ask({ do: 'key', ...found, key })}>
            {cap}
          </button>
        ))}
      </div>
    </details>
  );
}
