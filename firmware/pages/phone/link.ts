import type { PhoneAsk, PhoneDone, PhoneNow, PhoneView } from '../../phone/view.ts';

/* What goes between the phone and the hall, over a link that comes and goes. */

/** A page is served at `…/t/<token>`, below whatever path the city's server puts before it. */
const base = location.pathname.replace(/\/+$/, '');

/** No answer within this is none: a link of the second generation takes some seconds. */
const patienceMs = 20_000;
const backOff = { firstMs: 5_000, mostMs: 60_000, factor: 1.7 } as const;

/** Null where no answer came or none that this page understands. */
async function fetched(path: string, init: RequestInit): Promise<{ readonly status: number; readonly said: unknown }> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), patienceMs);
  try {
    const response = await fetch(`${base}${path}`, {
      ...init,
      cache: 'no-store',
      credentials: 'omit',
      signal: ending.signal,
    });
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, said: isJson ? await response.json() : null };
  } finally {
    clearTimeout(timer);
  }
}

export interface Heard {
  readonly now: (now: PhoneNow) => void;
  /** Whether the last asking was answered. */
  readonly linked: (linked: boolean) => void;
  /** The hall knows this ticket no more. */
  readonly gone: () => void;
}

/** Asks again and again how the ticket stands: as often as the hall says, more and more seldom while nothing answers. */
export class HallLink {
  readonly #heard: Heard;
  #language = '';
  #revision = '';
  #failures = 0;
  #timer = 0;
  #asking = false;

  constructor(heard: Heard) {
    this.#heard = heard;
  }

  start(first: PhoneNow & { readonly view: PhoneView }): void {
    this.#language = first.view.language;
    this.#revision = first.view.revision;
    this.#after(first.againMs);
    // Whoever looks at the phone again wants to know at once; so does one who has a link again.
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.ask();
    });
    addEventListener('online', () => this.ask());
    addEventListener('pageshow', (event) => {
      if (event.persisted) this.ask();
    });
  }

  speak(language: string): void {
    this.#language = language;
    this.#revision = '';
    this.ask();
  }

  ask(): void {
    if (this.#asking) return;
    clearTimeout(this.#timer);
    this.#asking = true;
    void this.#once().then((againMs) => {
      this.#asking = false;
      if (againMs !== null) this.#after(againMs);
    });
  }

  #after(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.ask(), ms);
  }

  /** When to ask again, null: never. */
  async #once(): Promise<number | null> {
    const query = `?language=${encodeURIComponent(this.#language)}&revision=${this.#revision}`;
    try {
      const { status, said } = await fetched(`/now${query}`, {});
      if (status === 404) {
        this.#heard.gone();
        return null;
      }
      if (status === 200 && said !== null) {
        // This build's server wrote it.
        const now = said as PhoneNow;
        this.#failures = 0;
        if (now.view !== null) this.#revision = now.view.revision;
        this.#heard.now(now);
        this.#heard.linked(true);
        return now.againMs;
      }
    } catch {
      // No link: told below, as every failure is.
    }
    this.#failures += 1;
    this.#heard.linked(false);
    return Math.min(backOff.mostMs, backOff.firstMs * backOff.factor ** (this.#failures - 1));
  }

  /**
   * Asks until it is answered, with one id, so that what was done although its answer was lost is not done twice. Null: the hall
   * will not take it.
   */
  async wish(
    wish: { readonly ask: PhoneAsk } | { readonly ask: 'rate'; readonly level: number },
  ): Promise<PhoneDone | null> {
    const body = JSON.stringify({ id: newId(), ...wish });
    for (let attempt = 0; ; attempt += 1) {
      try {
        const { status, said } = await fetched(`/ask?language=${encodeURIComponent(this.#language)}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        });
        if (status === 200 && said !== null) {
          this.#heard.linked(true);
          this.ask();
          return said as PhoneDone; // this build's server wrote it
        }
        if (status < 500 && status !== 429) return null;
      } catch {
        // No link: tried again below.
      }
      this.#heard.linked(false);
      if (attempt >= 20) return null;
      const waitMs = Math.min(backOff.mostMs, backOff.firstMs * backOff.factor ** attempt);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
