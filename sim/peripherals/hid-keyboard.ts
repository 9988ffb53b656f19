import { Listeners, type Unsubscribe } from '../../hal/device.ts';

/*
 * A USB keyboard's side of the wire: boot reports of eight bytes (HID 1.11, appendix B.1), and what the kernel makes of them. Usages
 * are those of the HID Usage Tables 1.4, §10; their key codes are the kernel's table `hid_keyboard` (drivers/hid/hid-input.c).
 */

/** Key code by usage, 0x00 to 0x67. */
// prettier-ignore
const keyCodeOf: readonly number[] = [
  0, 0, 0, 0, 30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38,
  50, 49, 24, 25, 16, 19, 31, 20, 22, 47, 17, 45, 21, 44, 2, 3,
  4, 5, 6, 7, 8, 9, 10, 11, 28, 1, 14, 15, 57, 12, 13, 26,
  27, 43, 43, 39, 40, 41, 51, 52, 53, 58, 59, 60, 61, 62, 63, 64,
  65, 66, 67, 68, 87, 88, 99, 70, 119, 110, 102, 104, 111, 107, 109, 106,
  105, 108, 103, 69, 98, 55, 74, 78, 96, 79, 80, 81, 75, 76, 77, 71,
  72, 73, 82, 83, 86, 127, 116, 117,
];
/** Left Control, Shift, Alt, GUI, then the right ones: bits 0 to 7 of a report's first byte. */
const modifierCodes = [29, 42, 56, 125, 97, 54, 100, 126];

export const usages = {
  enter: 0x28,
  backspace: 0x2a,
  numLock: 0x53,
  padDivide: 0x54,
  padTimes: 0x55,
  padMinus: 0x56,
  padPlus: 0x57,
  padEnter: 0x58,
  pad1: 0x59,
  pad0: 0x62,
  padPoint: 0x63,
} as const;

/** The signs of the number block, which no row above the letters has for itself. */
export const signUsages = {
  plus: usages.padPlus,
  minus: usages.padMinus,
  times: usages.padTimes,
  divide: usages.padDivide,
  point: usages.padPoint,
} as const;
export const isSign = (key: string): key is keyof typeof signUsages => Object.hasOwn(signUsages, key);

const leftCtrl = 0x01;
const leftShift = 0x02;

/** Key and modifier for each character that a US keyboard has. */
const keyFor = new Map<string, readonly [usage: number, modifiers: number]>();
const put = (first: number, plain: string, shifted: string): void => {
  Array.from(plain).forEach((character, i) => keyFor.set(character, [first + i, 0]));
  Array.from(shifted).forEach((character, i) => keyFor.set(character, [first + i, leftShift]));
};
put(0x04, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
put(0x1e, '1234567890', '!@#$%^&*()');
put(0x2c, ' -=[]\\', '');
put(0x2d, '', '_+{}|');
put(0x33, ";'`,./", ':"~<>?');

/** Nothing pressed. */
export const released = new Uint8Array(8);

export const keyReport = (usage: number, modifiers = 0): Uint8Array =>
  Uint8Array.from([modifiers, 0, usage, 0, 0, 0, 0, 0]);

/** How a line break inside a code is typed: scanners do either. */
export type LineBreaks = 'enter' | 'ctrl-j';

/**
 * The reports by which a scanner types a code, each key followed by its release, with Enter at the end. A character without a key is
 * left out, as such scanners do.
 */
export const typedReports = (code: string, breaks: LineBreaks = 'enter', suffix = true): readonly Uint8Array[] => {
  const reports: Uint8Array[] = [];
  const press = (usage: number, modifiers: number): void => {
    reports.push(keyReport(usage, modifiers), released);
  };
  for (const character of code) {
    const key = keyFor.get(character);
    if (character === '\n') press(breaks === 'enter' ? usages.enter : 0x0d, breaks === 'enter' ? 0 : leftCtrl);
    else if (character === '\u001d') press(0x30, leftCtrl);
    else if (key !== undefined) press(...key);
  }
  if (suffix) press(usages.enter, 0);
  return reports;
};

const typeSync = 0;
const typeKey = 1;
const typeMisc = 4;
const scanCode = 4;
const dropped = 3;

/** A keyboard and the kernel's driver for it: reports in, records of /dev/input/event* out. */
export class HidKeyboard {
  readonly #records = new Listeners<Uint8Array>();
  readonly #words: 64 | 32;
  #down: ReadonlySet<number> = new Set();
  #modifiers = 0;

  constructor(words: 64 | 32 = 64) {
    this.#words = words;
  }

  /** The keys that this one has, by code. */
  has(code: number): boolean {
    return code !== 0 && (keyCodeOf.includes(code) || modifierCodes.includes(code));
  }

  onRecords(listener: (records: Uint8Array) => void): Unsubscribe {
    return this.#records.add(listener);
  }

  report(report: Uint8Array): void {
    const records: Uint8Array[] = [];
    const modifiers = report[0] ?? 0;
    modifierCodes.forEach((code, bit) => {
      const now = (modifiers >> bit) & 1;
      if (now !== ((this.#modifiers >> bit) & 1)) records.push(...this.#key(0xe0 + bit, code, now));
    });
    this.#modifiers = modifiers;
    const down = new Set(report.subarray(2, 8).filter((usage) => usage > 3));
    for (const usage of this.#down) if (!down.has(usage)) records.push(...this.#key(usage, keyCodeOf[usage] ?? 0, 0));
    for (const usage of down) if (!this.#down.has(usage)) records.push(...this.#key(usage, keyCodeOf[usage] ?? 0, 1));
    this.#down = down;
    if (records.length > 0) this.#send([...records, this.#record(typeSync, 0, 0)]);
  }

  /** Held down for long: the kernel repeats the key. */
  repeat(): void {
    for (const usage of this.#down)
      this.#send([this.#record(typeKey, keyCodeOf[usage] ?? 0, 2), this.#record(typeSync, 0, 1)]);
  }

  /** The reader was too slow: the kernel has thrown its events away, and what is left up to the next report with them. */
  overrun(): void {
    this.#send([this.#record(typeSync, dropped, 0), this.#record(typeKey, 30, 1), this.#record(typeSync, 0, 0)]);
  }

  #key(usage: number, code: number, value: number): readonly Uint8Array[] {
    // hid-input tells the usage beside each key (MSC_SCAN).
    return [this.#record(typeMisc, scanCode, 0x7_0000 | usage), this.#record(typeKey, code, value)];
  }

  #record(type: number, code: number, value: number): Uint8Array {
    const time = this.#words === 64 ? 16 : 8;
    const record = new Uint8Array(time + 8);
    const view = new DataView(record.buffer);
    // Some moment: nobody who reads keys looks at it.
    view.setUint32(0, 1_767_000_000, true);
    view.setUint16(time, type, true);
    view.setUint16(time + 2, code, true);
    view.setInt32(time + 4, value, true);
    return record;
  }

  #send(records: readonly Uint8Array[]): void {
    this.#records.emit(Uint8Array.from(records.flatMap((record) => Array.from(record))));
  }
}
