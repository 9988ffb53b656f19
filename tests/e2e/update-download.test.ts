import { execFileSync } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { download, downloadSettings, type DownloadSettings } from '../../firmware/cli/update/download.ts';
import { memoryDirectory, removeDirectory } from '../support/temporary.ts';

const room = memoryDirectory();
afterAll(() => removeDirectory(room));
const folder = (): string => mkdtempSync(join(room, 'folder-'));

describe('fetching a release', () => {
  const close: (() => void)[] = [];
  afterEach(() => {
    for (const each of close.splice(0)) each();
  });
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  const serve = async (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> => {
    const server = createServer(answer);
    close.push(() => {
      server.closeAllConnections();
      server.close();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/letan.letan`; // listens on TCP
  };
  const settings: DownloadSettings = { ...downloadSettings, silentMs: 200, answerMs: 5_000, pauseMs: 0 };
  /** What was told on the way: bytes before and after, and each loss. */
  const told: (number | string)[] = [];
  const fetchTo = (url: string, into: string, over: Partial<DownloadSettings> = {}) => {
    told.length = 0;
    return download(url, into, { ...settings, ...over }, () => Promise.resolve(), {
      at: (done) => void told.push(done),
      again: (code) => void told.push(code),
    });
  };
  const from = (request: IncomingMessage): number =>
    Number(/^bytes=(\d+)-$/u.exec(request.headers.range ?? '')?.[1] ?? 0);
  /** A server that keeps to RFC 9110. */
  const proper =
    (etag: () => string, asked: number[], write: (response: ServerResponse, rest: Buffer) => void) =>
    (request: IncomingMessage, response: ServerResponse): void => {
      const at = request.headers['if-range'] === etag() ? from(request) : 0;
      asked.push(at);
      const rest = content.subarray(at);
      const range = at > 0 ? { 'content-range': `bytes ${at}-${content.length - 1}/${content.length}` } : {};
      response.writeHead(at > 0 ? 206 : 200, { etag: etag(), 'content-length': rest.length, ...range });
      write(response, rest);
    };

  it('brings the file, and goes on where a connection broke off', async () => {
    const asked: number[] = [];
    const url = await serve(
      proper(
        () => '"1"',
        asked,
        (response, rest) => {
          if (asked.length < 3) response.write(rest.subarray(0, 90_000), () => response.destroy());
          else response.end(rest);
        },
      ),
    );
    const into = folder();
    const fetched = await fetchTo(url, into);
    if (!fetched.ok) throw new Error(JSON.stringify(fetched.fault));
    expect(readFileSync(fetched.value).equals(content)).toBe(true);
    expect(asked[0]).toBe(0);
    expect(asked.at(-1)).toBeGreaterThan(0);
    expect(readdirSync(into)).toHaveLength(1);
    // Each connection is told from where it begins, so that its speed is its own.
    expect(told[0]).toBe(0);
    const lost = told.findIndex((each) => typeof each === 'string');
    expect(lost).toBeGreaterThan(0);
    expect(told[lost + 1]).toBe(asked[1]);
    expect(told.at(-1)).toBe(content.length);
  });

  it('goes on in a later run, and begins anew where the file has become another', async () => {
    const asked: number[] = [];
    let etag = '"1"';
    let breaks = true;
    const url = await serve(
      proper(
        () => etag,
        asked,
        (response, rest) => {
          if (breaks) response.write(rest.subarray(0, 1000), () => response.destroy());
          else response.end(rest);
        },
      ),
    );
    const into = folder();
    expect(await fetchTo(url, into, { tries: 1 })).toMatchObject({ ok: false, fault: { kind: 'unreachable' } });
    expect(await fetchTo(url, into, { tries: 1 })).toMatchObject({ ok: false });
    expect(asked[1]).toBeGreaterThan(0);
    [etag, breaks] = ['"2"', false];
    const fetched = await fetchTo(url, into);
    expect(asked.at(-1)).toBe(0);
    expect(fetched.ok && readFileSync(fetched.value).equals(content)).toBe(true);
  });

  it('gives up a server that goes silent in the midst of it', async () => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked += 1;
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 10));
    });
    const fetched = await fetchTo(url, folder(), { silentMs: 50, tries: 3 });
    expect(fetched).toMatchObject({ ok: false, fault: { kind: 'unreachable', code: 'ETIMEDOUT', tries: 3 } });
    expect(asked).toBeGreaterThanOrEqual(3);
  });

  it('takes nothing that is too large, said or unsaid, and nothing that is not there', async () => {
    const said = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 10 ** 9 });
      response.write('x');
    });
    expect(await fetchTo(said, folder())).toMatchObject({ ok: false, fault: { kind: 'too-large', bytes: 10 ** 9 } });
    const unsaid = await serve((_request, response) => {
      response.writeHead(200);
      response.end(content);
    });
    const bounded = await fetchTo(unsaid, folder(), { mostBytes: 100_000 });
    expect(bounded).toMatchObject({ ok: false, fault: { kind: 'too-large', most: 100_000 } });
    const missing = await serve((_request, response) => response.writeHead(404).end());
    expect(await fetchTo(missing, folder())).toMatchObject({ ok: false, fault: { kind: 'answered', status: 404 } });
    expect(await fetchTo('http://', folder())).toMatchObject({ ok: false, fault: { kind: 'no-address' } });
  });

  it('follows a redirect, and tells at once of one that leads nowhere', async () => {
    const there = await serve((_request, response) => void response.end(content));
    const moved = await serve((_request, response) => void response.writeHead(302, { location: there }).end());
    const fetched = await fetchTo(moved, folder());
    expect(fetched.ok && readFileSync(fetched.value).equals(content)).toBe(true);
    let asked = 0;
    const circle = await serve((request, response) => {
      asked += 1;
      response.writeHead(302, { location: request.url }).end();
    });
    expect(await fetchTo(circle, folder())).toMatchObject({ ok: false, fault: { kind: 'not-fetched' } });
    // Once round the circle, not once for each try.
    expect(asked).toBeLessThan(50);
    const file = await serve(
      (_request, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    );
    expect(await fetchTo(file, folder())).toMatchObject({ ok: false, fault: { kind: 'not-fetched' } });
  });

  it('believes no server about the length: what is promised and never comes, and a piece that belongs elsewhere', async () => {
    const more = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': content.length + 1000 });
      response.end(content);
    });
    expect(await fetchTo(more, folder(), { tries: 2 })).toMatchObject({ ok: false, fault: { kind: 'unreachable' } });
    // It answers each wish for the rest with the beginning, and calls that the rest.
    let asked = 0;
    const wrong = await serve((request, response) => {
      asked += 1;
      const at = from(request);
      response.writeHead(at > 0 ? 206 : 200, { etag: '"1"', 'content-range': `bytes 0-999/${content.length}` });
      if (asked === 1) response.write(content.subarray(0, 1000), () => response.destroy());
      else response.end(at > 0 ? content.subarray(0, 1000) : content);
    });
    const fetched = await fetchTo(wrong, folder());
    expect(fetched.ok && readFileSync(fetched.value).equals(content)).toBe(true);
  });

  it('does not believe a certificate that nobody vouches for, and does not try that again', async () => {
    const own = folder();
    const [key, cert] = [join(own, 'key.pem'), join(own, 'cert.pem')];
    const asked = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2'];
    execFileSync('openssl', [...asked, '-subj', '/CN=127.0.0.1'], { stdio: 'ignore' });
    const server = createSecureServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) =>
      response.end(content),
    );
    close.push(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/letan.letan`; // listens on TCP
    expect(await fetchTo(url, folder())).toMatchObject({ ok: false, fault: { kind: 'certificate' } });
    expect(told).toEqual([]);
  });

  it('tells a closed port by its code, after as many tries as it may', async () => {
    const url = await serve(() => undefined);
    for (const each of close.splice(0)) each();
    const fetched = await fetchTo(url, folder(), { tries: 2 });
    expect(fetched).toMatchObject({ ok: false, fault: { kind: 'unreachable', code: 'ECONNREFUSED', tries: 2 } });
  });

  it('says so where it cannot be kept', async () => {
    const url = await serve((_request, response) => void response.end(content));
    const into = join(folder(), 'file');
    writeFileSync(into, '');
    expect(await fetchTo(url, into)).toMatchObject({ ok: false, fault: { kind: 'no-room-here', where: into } });
  });
});
