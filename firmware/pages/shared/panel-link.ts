import type { PanelMessage, PanelReply } from '../../../hal/drivers/web-display.ts';
import { takesOver } from '../repair/protocol.ts';

/** What a page shows of its link. `revision` belongs to this connection: a touch is always of a view that came over it. */
export interface LinkState<View> {
  readonly shown: { readonly revision: number; readonly view: View } | null;
  readonly connected: boolean;
  /** When the link was lost, by `performance.now()`; null while it stands. */
  readonly lostAt: number | null;
  /** The action that was touched and not answered yet. */
  readonly pending: string | null;
  /** True for a few seconds after a touch that could not be taken. */
  readonly refused: boolean;
}

export interface LinkSettings {
  readonly socketPath: string;
  readonly pagePath: string;
  readonly version: string;
  readonly token: string;
}

const pingMs = 2500;
/** Silence longer than this is a dead link, even while TCP still believes in it. */
const silentMs = 6000;
/** A touch that nothing answers within this was not taken. */
const answerMs = 2000;
const refusedMs = 5000;
const firstRetryMs = 250;
const slowestRetryMs = 5000;

/**
 * The page's end of the display port. It reconnects for ever, asks for the token of the firmware's present boot before each
 * attempt, and keeps the last view meanwhile, so that a lost link never empties the glass.
 */
export class PanelLink<View> {
  state: LinkState<View> = { shown: null, connected: false, lostAt: performance.now(), pending: null, refused: false };
  readonly #settings: LinkSettings;
  readonly #changed: () => void;
  #token: string;
  #version: string;
  #socket: WebSocket | null = null;
  #retryMs = firstRetryMs;
  #retry: number | undefined;
  #heardAt = 0;
  #ping: number | undefined;
  #answer: number | undefined;
  #refusal: number | undefined;

  constructor(settings: LinkSettings, changed: () => void) {
    this.#settings = settings;
    this.#token = settings.token;
    this.#version = settings.version;
    this.#changed = changed;
  }

  start(): void {
    this.#connect();
    window.addEventListener('online', () => this.#hurry());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#hurry();
    });
  }

  /** True when the server holds another page than this one: an update came while the page stood. */
  get outdated(): boolean {
    return this.#version !== this.#settings.version;
  }

  touch(action: string): void {
    const shown = this.state.shown;
    const socket = this.#socket;
    // A socket that closes takes what is sent and loses it: the visitor is told at once instead.
    if (shown === null || socket?.readyState !== WebSocket.OPEN || !this.state.connected) return this.#refuse();
    const reply: PanelReply = { type: 'touch', revision: shown.revision, action };
    socket.send(JSON.stringify(reply));
    window.clearTimeout(this.#answer);
    this.#answer = window.setTimeout(() => {
      this.#set({ pending: null });
      this.#refuse();
    }, answerMs);
    this.#set({ pending: action });
  }

  #set(change: Partial<LinkState<View>>): void {
    this.state = { ...this.state, ...change };
    this.#changed();
  }

  #refuse(): void {
    window.clearTimeout(this.#refusal);
    this.#refusal = window.setTimeout(() => this.#set({ refused: false }), refusedMs);
    this.#set({ refused: true });
  }

  #connect(): void {
    window.clearTimeout(this.#retry);
    const address = new URL(this.#settings.socketPath, location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address, ['letan.v1', `token.${this.#token}`]);
    this.#socket = socket;
    this.#heardAt = performance.now();
    socket.addEventListener('open', () => {
      this.#heardAt = performance.now();
      this.#retryMs = firstRetryMs;
      this.#ping = window.setInterval(() => this.#beat(socket), pingMs);
    });
    socket.addEventListener('message', (event) => {
      if (socket === this.#socket && typeof event.data === 'string') this.#hear(event.data);
    });
    socket.addEventListener('close', () => this.#lost(socket));
    // A server that takes the connection and never answers the upgrade.
    window.setTimeout(() => {
      if (socket.readyState === WebSocket.CONNECTING) socket.close();
    }, silentMs);
  }

  #beat(socket: WebSocket): void {
    if (performance.now() - this.#heardAt > silentMs) {
      socket.close();
      // `close` waits for the far side, which is just what does not answer.
      this.#lost(socket);
      return;
    }
    const reply: PanelReply = { type: 'ping' };
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(reply));
  }

  #hear(text: string): void {
    this.#heardAt = performance.now();
    const message = JSON.parse(text) as PanelMessage; // our own server's, behind its token
    if (message.type === 'view') {
      window.clearTimeout(this.#answer);
      // The view's type is what the behaviours of this same build declare.
      const shown = { revision: message.revision, view: message.view as unknown as View };
      this.#set({ shown, connected: true, lostAt: null, pending: null, refused: false });
    } else if (message.type === 'taken') {
      window.clearTimeout(this.#answer);
      this.#set({ pending: null });
    }
  }

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    window.clearInterval(this.#ping);
    window.clearTimeout(this.#answer);
    const wasPending = this.state.pending !== null;
    this.#set({ connected: false, lostAt: this.state.lostAt ?? performance.now(), pending: null });
    if (wasPending) this.#refuse();
    // Chance keeps several panels from knocking together.
    this.#retry = window.setTimeout(() => void this.#again(), this.#retryMs * (0.75 + Math.random() / 2));
    this.#retryMs = Math.min(slowestRetryMs, this.#retryMs * 1.6);
  }

  async #again(): Promise<void> {
    try {
      const response = await fetch('/token', { cache: 'no-store', signal: AbortSignal.timeout(silentMs) });
      const answer = (await response.json()) as { token: string; pages: Record<string, string> }; // our own server's
      this.#token = answer.token;
      this.#version = answer.pages[this.#settings.pagePath] ?? this.#version;
      // The device is in safe mode or in a technician's hands: its own page says so, whatever stands here.
      if (this.#version.startsWith(takesOver)) return location.reload();
    } catch {
      // Not back yet: the attempt below fails too and arms the next.
    }
    // Another attempt may have begun meanwhile.
    if (this.#socket === null) this.#connect();
  }

  #hurry(): void {
    if (this.#socket !== null) return;
    this.#retryMs = firstRetryMs;
    window.clearTimeout(this.#retry);
    void this.#again();
  }
}
