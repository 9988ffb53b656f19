import type { FromPage, FromServer } from '../protocol.ts';

const firstRetryMs = 300;
const slowestRetryMs = 4000;

/** The page's end of the simulator's socket; it reconnects for ever, with the token of the server's present start. */
export class ServerLink {
  readonly #heard: (message: FromServer) => void;
  readonly #linked: (linked: boolean) => void;
  #token: string;
  #socket: WebSocket | null = null;
  #retryMs = firstRetryMs;

  constructor(token: string, heard: (message: FromServer) => void, linked: (linked: boolean) => void) {
    this.#token = token;
    this.#heard = heard;
    this.#linked = linked;
    this.#connect();
  }

  send(request: FromPage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(request));
  }

  #connect(): void {
    const address = new URL('/socket', location.href);
    address.protocol = 'ws:';
    const socket = new WebSocket(address, ['letan.v1', `token.${this.#token}`]);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#retryMs = firstRetryMs;
      this.#linked(true);
    });
    socket.addEventListener('message', (event) => {
      if (typeof event.data === 'string') this.#heard(JSON.parse(event.data) as FromServer); // our own server's
    });
    socket.addEventListener('close', () => {
      this.#linked(false);
      window.setTimeout(() => void this.#again(), this.#retryMs);
      this.#retryMs = Math.min(slowestRetryMs, this.#retryMs * 1.6);
    });
  }

  async #again(): Promise<void> {
    try {
      const response = await fetch('/token', { cache: 'no-store' });
      this.#token = ((await response.json()) as { token: string }).token; // our own server's
    } catch {
      // Not back yet; the next attempt asks again.
    }
    this.#connect();
  }
}
