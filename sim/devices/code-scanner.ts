import { assert } from '../../hal/assert.ts';
import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock, TimerId } from '../../hal/ports/clock.ts';
import {
  longestCode,
  sameCodeMs,
  type CodeScan,
  type CodeScanner,
  type ScannerFault,
} from '../../hal/ports/code-scanner.ts';
import { done, fail, type Result } from '../../hal/result.ts';
import type { Milliseconds } from '../../hal/units.ts';

/** From the code before the window to its end on the wire. */
const readMs: Milliseconds = 120;

/** The twin of a code reader; one that types like a keyboard loses the letters that have no key. */
export class SimCodeScanner implements CodeScanner {
  readonly anyLetters: boolean;
  readonly #where: string;
  readonly #clock: Clock;
  readonly #codes = new Listeners<CodeScan>();
  readonly #faults = new Listeners<ScannerFault>();
  readonly #reading = new Set<TimerId>();
  #open = false;
  #fault: ScannerFault | null = null;
  #last: { readonly text: string; at: Milliseconds } | null = null;

  constructor(where: string, clock: Clock, anyLetters: boolean) {
    this.#where = where;
    this.#clock = clock;
    this.anyLetters = anyLetters;
  }

  open(): Promise<Result<void, ScannerFault>> {
    assert(!this.#open, `code scanner ${this.#where} opened twice`);
    if (this.#fault !== null) return Promise.resolve(fail(this.#fault));
    this.#open = true;
    return Promise.resolve(done);
  }
  close(): Promise<void> {
    this.#open = false;
    this.#forget();
    return Promise.resolve();
  }
  onCode(listener: (scan: CodeScan) => void): Unsubscribe {
    return this.#codes.add(listener);
  }
  onFault(listener: (fault: ScannerFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  /** Somebody holds a code before its window. */
  scan(code: string): void {
    if (!this.#open || this.#fault !== null) return;
    const letters = this.anyLetters ? code : code.replaceAll(/[^\n\u0020-\u007e]/g, '');
    const text = letters.replaceAll(/\r\n?/g, '\n').trim().normalize('NFC');
    if (text === '' || text.length > longestCode) return;
    const timer = this.#clock.setTimeout(() => {
      this.#reading.delete(timer);
      this.#tell(text);
    }, readMs);
    this.#reading.add(timer);
  }

  unplug(): void {
    this.breakWith({ kind: 'absent', where: this.#where });
  }
  breakWith(fault: ScannerFault): void {
    this.#fault = fault;
    this.#forget();
    if (this.#open) this.#faults.emit(fault);
  }
  mend(): void {
    this.#fault = null;
  }

  #tell(text: string): void {
    const now = this.#clock.now();
    const same = this.#last !== null && this.#last.text === text && now - this.#last.at < sameCodeMs;
    this.#last = { text, at: now };
    if (!same) this.#codes.emit({ text, at: now });
  }

  #forget(): void {
    for (const timer of this.#reading) this.#clock.clearTimeout(timer);
    this.#reading.clear();
    this.#last = null;
  }
}
