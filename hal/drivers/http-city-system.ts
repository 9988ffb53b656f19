import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { assert } from '../assert.ts';
import { Listeners, type Unsubscribe } from '../device.ts';
import { errorCode } from '../error-code.ts';
import {
  longestDocument,
  type CityDocument,
  type CityFault,
  type CityMessage,
  type CitySystem,
} from '../ports/city-system.ts';
import type { Clock, TimerId } from '../ports/clock.ts';
import { done, fail, ok, type Result } from '../result.ts';
import type { Milliseconds } from '../units.ts';
import { HttpExchange, type HttpIdentity, type HttpReply } from './http-exchange.ts';

export interface HttpCitySettings extends HttpIdentity {
  /** Where messages are posted; null: none are sent this way. */
  readonly events: string | null;
  /** Whence bookings are fetched, every so often; null: from nowhere. */
  readonly bookings: { readonly url: string; readonly everyMs: Milliseconds } | null;
  /** Where a dossier's state is asked, `{code}` standing for its code; null: nowhere. */
  readonly dossier: string | null;
  /** Holds the key that signs what we send; null: nothing is signed. */
  readonly signingKeyFile: string | null;
  /** Holds the word that is sent as `Authorization: Bearer`; null: none. */
  readonly tokenFile: string | null;
  readonly silenceMs: Milliseconds;
}

/** `where` never holds a path's query: keys stand there. */
const placeOf = (url: string): string => url.split('?', 1)[0] ?? url;

/**
 * The city's system over HTTP. Each message is a POST of its body with `Idempotency-Key` (the message's id) and, where a key is
 * configured, `Letan-Signature: t=<seconds since 1970>,v1=<hex HMAC-SHA256 of "<t>.<body>">`. Every 2xx means taken. 400, 406, 410,
 * 411, 413 to 416, 421, 422 and 431 refuse this message for ever (RFC 9110, 15.5); 401, 403, 404, 405 and all of 3xx mean that a
 * person must mend something; all else is tried again.
 */
export class HttpCitySystem implements CitySystem {
  readonly #settings: HttpCitySettings;
  readonly #clock: Clock;
  readonly #http: HttpExchange;
  readonly #documents = new Listeners<CityDocument>();
  readonly #faults = new Listeners<CityFault>();
  #signingKey: Buffer | null = null;
  #token: string | null = null;
  #open = false;
  #timer: TimerId | null = null;
  #fetching: AbortController | null = null;
  #fetched: Promise<void> = Promise.resolve();
  #etag: string | null = null;
  #newest: string | null = null;

  constructor(settings: HttpCitySettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#http = new HttpExchange(settings, settings.silenceMs, longestDocument);
  }

