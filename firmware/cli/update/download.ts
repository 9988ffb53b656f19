import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '../../../hal/result.ts';

export type DownloadFault =
  | { readonly kind: 'no-address'; readonly url: string }
  | { readonly kind: 'answered'; readonly url: string; readonly status: number }
  | { readonly kind: 'unreachable'; readonly url: string; readonly code: string; readonly tries: number }
  /** The server's certificate is not believed: its own fault, or that of this machine's clock. */
  | { readonly kind: 'certificate'; readonly url: string; readonly code: string }
  /** What is never fetched however often it is tried: redirected in a circle, or to what is no address of the web. */
  | { readonly kind: 'not-fetched'; readonly url: string; readonly said: string }
  | { readonly kind: 'too-large'; readonly url: string; readonly bytes: number; readonly most: number }
  | { readonly kind: 'no-room-here'; readonly where: string; readonly code: string };

export const downloadSettings = {
  /** No release is larger. */
  mostBytes: 512 * 1024 * 1024,
  /** From asking to the first word of the answer. */
  answerMs: 30_000,
  /** Without a single byte for so long, the connection is given up and taken up again where it was. */
  silentMs: 30_000,
  /** In a row, without a byte gained between them. */
  tries: 5,
  /** Before the second try; twice as long before each further one. */
  pauseMs: 2_000,
} as const;
export type DownloadSettings = { readonly [Name in keyof typeof downloadSettings]: number };

/** What was begun, kept beside it, so that a later run goes on with the same file and no other. */
const begunSchema = z.object({ url: z.string(), validator: z.string().nullable() });

interface Place {
  readonly part: string;
  readonly begun: string;
  readonly file: string;
}

const placeOf = (directory: string, url: string): Place => {
  const name = join(directory, createHash('sha256').update(url).digest('hex').slice(0, 16));
  return { part: `${name}.part`, begun: `${name}.json`, file: `${name}.letan` };
};

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** By what the server tells one content of that address from another; null: nothing, so nothing can be resumed. */
const validatorOf = (headers: Headers): string | null => {
  const etag = headers.get('etag');
  // A weak one says nothing of bytes (RFC 9110, 13.1.5).
  return etag !== null && !etag.startsWith('W/') ? etag : headers.get('last-modified');
};

const begunAt = (path: string, url: string): string | null => {
  try {
    const begun = begunSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return begun.success && begun.data.url === url ? begun.data.validator : null;
  } catch {
    return null;
  }
};

/** What whoever waits is told. */
export interface DownloadTell {
  /** So many bytes are here, of so many where the server says; first told before this connection has brought any. */
  at(done: number, of: number | null): void;
  /** The connection failed by that code, and is taken up again after `seconds`. */
  again(code: string, seconds: number): void;
}

/** The connection failed: to be tried again. */
class LinkError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const innerOf = (error: Error): Error => (error.cause instanceof Error ? error.cause : error);

const linkCode = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'ETIMEDOUT';
  const inner = innerOf(error);
  return 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.message;
};

/** OpenSSL's and Node's names for a certificate that does not hold. */
const certificateCode = /^(?:CERT_|DEPTH_ZERO_SELF|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT)/u;

/** What no further try mends; null: the connection failed, which the next may not. */
const lastingFault = (url: string, error: unknown): DownloadFault | null => {
  const code = linkCode(error);
  if (certificateCode.test(code)) return { kind: 'certificate', url, code };
  // A failed connection has a code; what fetch itself refuses has words alone.
  const inner = error instanceof Error ? innerOf(error) : null;
  return inner === null || 'code' in inner || code === 'ETIMEDOUT'
    ? null
    : { kind: 'not-fetched', url, said: inner.message };
};

/** Where a partial answer begins, by its own word (RFC 9110, 14.4); null: it does not say. */
const rangeStart = (headers: Headers): number | null => {
  const found = /^bytes (\d+)-/u.exec(headers.get('content-range') ?? '');
  return found === null ? null : Number(found[1]);
};

type Piece = Result<void, DownloadFault>;

