import type { HallTicket, Standing, TicketId } from '../../behaviours/hall/events.ts';
import { civilAt, hhmm } from '../../behaviours/hours/civil.ts';
import type { Unsubscribe } from '../../hal/device.ts';
import type { JsonValue } from '../../hal/json.ts';
import type { Clock } from '../../hal/ports/clock.ts';
import type { Log } from '../../hal/ports/log.ts';
import type { Milliseconds } from '../../hal/units.ts';
import type { CommandAnswer } from '../commands.ts';
import type { Opinions } from '../opinions.ts';
import type { SiteFace } from '../site-face.ts';
import type { DeskAnswer, DeskRequest } from '../web-desk.ts';
import { readAsk, type Asked } from './ask.ts';
import { composeView, type PhoneSite } from './compose.ts';
import { kindDocument, phonePolicy, ticketDocument, type PhoneCode } from './document.ts';
import { entranceOf } from './entrance.ts';
import { Buckets, neighbourhood } from './limits.ts';
import { answer, isForeign, longestAsk } from './request.ts';
import { notifier } from './notifier.ts';
import { TicketTokens } from './tokens.ts';
import type { PhoneDone, PhoneMood, PhoneNow, PhoneShell, PhoneView } from './view.ts';

/** Takes opinions: four levels, 1 the worst. Of a ticket no more is handed on than what it was for. */
export type TakesOpinions = Pick<Opinions, 'take' | 'close'>;

/** What the phones need of a device. */
export type PhoneFace = Pick<SiteFace, 'config' | 'wallTime' | 'hall' | 'ready' | 'command' | 'on'>;

export interface PhoneDeskParts {
  readonly face: PhoneFace;
  readonly site: PhoneSite;
  readonly code: PhoneCode;
  /** Monotonic time of the machine that serves. */
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** A digest under a key of this process: 32 hexadecimal digits. */
  readonly digest: (text: string) => string;
  /** Null: nobody takes opinions. */
  readonly opinions: TakesOpinions | null;
}

const kindWords = {
  gone: { title: 'phone.gone.title', text: 'phone.gone.text' },
  later: { title: 'phone.later.title', text: 'phone.later.text' },
} as const;

/** Wrong tokens from one neighbourhood: a person mistypes none, since a phone reads them. */
const misses = { drops: 20, everyMs: 30_000 } as const;
/** All that one neighbourhood may ask: a whole waiting room may be behind one address. */
const requests = { drops: 1_200, everyMs: 25 } as const;
/** What one ticket's holder may do. */
const asks = { drops: 6, everyMs: 10_000 } as const;
const neighbourhoods = 4_096;

/** How soon a phone asks again: often where a minute matters, seldom where nothing is to come. */
const againMs: Readonly<Record<PhoneMood, Milliseconds>> = {
  waiting: 20_000,
  near: 5_000,
  called: 5_000,
  serving: 30_000,
  aside: 10_000,
  gone: 300_000,
};

/** A standing is kept this long, and longer while nothing happens in the hall: many phones ask, and a look ahead costs time. */
const standing = { lastsMs: 1_000, stillLastsMs: 20_000, most: 2_000 } as const;

interface KeptStanding {
  readonly at: Milliseconds;
  readonly revision: number;
  readonly value: Standing | null;
}

/** Answers the phones of a site's visitors: each gets its own ticket by its token and nothing else. */
export class PhoneDesk {
  readonly #parts: PhoneDeskParts;
  readonly #tokens: TicketTokens;
  readonly #misses = new Buckets(misses, neighbourhoods);
  readonly #requests = new Buckets(requests, neighbourhoods);
  readonly #asks = new Buckets(asks, neighbourhoods);
  readonly #standings = new Map<TicketId, KeptStanding>();
  /** Counts what happens in the hall. */
  #revision = 0;
  readonly #shell: PhoneShell;
  #end: Unsubscribe = () => {};

