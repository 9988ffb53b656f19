import type { JsonObject } from '../../../hal/json.ts';
import type { Milliseconds } from '../../../hal/units.ts';
import type { StaffRole } from '../../staff-roles.ts';
import { sessionOverCode, wishLifeMs, type FromCounter, type ToCounter } from './protocol.ts';

export type Wish = Extract<FromCounter, { do: 'wish' }>['wish'];

/** How a wish ended. `lost`: the link broke and nobody knows; `unsent`: there was none, and it was never sent. */
export type Outcome =
  | { readonly kind: 'done'; readonly number: string }
  | { readonly kind: 'refused'; readonly refusal: JsonObject }
  | { readonly kind: 'lost' }
  | { readonly kind: 'unsent' };

export type LinkPhase = 'asking' | 'signed-out' | 'connecting' | 'linked';

export interface LinkEars {
  readonly heard: (message: ToCounter) => void;
  readonly changed: () => void;
}

interface Pending {
  readonly message: Extract<FromCounter, { do: 'wish' }>;
  readonly resolve: (outcome: Outcome) => void;
}

const pingAfterMs = 3_000;
/** Silence longer than this is a dead link, even while TCP still believes in it. */
const silentMs = 7_000;
const lookMs = 1_000;
const firstRetryMs = 250;
const slowestRetryMs = 4_000;

/**
 * The page's end of the counter's socket. It reconnects for ever. A wish that was under way when the link broke is asked again under the
 * same id while it is young enough to be meant; an older one is given up and told so, and a wish without a link is never kept for later.
 */
export class CounterLink {
  phase: LinkPhase = 'asking';
  /** When the link was lost, by `performance.now()`; null while it stands. */
  lostAt: Milliseconds | null = null;
  /** Why the session ended, if it did: by itself. */
  over = false;
  readonly #path: string;
  readonly #ears: LinkEars;
  #token: string;
  #socket: WebSocket | null = null;
  #boot = '';
  /** Server time minus `performance.now()`. */
  #ahead: Milliseconds = 0;
  #heardAt: Milliseconds = 0;
  #retryMs = firstRetryMs;
  #retry: number | undefined;
  readonly #pending = new Map<string, Pending>();

  constructor(path: string, token: string, ears: LinkEars) {
    this.#path = path;
    this.#token = token;
    this.#ears = ears;
  }

  get sending(): boolean {
    return this.#pending.size > 0;
  }

  start(): void {
    void this.#ask();
    window.setInterval(() => this.#look(), lookMs);
    window.addEventListener('online', () => this.#hurry());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#hurry();
    });
  }

  /** Null: signed in; else the refusal. */
  async signIn(role: StaffRole, pin: string): Promise<JsonObject | null> {
    const answer = await this.#post('sign-in', { role, pin });
    if (answer === null) return { kind: 'no-answer' };
    if (answer.status === 429 && !('kind' in answer.body)) return { kind: 'too-many-requests' };
    if (answer.status !== 200) return answer.body;
    this.over = false;
    this.#connect();
    return null;
  }

  async signOut(): Promise<void> {
    await this.#post('sign-out', {});
    this.#signedOut(false);
  }