/** One connection: from where the file ends to its end, or to where the connection breaks (`LinkError`). */
async function fetchOn(url: string, place: Place, settings: DownloadSettings, tell: DownloadTell): Promise<Piece> {
  const validator = begunAt(place.begun, url);
  let have = validator === null ? 0 : sizeOf(place.part);
  const stop = new AbortController();
  let timer = setTimeout(() => stop.abort(), settings.answerMs);
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), settings.silentMs);
  };
  try {
    const headers = have > 0 && validator !== null ? { range: `bytes=${have}-`, 'if-range': validator } : undefined;
    const asked = await fetch(url, { signal: stop.signal, ...(headers === undefined ? {} : { headers }) }).then(
      (value) => ok(value),
      (error: unknown) => {
        const fault = lastingFault(url, error);
        if (fault === null) throw new LinkError(linkCode(error));
        return fail(fault);
      },
    );
    if (!asked.ok) return asked;
    const answer = asked.value;
    alive();
    // The file is as long as what there is already (416), a piece that does not go on where ours ends, or a server that is about to
    // recover (5xx, 429).
    if (answer.status === 416 || (answer.status === 206 && rangeStart(answer.headers) !== have)) {
      rmSync(place.begun, { force: true });
      throw new LinkError('range');
    }
    if (answer.status >= 500 || answer.status === 429) throw new LinkError(`HTTP ${answer.status}`);
    if (answer.status !== 200 && answer.status !== 206) return fail({ kind: 'answered', url, status: answer.status });
    if (answer.status === 200) have = 0;
    const length = Number(answer.headers.get('content-length') ?? Number.NaN);
    const total = Number.isSafeInteger(length) ? have + length : null;
    if (total !== null && total > settings.mostBytes)
      return fail({ kind: 'too-large', url, bytes: total, most: settings.mostBytes });
    writeFileSync(place.begun, JSON.stringify({ url, validator: validatorOf(answer.headers) }));
    tell.at(have, total);
    const fd = openSync(place.part, have > 0 ? 'a' : 'w', 0o600);
    try {
      const body: AsyncIterable<Uint8Array> = answer.body ?? (async function* none() {})();
      for await (const bytes of body) {
        alive();
        for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
        have += bytes.length;
        if (have > settings.mostBytes) return fail({ kind: 'too-large', url, bytes: have, most: settings.mostBytes });
        tell.at(have, total);
      }
      fsyncSync(fd);
    } catch (error) {
      if (isDiskError(error)) throw error;
      throw new LinkError(linkCode(error));
    } finally {
      closeSync(fd);
    }
    if (total !== null && have < total) throw new LinkError('ended early');
    return ok(undefined);
  } finally {
    clearTimeout(timer);
    // Whatever is left of a refused answer is not waited for.
    stop.abort();
  }
}

const isDiskError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error &&
  'syscall' in error &&
  'code' in error &&
  /^(ENOSPC|EROFS|EIO|EDQUOT|EACCES|EPERM|ENOENT|EEXIST|ENOTDIR|EISDIR)$/u.test(String(error.code));

/**
 * Fetches a release into `directory` and gives its file. What breaks off is gone on with, by this run or a later one, as long as the
 * server says that it is still the same. What came is only bytes: whether it is a release is for `checkRelease`.
 */
export async function download(
  url: string,
  directory: string,
  settings: DownloadSettings,
  sleep: (ms: number) => Promise<void>,
  tell: DownloadTell,
): Promise<Result<string, DownloadFault>> {
  if (!URL.canParse(url)) return fail({ kind: 'no-address', url });
  const place = placeOf(directory, url);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    let failures = 0;
    for (;;) {
      const before = sizeOf(place.part);
      try {
        const piece = await fetchOn(url, place, settings, tell);
        if (!piece.ok) return piece;
        renameSync(place.part, place.file);
        rmSync(place.begun, { force: true });
        return ok(place.file);
      } catch (error) {
        if (!(error instanceof LinkError)) throw error;
        failures = sizeOf(place.part) > before ? 1 : failures + 1;
        if (failures >= settings.tries)
          return fail({ kind: 'unreachable', url, code: error.code, tries: settings.tries });
        const pauseMs = settings.pauseMs * 2 ** (failures - 1);
        tell.again(error.code, pauseMs / 1000);
        await sleep(pauseMs);
      }
    }
  } catch (error) {
    if (!isDiskError(error)) throw error;
    return fail({ kind: 'no-room-here', where: directory, code: error.code ?? 'unknown' });
  }
}
