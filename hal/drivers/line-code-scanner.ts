import { Listeners, type Unsubscribe } from '../device.ts';
import type { ByteLink } from '../ports/byte-link.ts';
import type { Clock } from '../ports/clock.ts';
import type { CodeScan, CodeScanner, ScannerFault } from '../ports/code-scanner.ts';
import type { Result } from '../result.ts';
import { CodeAssembly } from './code-assembly.ts';

/**
 * A scanner on a serial line (RS-232, TTL, or USB as a virtual COM port): codes as UTF-8, each with a suffix of CR, LF or both, or
 * with none. All letters arrive as they are printed; bytes that are no text mean a wrong speed or a reader set to another code page.
 */
export class LineCodeScanner implements CodeScanner {
  readonly anyLetters = true;
  readonly #link: ByteLink;
  readonly #assembly: CodeAssembly;
  readonly #faults = new Listeners<ScannerFault>();
  #open = false;

  constructor(link: ByteLink, clock: Clock) {
    this.#link = link;
    this.#assembly = new CodeAssembly(clock);
    this.#assembly.onGarbled(({ bytes }) => this.#lose({ kind: 'garbled', where: link.where, bytes }));
    link.onBytes((bytes) => {
      if (this.#open) this.#assembly.take(bytes);
    });
    link.onFault((fault) => this.#lose(fault));
  }

  async open(signal: AbortSignal): Promise<Result<void, ScannerFault>> {
    const opened = await this.#link.open(signal);
    this.#open = opened.ok;
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

  #lose(fault: ScannerFault): void {
    if (!this.#open) return;
    this.#open = false;
    this.#assembly.forget();
    this.#faults.emit(fault);
  }
}
