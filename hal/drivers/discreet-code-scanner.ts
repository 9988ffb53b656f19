import { createHmac } from 'node:crypto';
import type { Unsubscribe } from '../device.ts';
import type { CodeScan, CodeScanner, ScannerFault } from '../ports/code-scanner.ts';
import type { Result } from '../result.ts';

/** The key of the day, 32 bytes, known to nobody but the devices of the hall, in memory alone. */
export type KeyOfTheDay = () => Uint8Array;

const hashDigits = 32;
/** Longer codes are cards and certificates of somebody, never a slip, a booking or a dossier. */
const longest = 200;

/**
 * The number of a Vietnamese identity card (12 digits: province, century and sex, year of birth, six of chance; Circular 59/2021/TT-BCA)
 * alone, or as the first of the fields that its QR code has, parted by `|`.
 */
const identity = /^(0\d{2}[0-3]\d{8})(?:\||$)/;

/**
 * A reader whose personal codes never get further than this: an identity card becomes `person:<32 hexadecimal digits>`, an HMAC-SHA-256
 * under a key that is drawn for the day, lives in memory alone and is gone with the day; other cards and long codes become
 * `unknown:card`. Slips, bookings and dossiers pass as they are. So no trace, log or ledger holds a person's number, and whoever has
 * them all cannot tell one day's person from another's.
 */
export class DiscreetCodeScanner implements CodeScanner {
  readonly #inner: CodeScanner;
  readonly #key: KeyOfTheDay | null;

  /** `key`: by it a person is told from another, for the day's quota; null: all of them are `unknown:identity`. */
  constructor(inner: CodeScanner, key: KeyOfTheDay | null) {
    this.#inner = inner;
    this.#key = key;
  }

  get anyLetters(): boolean {
    return this.#inner.anyLetters;
  }

  open(signal: AbortSignal): Promise<Result<void, ScannerFault>> {
    return this.#inner.open(signal);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  onFault(listener: (fault: ScannerFault) => void): Unsubscribe {
    return this.#inner.onFault(listener);
  }

  onCode(listener: (scan: CodeScan) => void): Unsubscribe {
    return this.#inner.onCode(({ at, text }) => listener({ at, text: this.#told(text) }));
  }

  #told(text: string): string {
    const number = identity.exec(text.trim())?.[1];
    if (number !== undefined) return this.#key === null ? 'unknown:identity' : `person:${hash(number, this.#key())}`;
    // What only this class says nobody may say in its place.
    if (/^(?:person|unknown):/u.test(text)) return 'unknown:forged';
    return text.includes('|') || text.length > longest ? 'unknown:card' : text;
  }
}

const hash = (number: string, key: Uint8Array): string =>
  createHmac('sha256', key).update(number).digest('hex').slice(0, hashDigits);