  wish(wish: Wish): Promise<Outcome> {
    const socket = this.#socket;
    if (this.phase !== 'linked' || socket === null) return Promise.resolve({ kind: 'unsent' });
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    const message = { do: 'wish', id, boot: this.#boot, at: performance.now() + this.#ahead, wish } as const;
    return new Promise((resolve) => {
      this.#pending.set(id, { message, resolve });
      this.#send(message);
      this.#ears.changed();
    });
  }

  askPicture(): void {
    this.#send({ do: 'picture' });
  }

  #send(message: FromCounter): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  async #post(what: string, body: JsonObject): Promise<{ readonly status: number; readonly body: JsonObject } | null> {
    try {
      const response = await fetch(`${this.#path}/${what}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(20_000),
      });
      const text = await response.text();
      const json: unknown = text.startsWith('{') ? JSON.parse(text) : {};
      return { status: response.status, body: json as JsonObject }; // our own server's
    } catch {
      return null;
    }
  }

  /** Who is signed in here, the server knows: the cookie is not for scripts to read. */
  async #ask(): Promise<void> {
    try {
      const response = await fetch(`${this.#path}/session`, {
        cache: 'no-store',
        signal: AbortSignal.timeout(silentMs),
      });
      if (response.status === 401) return this.#signedOut(this.phase !== 'asking');
      const token = await fetch('/token', { cache: 'no-store', signal: AbortSignal.timeout(silentMs) });
      if (token.ok) this.#token = ((await token.json()) as { token: string }).token; // our own server's
    } catch {
      // Not there yet: the attempt below fails too and arms the next.
    }
    if (this.#socket === null && this.phase !== 'signed-out') this.#connect();
  }

  #connect(): void {
    window.clearTimeout(this.#retry);
    this.phase = 'connecting';
    const address = new URL(`${this.#path}/socket`, location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address, ['letan.v1', `token.${this.#token}`]);
    this.#socket = socket;
    this.#heardAt = performance.now();
    socket.addEventListener('message', ({ data }) => {
      if (socket === this.#socket && typeof data === 'string') this.#hear(JSON.parse(data) as ToCounter); // our own server's
    });
    socket.addEventListener('close', ({ code }) => this.#closed(socket, code));
    this.#ears.changed();
  }

  #hear(message: ToCounter): void {
    this.#heardAt = performance.now();
    if (message.type === 'hello') {
      this.phase = 'linked';
      this.lostAt = null;
      this.#retryMs = firstRetryMs;
      this.#boot = message.boot;
    }
    if (message.type === 'hello' || message.type === 'beat') this.#ahead = message.now - performance.now();
    if (message.type === 'answer') {
      const pending = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      pending?.resolve(
        message.ok ? { kind: 'done', number: message.number } : { kind: 'refused', refusal: message.refusal },
      );
    }
    this.#ears.heard(message);
    // After the page knows where the hall stands, so that what is asked again is seen in its light.
    if (message.type === 'hello') this.#again();
  }

  /** What was under way when the link broke: the same server does it once, however often it comes. */
  #again(): void {
    for (const [id, { message, resolve }] of this.#pending)
      if (message.boot === this.#boot && performance.now() + this.#ahead - message.at < wishLifeMs) this.#send(message);
      else {
        this.#pending.delete(id);
        resolve({ kind: 'lost' });
      }
  }

  #closed(socket: WebSocket, code: number): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    if (code === sessionOverCode) return this.#signedOut(true);
    this.phase = 'connecting';
    this.lostAt ??= performance.now();
    // Chance keeps several pages from knocking together.
    this.#retry = window.setTimeout(() => void this.#ask(), this.#retryMs * (0.75 + Math.random() / 2));
    this.#retryMs = Math.min(slowestRetryMs, this.#retryMs * 1.6);
    this.#ears.changed();
  }

  #signedOut(over: boolean): void {
    window.clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.phase = 'signed-out';
    this.over = over;
    this.lostAt = null;
    for (const { resolve } of this.#pending.values()) resolve({ kind: 'lost' });
    this.#pending.clear();
    this.#ears.changed();
  }

  #look(): void {
    // Wishes whose time is over while there is no link.
    for (const [id, { message, resolve }] of this.#pending)
      if (this.phase !== 'linked' && performance.now() + this.#ahead - message.at > wishLifeMs) {
        this.#pending.delete(id);
        resolve({ kind: 'lost' });
      }
    const socket = this.#socket;
    const silence = performance.now() - this.#heardAt;
    if (socket !== null && silence > silentMs) {
      socket.close();
      // `close` waits for the far side, which is just what does not answer.
      this.#closed(socket, 1006);
    } else if (silence > pingAfterMs) this.#send({ do: 'ping' });
    this.#ears.changed();
  }

  #hurry(): void {
    if (this.#socket !== null || this.phase === 'signed-out') return;
    this.#retryMs = firstRetryMs;
    window.clearTimeout(this.#retry);
    void this.#ask();
  }
}