  constructor(parts: PhoneDeskParts) {
    this.#parts = parts;
    this.#tokens = new TicketTokens(parts.face, parts.digest);
    const { plan, counters } = parts.face.config.site;
    const { languages } = parts.site;
    this.#shell = {
      languages,
      plan: {
        outline: plan.outline,
        walls: plan.walls,
        doors: plan.doors.map(({ from, to }) => ({ from, to })),
        counters: counters.map(({ id, at: { x, y } }) => ({ id, at: { x, y } })),
        entrance: entranceOf(plan),
      },
    };
  }

  start(): void {
    this.#tokens.start();
    // Whoever moved may have moved everybody behind them.
    this.#end = this.#parts.face.on(({ type }) => {
      if (type === 'hall.recorded') this.#revision += 1;
    });
  }

  stop(): void {
    this.#end();
    this.#tokens.stop();
    this.#standings.clear();
    void this.#parts.opinions?.close();
  }

  async answer(request: DeskRequest): Promise<DeskAnswer> {
    const now = this.#parts.clock.now();
    const from = neighbourhood(request.address);
    const busyMs = this.#requests.take(from, now);
    if (busyMs > 0) return this.#later(request, 429, busyMs);
    if (request.path === 'notify.js') return this.#notifier(request);
    const [token = '', what = 'page', ...more] = request.path.split('/');
    const known = more.length === 0 && (what === 'page' || what === 'now' || what === 'ask');
    if (!this.#parts.face.ready()) return this.#later(request, 503, 5_000);
    // A name that is no token is looked for as one that might be: all that is wrong takes as long.
    const ticket = this.#tokens.find(token);
    if (ticket === null || !known || !/^[0-9a-f]{32}$/.test(token)) {
      // Who guesses is told to stop; who has a number is served all the same, for many share an address.
      const stopMs = this.#misses.take(from, now);
      if (stopMs > 0) this.#parts.log.write('warn', 'phone.guessing', { from });
      return stopMs > 0 ? this.#later(request, 429, stopMs) : this.#gone(request);
    }
    if (what === 'ask') return request.method === 'POST' ? this.#ask(request, ticket) : wrongMethod('POST');
    if (request.method !== 'GET' && request.method !== 'HEAD') return wrongMethod('GET, HEAD');
    const told = this.#now(ticket, this.#languageOf(request, ticket));
    if (what === 'page') return this.#page(told);
    const same = request.query['revision'] === told.view.revision;
    return answer(200, 'application/json', JSON.stringify(same ? { ...told, view: null } : told));
  }

  #languageOf(request: DeskRequest, ticket: HallTicket): string {
    const tags = this.#parts.site.languages.map(({ tag }) => tag);
    const wanted = request.query['language'] ?? ticket.language;
    return tags.includes(wanted) ? wanted : (tags[0] ?? 'vi');
  }

  #now(ticket: HallTicket, language: string): Extract<PhoneNow, { readonly view: PhoneView }> {
    const { face, site, digest } = this.#parts;
    const view = composeView(site, { ticket, standing: this.#standing(ticket) }, language);
    const revision = digest(JSON.stringify(view)).slice(0, 12);
    const { instant, trusted } = face.wallTime();
    const asOf = trusted ? hhmm(civilAt(instant, face.config.site.zoneOffsetMin).minuteOfDay) : '';
    return { asOf, againMs: againMs[view.mood], view: { ...view, revision } };
  }

  #standing(ticket: HallTicket): Standing | null {
    if (ticket.phase !== 'waiting') return null;
    const now = this.#parts.clock.now();
    const kept = this.#standings.get(ticket.id);
    const age = kept === undefined ? 0 : now - kept.at;
    if (kept !== undefined && age < (kept.revision === this.#revision ? standing.stillLastsMs : standing.lastsMs))
      return kept.value;
    const value = this.#parts.face.hall()?.office.standing(ticket.id) ?? null;
    if (this.#standings.size >= standing.most) this.#standings.clear();
    this.#standings.set(ticket.id, { at: now, revision: this.#revision, value });
    return value;
  }

  #page(now: Extract<PhoneNow, { readonly view: PhoneView }>): DeskAnswer {
    const { code, site } = this.#parts;
    const reloads = site.texts.screen(now.view.language, 'phone.reloads', {});
    const html = ticketDocument(code, this.#shell, now, reloads);
    return answer(200, 'text/html', html, { 'content-security-policy': phonePolicy(code) });
  }

  async #ask(request: DeskRequest, ticket: HallTicket): Promise<DeskAnswer> {
    const { face, log, digest, site } = this.#parts;
    const language = this.#languageOf(request, ticket);
    if (isForeign(request, site.origins)) return refused(403, 'a page of another site asks');
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return refused(415, 'JSON is expected');
    if (request.body.length > longestAsk) return refused(413, 'too long');
    const asked = readAsk(request.body);
    if (asked === null) return refused(400, 'expected { "id", "ask": "defer" | "cancel" } or { "id", "rating": 1…4 }');
    const waitMs = this.#asks.take(ticket.id, this.#parts.clock.now());
    if (waitMs > 0) return this.#later(request, 429, waitMs);
    if (asked.ask === 'rate') return this.#rate(ticket, asked, language);
    // An id of the phone's own choice cannot meet that of another ticket's.
    const id = `phone/${digest(ticket.token).slice(0, 16)}/${asked.id}`;
    const done = await face.command({ name: asked.ask, id, number: ticket.id, by: 'visitor' });
    if (!done.ok) log.write('info', 'phone.refused', { ask: asked.ask, refusal: done.refusal });
    // Whoever let others go first sees it at once.
    this.#standings.delete(ticket.id);
    return json(this.#said(asked.ask, done, ticket, language));
  }

  #said(ask: 'defer' | 'cancel', done: CommandAnswer, ticket: HallTicket, language: string): PhoneDone {
    const say = (key: string): string =>
      this.#parts.site.texts.screen(language, key, { ticket: { as: 'ticket', number: ticket.number } });
    if (done.ok) return { ok: true, said: say(ask === 'defer' ? 'phone.more.done' : 'phone.cancelled') };
    const kind: JsonValue | undefined = done.refusal['kind'];
    return { ok: false, said: say(kind === 'last-in-line' ? 'phone.more.last' : 'phone.refused') };
  }

  async #rate(
    ticket: HallTicket,
    { level }: Extract<Asked, { readonly ask: 'rate' }>,
    language: string,
  ): Promise<DeskAnswer> {
    const { opinions, site } = this.#parts;
    const say = (key: string): string => site.texts.screen(language, key, {});
    const taken = opinions === null ? 'refused' : await opinions.take(ticket, level);
    // One opinion a visit; said again it is thanked for and not counted.
    return taken === 'refused'
      ? json({ ok: false, said: say('phone.refused') })
      : json({ ok: true, said: say('phone.rate.thanks') });
  }

  #notifier(request: DeskRequest): DeskAnswer {
    return request.method === 'GET' || request.method === 'HEAD'
      ? answer(200, 'text/javascript', notifier)
      : wrongMethod('GET, HEAD');
  }

  #gone(request: DeskRequest): DeskAnswer {
    return answer(404, 'text/html', this.#kind(request, kindWords.gone), {
      'content-security-policy': phonePolicy(this.#parts.code),
    });
  }

  #later(request: DeskRequest, status: 429 | 503, waitMs: Milliseconds): DeskAnswer {
    return answer(status, 'text/html', this.#kind(request, kindWords.later), {
      'content-security-policy': phonePolicy(this.#parts.code),
      'retry-after': String(Math.ceil(waitMs / 1000)),
    });
  }

  /** In the site's own language and in the one that the phone speaks. */
  #kind(request: DeskRequest, words: { readonly title: string; readonly text: string }): string {
    const { site, code } = this.#parts;
    const tags = site.languages.map(({ tag }) => tag);
    const spoken = spokenBy(request.headers['accept-language'] ?? '', tags);
    const shown = [...new Set([...tags.slice(0, 1), ...spoken.slice(0, 1), ...tags.slice(1, 2)])].slice(0, 2);
    const said = shown.map((language) => ({
      language,
      title: site.texts.screen(language, words.title, {}),
      text: site.texts.screen(language, words.text, {}),
    }));
    return kindDocument(code, said);
  }
}

const json = (done: PhoneDone): DeskAnswer => answer(200, 'application/json', JSON.stringify(done));
const refused = (status: number, reason: string): DeskAnswer => answer(status, 'text/plain', `${reason}\n`);
const wrongMethod = (allow: string): DeskAnswer => answer(405, 'text/plain', 'not by this method\n', { allow });

/** Which of our languages a browser names, in its order (RFC 9110, 12.5.4, weights left aside: browsers send them falling). */
const spokenBy = (header: string, tags: readonly string[]): readonly string[] =>
  header
    .slice(0, 200)
    .split(',')
    .map((range) => range.split(';')[0]?.trim().toLowerCase() ?? '')
    .flatMap((range) => tags.filter((tag) => range !== '' && tag.toLowerCase().split('-')[0] === range.split('-')[0]));
