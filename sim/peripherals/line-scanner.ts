import { Listeners, type Unsubscribe } from '../../hal/device.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { WireEnd } from './wire.ts';

export interface LineScannerOptions {
  /** Sent after each code, as the reader is set up. */
  readonly suffix: string;
  /** Of the line: 960 at 9600 baud. */
  readonly bytesPerSecond: number;
}

/** Bytes that a UART hands over at a time. */
const pieceBytes = 8;

/** A code reader's side of a serial line: sends what it reads as UTF-8 at the line's speed. It hears nothing. */
export class LineScanner implements WireEnd {
  readonly room = 1024;
  readonly #clock: Clock;
  readonly #options: LineScannerOptions;
  readonly #sent = new Listeners<Uint8Array>();
  #under = 0;
  #freeAt = 0;

  constructor(clock: Clock, options: LineScannerOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Nothing is on the line. */
  get idle(): boolean {
    return this.#under === 0;
  }

  receive(): void {
    // Its settings are made with codes of the maker's, not from here.
  }
  onRoom(): Unsubscribe {
    return () => undefined;
  }
  onSend(listener: (bytes: Uint8Array) => void): Unsubscribe {
    return this.#sent.add(listener);
  }

  /** A code comes before its window. */
  show(code: string): void {
    this.send(new TextEncoder().encode(code + this.#options.suffix));
  }

  /** Any bytes at the line's speed, as a reader with another code page sends them. */
  send(bytes: Uint8Array): void {
    const { bytesPerSecond } = this.#options;
    let at = Math.max(this.#clock.now(), this.#freeAt);
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      const piece = bytes.slice(from, from + pieceBytes);
      at += Math.ceil((piece.length * 1000) / bytesPerSecond);
      this.#under += 1;
      this.#clock.setTimeout(() => {
        this.#under -= 1;
        this.#sent.emit(piece);
      }, at - this.#clock.now());
    }
    this.#freeAt = at;
  }
}
