import { keyCodes, type KeyEvent } from './input-events.ts';

/*
 * A keyboard of the US layout as keyboard scanners type on it (USB HID Usage Tables 1.4, §10; Linux gives each usage its key code).
 * There is no key for a letter with a diacritic, so what a scanner reads of `Phường` it types as `Phng` or not at all.
 */

/** Rows of keys that lie beside each other in the table of codes: the first code, the characters without and with Shift. */
const rows: readonly (readonly [first: number, plain: string, shifted: string])[] = [
  [2, '1234567890-=', '!@#$%^&*()_+'],
  [16, 'qwertyuiop[]', 'QWERTYUIOP{}'],
  [30, "asdfghjkl;'`", 'ASDFGHJKL:"~'],
  [43, '\\zxcvbnm,./', '|ZXCVBNM<>?'],
  [57, ' ', ' '],
  [55, '*', '*'],
  [71, '789-456+1230.', '789-456+1230.'],
  [98, '/', '/'],
  // The key beside the left Shift of ISO keyboards.
  [86, '\\', '|'],
];

const characters = new Map<number, readonly [plain: string, shifted: string]>(
  rows.flatMap(([first, plain, shifted]) =>
    Array.from(plain, (key, i): [number, readonly [string, string]] => [first + i, [key, shifted[i] ?? key]]),
  ),
);

/** Whether these key codes are those of something that types letters. */
export const typesLetters = (has: (code: number) => boolean): boolean => has(30) && has(keyCodes.enter);

/** Follows the keys of a US keyboard and gives what they type; '' for what types nothing. */
export class UsKeyboard {
  readonly #held = new Set<number>();
  #capitals = false;

  type(event: KeyEvent): string {
    if (event.kind === 'lost') {
      this.#held.clear();
      return '';
    }
    if (event.kind === 'up') {
      this.#held.delete(event.code);
      return '';
    }
    const { code } = event;
    this.#held.add(code);
    if (code === keyCodes.capsLock) this.#capitals = !this.#capitals;
    if (code === keyCodes.enter || code === keyCodes.padEnter) return '\r';
    if (code === keyCodes.tab) return '\t';
    const key = characters.get(code);
    if (key === undefined) return '';
    const [plain, shifted] = key;
    // Scanners type control characters as Ctrl and a letter: Ctrl+J is a line feed, Ctrl+] the separator of GS1.
    if (this.#any(keyCodes.leftCtrl, keyCodes.rightCtrl)) return control(shifted);
    // Alt and digits of the number block spell a character of a code page of Windows; which one is not known here.
    if (this.#any(keyCodes.leftAlt, keyCodes.rightAlt)) return '';
    const shift = this.#any(keyCodes.leftShift, keyCodes.rightShift);
    const letter = /[a-z]/.test(plain);
    return shift !== (letter && this.#capitals) ? shifted : plain;
  }

  reset(): void {
    this.#held.clear();
    this.#capitals = false;
  }

  #any(...codes: readonly number[]): boolean {
    return codes.some((code) => this.#held.has(code));
  }
}

const control = (key: string): string => {
  const brackets = { '{': '[', '|': '\\', '}': ']' } as const;
  const base = key in brackets ? brackets[key as keyof typeof brackets] : key;
  const code = base.charCodeAt(0);
  return code >= 0x40 && code <= 0x5f ? String.fromCharCode(code - 0x40) : '';
};
