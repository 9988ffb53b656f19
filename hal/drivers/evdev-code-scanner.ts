import { Listeners, type Unsubscribe } from '../device.ts';
import type { Clock } from '../ports/clock.ts';
import type { CodeScan, CodeScanner, ScannerFault } from '../ports/code-scanner.ts';
import { fail, type Result } from '../result.ts';
import { CodeAssembly } from './code-assembly.ts';
import type { InputLink } from './evdev-input-link.ts';
import { KeyEventReader } from './input-events.ts';
import { typesLetters, UsKeyboard } from './us-keyboard.ts';

/**
 * A scanner that types like a USB keyboard (HID), as most are delivered: its keys as the kernel's input events, held for ourselves
 * alone, read by the US layout whatever the system's own is. It has no key for letters with diacritics.
 */
export class EvdevCodeScanner implements CodeScanner {
  readonly anyLetters = false;
  readonly #link: InputLink;
  readonly #assembly: CodeAssembly;
  readonly #keyboard = new UsKeyboard();
  readonly #faults = new Listeners<ScannerFault>();
  #reader: KeyEventReader;
  #open = false;

  constructor(link: InputLink, clock: Clock) {
    this.#link = link;
    this.#reader = new KeyEventReader(link.words);
    this.#assembly = new CodeAssembly(clock);
    this.#assembly.onGarbled(({ bytes }) => this.#lose({ kind: 'garbled', where: link.where, bytes }));
    link.onBytes((bytes) => this.#hear(bytes));
    link.onFault((fault) => this.#lose(fault));
  }

  async open(signal: AbortSignal): Promise<Result<void, ScannerFault>> {
    this.#reader = new KeyEventReader(this.#link.words);
    this.#keyboard.reset();
    const opened = await this.#link.open(signal);
    if (!opened.ok) return opened;
    if (!this.#link.hasKeys(typesLetters)) {
      await this.#link.close();
      return fail({ kind: 'wrong-device', where: this.#link.where });
    }
    this.#open = true;
    return opened;
  }

  async close(): Promise<void> {
    this.#open = false;
    this.#assembly.forget();
    await this.#link.close();
  }

  onCode(listener: (scan: CodeScan) => void): Unsubscribe {
    return this.#assembly.onCode(listener);
  }
  onFault(listener: (fault: ScannerFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }

  #hear(bytes: Uint8Array): void {
    if (!this.#open) return;
    const typed: number[] = [];
    for (const event of this.#reader.read(bytes)) {
      const text = this.#keyboard.type(event);
      if (event.kind === 'lost') {
        // Some of the code never came: what is left of it would be another code.
        typed.length = 0;
        this.#assembly.spoil();
      }
      for (const character of text) typed.push(character.charCodeAt(0));
    }
    this.#assembly.take(Uint8Array.from(typed));
    if (this.#reader.garbled) this.#lose({ kind: 'io', where: this.#link.where, code: 'garbled' });
  }

  #lose(fault: ScannerFault): void {
    if (!this.#open) return;
    this.#open = false;
    this.#assembly.forget();
    this.#faults.emit(fault);
  }
}
