import { Listeners, type Unsubscribe } from '../device.ts';
import type { Clock } from '../ports/clock.ts';
import type { Keypad, KeypadFault, KeyPress, PadKey } from '../ports/keypad.ts';
import { fail, type Result } from '../result.ts';
import { keyCodes, KeyEventReader, type KeyEvent } from './input-events.ts';
import type { InputLink } from './evdev-input-link.ts';

const row = [11, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const block = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73];

/** By key code (linux/input-event-codes.h): KEY_0 … KEY_9, KEY_KP0 … KEY_KP9 and what ends and undoes an entry. */
const keys = new Map<number, PadKey>([
  // The codes of a keypad's digits do not depend on Num Lock, which is the keymap's.
  ...[row, block].flatMap((codes) => codes.map((code, digit): [number, PadKey] => [code, String(digit) as PadKey])),
  [keyCodes.enter, 'enter'],
  [keyCodes.padEnter, 'enter'],
  [keyCodes.backspace, 'backspace'],
  [keyCodes.delete, 'backspace'],
  // KEY_KPPLUS, KEY_KPMINUS, KEY_KPASTERISK, KEY_KPSLASH, KEY_KPDOT and the comma of other countries' pads.
  [78, 'plus'],
  [74, 'minus'],
  [55, 'times'],
  [98, 'divide'],
  [83, 'point'],
  [121, 'point'],
]);

/** Whether these key codes are those of something with the ten digits. */
const hasDigits = (has: (code: number) => boolean): boolean => row.every(has) || block.every(has);

/** A USB number pad as the kernel's input events (Documentation/input/event-codes.rst), held for ourselves alone. */
export class EvdevKeypad implements Keypad {
  readonly #link: InputLink;
  readonly #clock: Clock;
  readonly #presses = new Listeners<KeyPress>();
  readonly #faults = new Listeners<KeypadFault>();
  #reader: KeyEventReader;
  #open = false;

  constructor(link: InputLink, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
    this.#reader = new KeyEventReader(link.words);
    link.onBytes((bytes) => this.#hear(bytes));
    link.onFault((fault) => this.#lose(fault));
  }

  async open(signal: AbortSignal): Promise<Result<void, KeypadFault>> {
    this.#reader = new KeyEventReader(this.#link.words);
    this.#open = true;
    const opened = await this.#link.open(signal);
    if (!opened.ok) this.#open = false;
    else if (!this.#link.hasKeys(hasDigits)) {
      await this.close();
      return fail({ kind: 'wrong-device', where: this.#link.where });
    }
    return opened;
  }

  async close(): Promise<void> {
    this.#open = false;
    await this.#link.close();
  }

  onKey(listener: (press: KeyPress) => void): Unsubscribe {
    return this.#presses.add(listener);
  }
  onFault(listener: (fault: KeypadFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  #hear(bytes: Uint8Array): void {
    for (const event of this.#reader.read(bytes)) this.#press(event);
    if (this.#reader.garbled) this.#lose({ kind: 'io', where: this.#link.where, code: 'garbled' });
  }

  #press(event: KeyEvent): void {
    if (!this.#open || event.kind !== 'down') return;
    const key = keys.get(event.code);
    if (key !== undefined) this.#presses.emit({ key, at: this.#clock.now() });
  }

  #lose(fault: KeypadFault): void {
    if (!this.#open) return;
    this.#open = false;
    this.#faults.emit(fault);
  }
}
