import { Listeners, type Unsubscribe } from '../device.ts';
import type { Clock, TimerId } from '../ports/clock.ts';
import { longestCode, sameCodeMs, type CodeScan } from '../ports/code-scanner.ts';
import type { Milliseconds } from '../units.ts';

/** After its suffix a code is at its end when nothing follows for so long: line breaks inside a code are followed at once. */
const afterSuffixMs: Milliseconds = 60;
/** Readers that were never told to send a suffix: their code ends where they fall silent. */
const withoutSuffixMs: Milliseconds = 300;
/** No character of a code takes more bytes than this. */
const mostBytes = 4 * longestCode;

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const tab = 0x09;

export interface Garbled {
  readonly bytes: string;
}

/**
 * Makes codes of what a reader sends. A reader marks the end of a code with CR, LF, both or TAB, and a code may have line breaks of
 * its own: the end is where nothing follows. Bytes are UTF-8; what is not, or has control characters in it, is told as garbled and
 * not as a code.
 */
export class CodeAssembly {
  readonly #clock: Clock;
  readonly #codes = new Listeners<CodeScan>();
  readonly #garbled = new Listeners<Garbled>();
  #bytes: number[] = [];
  #spoilt = false;
  #timer: TimerId | null = null;
  #last: { readonly text: string; at: Milliseconds } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  onCode(listener: (scan: CodeScan) => void): Unsubscribe {
    return this.#codes.add(listener);
  }
  onGarbled(listener: (garbled: Garbled) => void): Unsubscribe {
    return this.#garbled.add(listener);
  }

  take(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#bytes.length < mostBytes) this.#bytes.push(byte);
      else this.#spoilt = true;
    }
    const last = bytes.at(-1);
    if (last === undefined) return;
    const ended = last === carriageReturn || last === lineFeed || last === tab;
    this.#wait(ended ? afterSuffixMs : withoutSuffixMs);
  }

  /** Nothing is under way and nothing remembered: the next opening begins anew. */
  forget(): void {
    this.#drop();
    this.#last = null;
  }

  #drop(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#bytes = [];
    this.#spoilt = false;
  }

  /** Part of this code was lost on its way: what else comes of it is no code. */
  spoil(): void {
    this.#spoilt = true;
    this.#wait(withoutSuffixMs);
  }

  #wait(ms: Milliseconds): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(() => this.#end(), ms);
  }

  #end(): void {
    const bytes = Uint8Array.from(this.#bytes);
    const spoilt = this.#spoilt;
    this.#drop();
    if (spoilt) return;
    const text = textOf(bytes);
    if (text === null) {
      this.#garbled.emit({ bytes: Buffer.from(bytes.subarray(0, 16)).toString('hex') });
      return;
    }
    if (text === '' || text.length > longestCode) return;
    const now = this.#clock.now();
    const last = this.#last;
    if (last !== null && last.text === text && now - last.at < sameCodeMs) {
      last.at = now;
      return;
    }
    this.#last = { text, at: now };
    this.#codes.emit({ text, at: now });
  }
}

/** The code that bytes are, null where they are no text. */
const textOf = (bytes: Uint8Array): string | null => {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
  const lines = text.replaceAll(/\r\n?/g, '\n').normalize('NFC');
  const code = lines.replaceAll(/^[\n\t ]+|[\n\t ]+$/g, '');
  // GS (0x1d) parts the fields of GS1 codes, RS and EOT those of ISO 15434; no other control character stands in a code.
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return /[\u0000-\u0003\u0005-\u0008\u000b-\u001c\u001f\u007f-\u009f]/.test(code) ? null : code;
};
