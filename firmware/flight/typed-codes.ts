import type { JsonObject, JsonValue } from '../../hal/json.ts';
import type { TraceLine } from '../trace.ts';
import { veiledChar, veiledText } from './cipher.ts';

type Timed = Exclude<TraceLine, { kind: 'config' }>;

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A booking's code that is typed comes in digit by digit, from the glass or from a number pad, and is shown as far as it has come. While a
 * glass asks for a code, each digit is another, the one that stands at its place in the code as all other lines have it.
 */
export class TypedCodes {
  readonly #key: Uint8Array;
  readonly #clerksPads: readonly string[];
  /** What has been typed so far on each glass that asks for a code. */
  readonly #typed = new Map<string, string>();

  /** `clerksPads`: number pads on which nobody types a code. */
  constructor(key: Uint8Array, clerksPads: readonly string[]) {
    this.#key = key;
    this.#clerksPads = clerksPads;
  }

  /** A command: what is shown decides what the next digit is part of. */
  shown(line: Timed): TraceLine {
    const { name, port } = line;
    const view = line['with'];
    if (port !== 'display' || line['do'] !== 'show' || typeof name !== 'string' || !isObject(view)) return line;
    const { body } = view;
    if (!isObject(body) || body['screen'] !== 'code' || typeof body['typed'] !== 'string') {
      this.#typed.delete(name);
      return line;
    }
    const { typed } = body;
    this.#typed.set(name, typed.replaceAll(' ', ''));
    return { ...line, with: { ...view, body: { ...body, typed: veiledText(this.#key, typed) } } };
  }

  /** A touch or a key. */
  heard(line: Timed): TraceLine {
    const { name, port, press, touch } = line;
    if (port === 'display' && typeof name === 'string' && isObject(touch) && typeof touch['action'] === 'string') {
      const typed = this.#typed.get(name);
      const digit = /^digit\.(\d)$/.exec(touch['action'])?.[1];
      if (typed === undefined || digit === undefined) return line;
      return { ...line, touch: { ...touch, action: `digit.${veiledChar(this.#key, typed, digit)}` } };
    }
    const typed = [...this.#typed.values()][0];
    if (port !== 'keypad' || typeof name !== 'string' || this.#clerksPads.includes(name)) return line;
    if (typed === undefined || !isObject(press) || typeof press['key'] !== 'string') return line;
    const { key } = press;
    return /^\d$/.test(key) ? { ...line, press: { ...press, key: veiledChar(this.#key, typed, key) } } : line;
  }
}