  open(signal: AbortSignal): Promise<Result<void, CityFault>> {
    assert(!this.#open, "the city's system is open already");
    signal.throwIfAborted();
    const { signingKeyFile, tokenFile } = this.#settings;
    try {
      // Editors end a file with a line feed, which is no part of a key.
      this.#signingKey =
        signingKeyFile === null ? null : Buffer.from(readFileSync(signingKeyFile, 'utf8').trim(), 'utf8');
      this.#token = tokenFile === null ? null : readFileSync(tokenFile, 'utf8').trim();
      this.#http.open();
    } catch (error) {
      const { code, path } = error as NodeJS.ErrnoException; // what the file system throws
      return Promise.resolve(fail({ kind: 'not-permitted', where: path ?? 'key', reason: code ?? 'unreadable' }));
    }
    this.#open = true;
    if (this.#settings.bookings !== null) this.#fetchAfter(0);
    return Promise.resolve(done);
  }

  async close(): Promise<void> {
    this.#open = false;
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#fetching?.abort();
    await this.#fetched;
    this.#http.close();
    this.#newest = null;
    this.#etag = null;
  }

  onFault(listener: (fault: CityFault) => void): Unsubscribe {
    return this.#faults.add(listener);
  }
  onDocument(listener: (document: CityDocument) => void): Unsubscribe {
    return this.#documents.add(listener);
  }

  async send({ id, kind, body }: CityMessage, signal: AbortSignal): Promise<Result<void, CityFault>> {
    const url = this.#settings.events;
    if (url === null) return fail({ kind: 'unsupported', where: 'http', what: 'events' });
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'idempotency-key': id,
      'letan-event': kind,
      ...this.#signed(body),
      ...this.#authorized(),
    };
    const reply = await this.#ask({ method: 'POST', url, headers, body }, signal);
    if (!reply.ok) return reply;
    return judge(reply.value.status, placeOf(url));
  }

  async askDossier(code: string, signal: AbortSignal): Promise<Result<string | null, CityFault>> {
    const { dossier } = this.#settings;
    if (dossier === null) return fail({ kind: 'unsupported', where: 'http', what: 'dossier' });
    const url = dossier.replaceAll('{code}', encodeURIComponent(code));
    // The code must not stand in a message that may be logged.
    const where = placeOf(dossier);
    const headers = { accept: 'application/json', ...this.#authorized() };
    const reply = await this.#ask({ method: 'GET', url, headers, body: null }, signal, where);
    if (!reply.ok) return reply;
    const { status, text } = reply.value;
    if (status === 404 || status === 410) return ok(null);
    const judged = judge(status, where);
    if (!judged.ok) return judged;
    return text === null ? fail({ kind: 'refused', where, reason: 'too long' }) : ok(text);
  }

  #signed(body: string): Readonly<Record<string, string>> {
    if (this.#signingKey === null) return {};
    const seconds = Math.floor(this.#clock.wallTime().instant / 1000);
    const digest = createHmac('sha256', this.#signingKey).update(`${seconds}.${body}`).digest('hex');
    return { 'letan-signature': `t=${seconds},v1=${digest}` };
  }
  #authorized(): Readonly<Record<string, string>> {
    return this.#token === null ? {} : { authorization: `Bearer ${this.#token}` };
  }

  async #ask(
    asked: Parameters<HttpExchange['ask']>[0],
    signal: AbortSignal,
    where = placeOf(asked.url),
  ): Promise<Result<HttpReply, CityFault>> {
    if (!this.#open) return fail({ kind: 'offline', where, reason: 'not open' });
    try {
      return ok(await this.#http.ask(asked, signal));
    } catch (error) {
      const reason = errorCode(error) ?? (error instanceof Error ? error.message : 'unknown');
      return fail({ kind: 'offline', where, reason });
    }
  }

  #fetchAfter(ms: Milliseconds): void {
    this.#timer = this.#clock.setTimeout(() => {
      this.#fetched = this.#fetch();
    }, ms);
  }

  async #fetch(): Promise<void> {
    const { bookings } = this.#settings;
    if (bookings === null) return;
    const ending = new AbortController();
    this.#fetching = ending;
    const etag = this.#etag === null ? {} : { 'if-none-match': this.#etag };
    const headers = { accept: 'application/json, text/csv', ...etag, ...this.#authorized() };
    const reply = await this.#ask({ method: 'GET', url: bookings.url, headers, body: null }, ending.signal);
    this.#fetching = null;
    if (!this.#open) return;
    if (reply.ok && reply.value.status === 200) this.#told(reply.value, placeOf(bookings.url));
    else if (!reply.ok || reply.value.status !== 304) {
      const judged = reply.ok ? judge(reply.value.status, placeOf(bookings.url)) : reply;
      // A city that is only away is told by nobody: it is asked again.
      if (!judged.ok && judged.fault.kind !== 'offline') this.#cannotBeHad(judged.fault);
    }
    this.#fetchAfter(bookings.everyMs);
  }
  #cannotBeHad(fault: CityFault): void {
    const told = JSON.stringify(fault);
    if (told === this.#newest) return;
    this.#newest = told;
    this.#etag = null;
    const { where } = fault;
    this.#documents.emit({ name: where, format: 'none', fault });
  }

  #told({ headers, text }: HttpReply, name: string): void {
    if (text === null) return this.#cannotBeHad({ kind: 'refused', where: name, reason: 'longer than 4 MiB' });
    const { etag } = headers;
    this.#etag = typeof etag === 'string' ? etag : null;
    if (text === this.#newest) return;
    this.#newest = text;
    const format = /csv/.test(String(headers['content-type'] ?? '')) ? 'csv' : 'json';
    this.#documents.emit({ name, format, text });
  }
}

const refusesForEver = new Set([400, 406, 410, 411, 413, 414, 415, 416, 421, 422, 431]);

const judge = (status: number, where: string): Result<void, CityFault> => {
  if (status >= 200 && status < 300) return done;
  const reason = `HTTP ${status}`;
  if (refusesForEver.has(status)) return fail({ kind: 'refused', where, reason });
  const needsPerson = (status >= 300 && status < 400) || [401, 403, 404, 405].includes(status);
  return fail({ kind: needsPerson ? 'not-permitted' : 'offline', where, reason });
};
