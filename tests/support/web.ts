import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { createWeb, type Web } from '../../firmware/web.ts';
import { NodeClock } from '../../hal/drivers/node-clock.ts';
import type { JsonObject } from '../../hal/json.ts';
import type { Entropy } from '../../hal/ports/entropy.ts';
import type { Log } from '../../hal/ports/log.ts';

/** Real unguessable bytes, for tests over real sockets. */
export const systemEntropy: Entropy = { bytes: (count) => new Uint8Array(randomBytes(count)) };

/** A log that keeps its lines. */
export class KeptLog implements Log {
  readonly lines: { readonly level: string; readonly event: string; readonly data: JsonObject }[] = [];
  write(level: string, event: string, data: JsonObject): void {
    this.lines.push({ level, event, data });
  }
}

/** Real time, for tests against real sockets and processes. */
export class HostClock extends NodeClock {
  constructor() {
    super(() => true);
  }
}

export interface RunningWeb {
  readonly web: Web;
  readonly url: string;
  readonly token: string;
}

/** A server on a port of the system's choice, with its token. */
export async function runWeb(log: Log, port = 0): Promise<RunningWeb> {
  const web = createWeb({ host: '127.0.0.1', port, log, entropy: systemEntropy, clock: new HostClock() });
  const listening = await web.listen();
  if (!listening.ok) throw new Error(`no server: ${listening.fault.kind}`);
  const answer = (await (await fetch(`${listening.value}/token`)).json()) as { token: string }; // our own endpoint
  return { web, url: listening.value, token: answer.token };
}

/** A socket as a page of this server opens it. */
export const pageSocket = (running: RunningWeb, path: string): WebSocket =>
  new WebSocket(`${running.url.replace('http', 'ws')}${path}`, ['letan.v1', `token.${running.token}`], {
    origin: running.url,
  });

/** Waits in real time until the condition holds; for real sockets only. */
export async function until(condition: () => boolean, what: string, withinMs = 60_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}
