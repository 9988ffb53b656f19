import { createHmac } from 'node:crypto';
import type { Unsubscribe } from '../device.ts';
import type { Clock } from '../ports/clock.ts';
import type { CodeScan, CodeScanner, ScannerFault } from '../ports/code-scanner.ts';
import type { Entropy } from '../ports/entropy.ts';
import type { Result } from '../result.ts';

export interface DiscreetSettings {
  /** Whether a person may be told from another, for the day's quota; else all of them are `unknown:identity`. */
  readonly counts: boolean;
  readonly zoneOffsetMin: number;
}

const keyBytes = 32;
const hashDigits = 32;
const dayMs = 86_400_000;
/** Longer codes are cards and certificates of somebody, never a slip, a booking or a dossier. */
const longest = 200;

/**
 * The number of a Vietnamese identity card (12 digits: province, century and sex, year of birth, six of chance; Circular 59/2021/TT-BCA)
 * alone, or as the first of the fields that its QR code has, parted by `|`.
 */
const identity = /^(0\d{2}[0-3]\d{8})(?:\||$)/;

/**
 * A reader whose personal codes never get further than this: an identity card becomes `person:<32 hexadecimal digits>`, an HMAC-SHA-256
 * under a key that is drawn for the day, lives in memory alone and is gone with the day or the process; other cards and long codes become
 * `unknown:card`. Slips, bookings and dossiers pass as they are. So no trace, log or ledger holds a person's number, and whoever has
 * them all cannot tell one day's person from another's.
 */
export class DiscreetCodeScanner implements CodeScanner {
  readonly #inner: CodeScanner;
  readonly #clock: Clock;
  readonly #entropy: Entropy;
  readonly #settings: DiscreetSettings;
  #key: { readonly day: number; readonly bytes: Uint8Array } | null = null;

  constructor(inner: CodeScanner, clock: Clock, entropy: Entropy, settings: DiscreetSettings) {
    this.#inner = inner;
    this.#clock = clock;
    this.#entropy = entropy;
    this.#settings = settings;
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
    if (number !== undefined) return this.#settings.counts ? `person:${this.#hash(number)}` : 'unknown:identity';
    // What only this class says nobody may say in its place.
    if (/^(?:person|unknown):/u.test(text)) return 'unknown:forged';
    return text.includes('|') || text.length > longest ? 'unknown:card' : text;
  }

  #hash(number: string): string {
    const day = Math.floor((this.#clock.wallTime().instant + this.#settings.zoneOffsetMin * 60_000) / dayMs);
    if (this.#key?.day !== day) this.#key = { day, bytes: this.#entropy.bytes(keyBytes) };
    return createHmac('sha256', this.#key.bytes).update(number).digest('hex').slice(0, hashDigits);
  }
}
