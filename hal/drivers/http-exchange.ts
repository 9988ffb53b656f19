import { readFileSync } from 'node:fs';
import { Agent, request as plainRequest, type RequestOptions } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { Milliseconds } from '../units.ts';

/** What a server answered. `text` is null where it was longer than was wanted. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string | null;
}

/** Files that say whom to trust and who we are (PEM); null where the system's own list does, and where nobody asks who we are. */
export interface HttpIdentity {
  readonly caFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
}

export interface HttpAsk {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** One request after another to one party, over connections that are kept. Redirects are answers like others: nothing follows them. */
export class HttpExchange {
  readonly #identity: HttpIdentity;
  readonly #silenceMs: Milliseconds;
  readonly #longest: number;
  #plain: Agent | null = null;
  #secure: SecureAgent | null = null;

  /** @param silenceMs after so long without a byte the other side is away. */
  constructor(identity: HttpIdentity, silenceMs: Milliseconds, longest: number) {
    this.#identity = identity;
    this.#silenceMs = silenceMs;
    this.#longest = longest;
  }

  /** Reads the identity; throws as the file system does. */
  open(): void {
    const { caFile, certFile, keyFile } = this.#identity;
    const read = (path: string | null): Buffer | undefined => (path === null ? undefined : readFileSync(path));
    this.#plain = new Agent({ keepAlive: true, maxSockets: 4 });
    this.#secure = new SecureAgent({
      keepAlive: true,
      maxSockets: 4,
      minVersion: 'TLSv1.2',
      ...(caFile === null ? {} : { ca: read(caFile) }),
      ...(certFile === null ? {} : { cert: read(certFile) }),
      ...(keyFile === null ? {} : { key: read(keyFile) }),
    });
  }

  close(): void {
    this.#plain?.destroy();
    this.#secure?.destroy();
    this.#plain = null;
    this.#secure = null;
  }

  /** Rejects with what kept the answer from coming, as Node names it. */
  ask({ method, url, headers, body }: HttpAsk, signal: AbortSignal): Promise<HttpReply> {
    const secure = url.startsWith('https:');
    const agent = secure ? this.#secure : this.#plain;
    const bytes = body === null ? null : Buffer.from(body, 'utf8');
    return new Promise((resolve, reject) => {
      if (agent === null) return reject(new Error('not open'));
      const options: RequestOptions = {
        method,
        agent,
        signal,
        timeout: this.#silenceMs,
        headers: { ...headers, ...(bytes === null ? {} : { 'content-length': String(bytes.length) }) },
      };
      const asking = (secure ? secureRequest : plainRequest)(url, options, (response) => {
        const pieces: Buffer[] = [];
        let length = 0;
        response.on('data', (piece: Buffer) => {
          length += piece.length;
          if (length <= this.#longest) pieces.push(piece);
          // What is too long is not waited for either.
          else response.destroy();
        });
        response.on('error', reject);
        response.on('close', () => {
          const text = length > this.#longest ? null : Buffer.concat(pieces).toString('utf8');
          if (response.complete || text === null)
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
          else reject(new Error('cut off'));
        });
      });
      asking.on('timeout', () => asking.destroy(new Error('no answer')));
      asking.on('error', reject);
      asking.end(bytes ?? undefined);
    });
  }
}
